/** White space as Python's `str` knows it: the information separators belong to it, the byte order mark does not. */
const space = '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const leading = new RegExp(`^[${space}]+`);
const every = new RegExp(`^[${space}]+$`);
export const spaceRun = new RegExp(`[${space}]+`, 'g');
const isSpaceUnit = new RegExp(`[${space}]`);

export function stripSpaceStart(text: string): string {
  return text.replace(leading, '');
}

export function stripSpaceEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpaceUnit.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

export function stripSpace(text: string): string {
  return stripSpaceEnd(stripSpaceStart(text));
}

export function isSpace(text: string): boolean {
  return every.test(text);
}
