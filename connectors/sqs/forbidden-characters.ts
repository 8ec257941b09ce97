import type { JsonValue } from '../../core/json.js';

/** What XML 1.0 has no place for. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are looked for
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** The first character of a text that SQS does not take, such as `U+0000`. */
export function forbiddenIn(text: string): string | undefined {
  const found = forbidden.exec(text)?.[0].codePointAt(0);
  return found === undefined ? undefined : `U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
}

export interface ForbiddenCharacter {
  /** For people: `the field "lines.0.note"`. */
  readonly where: string;
  readonly character: string;
}

/** The first character of a record that SQS does not take, in a value or in a name. */
export function findForbidden(value: JsonValue, path = ''): ForbiddenCharacter | undefined {
  if (typeof value === 'string') {
    const character = forbiddenIn(value);
    return character === undefined ? undefined : { where: `the field "${path}"`, character };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, child] of Object.entries(value)) {
    const character = forbiddenIn(name);
    if (character !== undefined) return { where: path === '' ? 'the name of a field' : `a name in "${path}"`, character };
    const found = findForbidden(child, path === '' ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** JSON in which every such character is written as an escape; whoever parses it gets the same record. */
export function escapedJson(value: JsonValue): string {
  return JSON.stringify(value).replaceAll(/[\u{FFFE}\u{FFFF}]/gu, (one) => `\\u${one.charCodeAt(0).toString(16)}`);
}
