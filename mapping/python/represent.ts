import { reprFloat } from './number/float.js';
import { toText } from './number/integer.js';
import type { Run } from './run.js';
import { Bytes, Callable, Dict, Ellipsis, Module, PythonSet, Range, Slice, Tuple, Type, typeNameOf, type Value, View } from './value.js';

/** `str(value)`. */
export function toStr(run: Run, value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return toRepr(run, value);
  return isComposed(value) ? toRepr(run, value) : value.str();
}

/** `repr(value)`. */
export function toRepr(run: Run, value: Value): string {
  run.step();
  if (value === null) return 'None';
  if (typeof value === 'string') return reprText(run, value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return toText(value);
  if (typeof value === 'number') return reprFloat(value);
  if (Array.isArray(value)) return `[${listed(run, value)}]`;
  return isComposed(value) ? run.deeper(() => reprComposed(run, value)) : value.repr();
}

/** Types of modules, as Python shows them. */
const qualified: Readonly<Record<string, string>> = {
  Decimal: 'decimal.Decimal',
  datetime: 'datetime.datetime',
  date: 'datetime.date',
  time: 'datetime.time',
  timedelta: 'datetime.timedelta',
};

type Composed = Tuple | Dict | PythonSet | View | Range | Slice | Bytes | Type | Callable | Module | Ellipsis;

function isComposed(value: object): value is Composed {
  return [Tuple, Dict, PythonSet, View, Range, Slice, Bytes, Type, Callable, Module, Ellipsis].some((type) => value instanceof type);
}

function reprComposed(run: Run, value: Composed): string {
  if (value instanceof Tuple) return reprTuple(run, value);
  if (value instanceof Dict) return reprDict(run, value);
  if (value instanceof PythonSet) return reprSet(run, value);
  if (value instanceof View) return `${value.typeName}([${listed(run, viewed(value))}])`;
  if (value instanceof Range) return reprRange(value);
  if (value instanceof Slice) return `slice(${listed(run, [value.start, value.stop, value.step])})`;
  if (value instanceof Bytes) return reprBytes(run, value);
  return value instanceof Type ? `<class '${qualified[value.name] ?? value.name}'>` : `<${typeNameOf(value)}>`;
}

function listed(run: Run, values: readonly Value[]): string {
  const parts: string[] = [];
  let length = 0;
  for (const value of values) {
    const part = run.deeper(() => toRepr(run, value));
    length += part.length + 2;
    run.growing(length);
    parts.push(part);
  }
  return parts.join(', ');
}

function reprTuple(run: Run, { items, typeName }: Tuple): string {
  if (typeName !== 'tuple') return `${typeName}(${listed(run, items)})`;
  return `(${listed(run, items)}${items.length === 1 ? ',' : ''})`;
}

function reprDict(run: Run, dict: Dict): string {
  const parts: string[] = [];
  let length = 0;
  for (const { key, value } of dict.entries.values()) {
    const part = `${toRepr(run, key)}: ${toRepr(run, value)}`;
    length += part.length + 2;
    run.growing(length);
    parts.push(part);
  }
  return `{${parts.join(', ')}}`;
}

function reprSet(run: Run, set: PythonSet): string {
  const inner = listed(run, [...set.members.values()]);
  if (set.typeName === 'frozenset') return inner === '' ? 'frozenset()' : `frozenset({${inner}})`;
  return inner === '' ? 'set()' : `{${inner}}`;
}

function viewed({ dict, typeName }: View): readonly Value[] {
  const entries = [...dict.entries.values()];
  if (typeName === 'dict_keys') return entries.map(({ key }) => key);
  return entries.map(({ key, value }) => (typeName === 'dict_values' ? value : new Tuple([key, value])));
}

function reprRange({ start, stop, step }: Range): string {
  return step === 1n ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
const unprintable = /[\p{C}\p{Z}]/u;

/** The character as `repr` shows it. */
function shownCharacter(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`;
  const escaped = escapes[character];
  if (escaped !== undefined) return escaped;
  if (character === ' ' || !unprintable.test(character)) return character;
  return hexEscape(character.codePointAt(0) ?? 0);
}

function hexEscape(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

export function isPrintable(text: string): boolean {
  return Array.from(text).every((character) => character === ' ' || !unprintable.test(character));
}

const plainText = /^[ !#-&(-[\]-~]*$/;

function reprText(run: Run, text: string): string {
  run.text(text.length + 2);
  if (plainText.test(text)) return `'${text}'`;
  run.step(text.length);
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + Array.from(text, (character) => shownCharacter(character, quote)).join('') + quote;
}

function reprBytes(run: Run, { data }: Bytes): string {
  run.text(data.length * 4);
  const text = Array.from(data, (byte) => String.fromCharCode(byte)).join('');
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const shown = (character: string) => (character > '~' ? hexEscape(character.charCodeAt(0)) : shownCharacter(character, quote));
  return `b${quote}${Array.from(text, shown).join('')}${quote}`;
}

/** `ascii(value)`. */
export function toAscii(run: Run, value: Value): string {
  const text = toRepr(run, value);
  run.text(text.length * 6);
  return Array.from(text, (character) => (character > '\x7f' ? hexEscape(character.codePointAt(0) ?? 0) : character)).join('');
}
