import { isJsonObject, type JsonObject } from '../../../../core/json.js';
import { loadMapping } from '../../../../mapping/load.js';
import { PythonError } from '../../../../mapping/python/error.js';
import { flagsOf, Pattern } from '../../../../mapping/python/regex/pattern.js';
import type { ImportedMap, Remark } from './settings.js';

/** A map as a mapping file, with what there is to say of it. */
export interface JudgedMap {
  readonly document: JsonObject;
  readonly remarks: readonly Remark[];
  /** False: `validate` would refuse it. */
  readonly isSound: boolean;
}

/** Makes a mapping document of a map, unmodified in meaning, and looks for what is doubtful in it. */
export function judge(map: ImportedMap): JudgedMap {
  const isNested = hasNestedInDict(map.rules, false);
  const isPushed = ['sqs', 'dynamodb', 'datamart'].includes(map.source);
  const document: JsonObject = {
    language: 'python',
    ...(map.zone !== undefined && { zone: map.zone }),
    ...(isPushed && { numbers: 'decimal' }),
    ...(isNested && { legacyNested: true }),
    rules: map.rules,
  };
  const loaded = loadMapping(document);
  const problems = 'problems' in loaded ? loaded.problems : [];
  const remarks: Remark[] = [
    ...problems.map(({ path, message }) => ({
      place: `${map.place}.${path.slice(1).join('.')}`,
      severity: 'problem' as const,
      message: path.at(-1) === 'label' ? 'has no label, by which the expression could name it' : message,
    })),
    ...expressionsOf(map.rules, map.place).flatMap(({ place, text }) => doubtsOf(place, text, map.zone !== undefined)),
    ...(isNested ? [note(map.place, 'a list or dict within a dict ignores its own src, as it did: legacyNested is set')] : []),
    ...(isPushed ? [note(map.place, 'records were pushed, with every number a Decimal: numbers: decimal is set')] : []),
  ];
  return { document, remarks, isSound: problems.length === 0 };
}

function note(place: string, message: string): Remark {
  return { place, severity: 'note', message };
}

function hasNestedInDict(rules: unknown, isInDict: boolean): boolean {
  return Object.values(isJsonObject(rules) ? rules : {}).some((rule) => {
    if (!isJsonObject(rule) || (rule['type'] !== 'list' && rule['type'] !== 'dict')) return false;
    return isInDict || hasNestedInDict(rule['funct'], rule['type'] === 'dict');
  });
}

interface Expression {
  readonly place: string;
  readonly text: string;
}

function expressionsOf(rules: unknown, place: string): Expression[] {
  return Object.entries(isJsonObject(rules) ? rules : {}).flatMap(([field, rule]) => {
    const funct = isJsonObject(rule) ? rule['funct'] : undefined;
    const at = `${place}.${field}`;
    return typeof funct === 'string' ? [{ place: at, text: funct }] : expressionsOf(funct, at);
  });
}

const zoned = /\.(?:astimezone|timestamp)\s*\(|\btimezone\s*\(/;
const clock = /\b(?:now|today|utcnow)\s*\(/;
const patternCall =
  /\bre\.(?:compile|match|fullmatch|search|findall|finditer|split|subn?)\(\s*(r?)(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;

function doubtsOf(place: string, text: string, hasZone: boolean): Remark[] {
  const doubt = (message: string): Remark => ({ place, severity: 'doubt', message });
  return [
    ...(zoned.test(text) && !hasZone
      ? [doubt('works with zones: set zone in the mapping if its times bear none; without, they fail')]
      : []),
    ...(clock.test(text) ? [doubt('reads the clock: a field that holds it makes every record look changed in every run')] : []),
    ...[...text.matchAll(patternCall)].flatMap(([, raw, single, double]) =>
      patternDoubts(patternOf(single ?? double ?? '', raw === 'r')).map(doubt),
    ),
  ];
}

/** What a literal of Python stands for, as far as patterns go: a doubled backslash is one, unless the literal is raw. */
function patternOf(literal: string, isRaw: boolean): string {
  return isRaw ? literal : literal.replaceAll(/\\([\\'"])/g, '$1');
}

function patternDoubts(source: string): string[] {
  try {
    const { source: text } = new Pattern(source, flagsOf(0));
    return text === source ? [] : [`the pattern ${source} is read as ${text}`];
  } catch (error) {
    if (error instanceof PythonError) return [`the pattern ${source} cannot run: ${error.message}`];
    throw error;
  }
}
