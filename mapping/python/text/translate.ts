import { asText } from '../convert-arguments.js';
import { PythonError, typeError, valueError } from '../error.js';
import { keyOf } from '../key.js';
import type { Run } from '../run.js';
import { readItem } from '../sequence/item.js';
import { type Argument, Dict, integerOf, type Value } from '../value.js';

const codeOf = (character: string) => BigInt(character.codePointAt(0) ?? 0);

/** `str.maketrans`. */
export function makeTranslation(from: Argument, to: Argument, removed: Argument): Dict {
  const table = new Dict();
  const put = (key: Value, value: Value) => table.set(keyOf(key), key, value);
  if (to === undefined) {
    if (!(from instanceof Dict)) throw typeError('if you give only one argument to maketrans it must be a dict');
    for (const { key, value } of from.entries.values()) put(translationKey(key), value);
    return table;
  }
  const [left, right] = [Array.from(asText(from)), Array.from(asText(to))];
  if (left.length !== right.length) throw valueError('the first two maketrans arguments must have equal length');
  for (const [index, character] of left.entries()) put(codeOf(character), codeOf(right[index] ?? ''));
  if (removed !== undefined) for (const character of asText(removed)) put(codeOf(character), null);
  return table;
}

function translationKey(key: Value): Value {
  if (typeof key !== 'string') {
    if (integerOf(key) === undefined) throw typeError('keys in translate table must be strings or integers');
    return key;
  }
  if (Array.from(key).length !== 1) throw valueError('string keys in translate table must be of length 1');
  return codeOf(key);
}

/** `translate`. */
export function translateText(run: Run, text: string, table: Value): string {
  const parts: string[] = [];
  let length = 0;
  for (const character of text) {
    run.step();
    const part = translated(run, character, table);
    length += part.length;
    run.growing(length);
    parts.push(part);
  }
  return parts.join('');
}

function translated(run: Run, character: string, table: Value): string {
  const value = lookUp(run, table, codeOf(character));
  if (value === undefined) return character;
  if (value === null) return '';
  if (typeof value === 'string') return value;
  const code = integerOf(value);
  if (code === undefined) throw typeError('character mapping must return integer, None or str');
  if (code < 0n || code > 0x10ffffn) throw valueError('character mapping must be in range(0x110000)');
  return String.fromCodePoint(Number(code));
}

function lookUp(run: Run, table: Value, code: bigint): Value | undefined {
  if (table instanceof Dict) return table.get(keyOf(code));
  try {
    return readItem(run, table, code);
  } catch (error) {
    if (error instanceof PythonError && ['IndexError', 'KeyError'].includes(error.kind)) return undefined;
    throw error;
  }
}
