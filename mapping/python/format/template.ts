import { readAttribute } from '../attributes.js';
import { PythonError, valueError } from '../error.js';
import { toAscii, toRepr, toStr } from '../represent.js';
import type { Run } from '../run.js';
import { readItem } from '../sequence/item.js';
import type { Named, Value } from '../value.js';
import { formatValue } from './value.js';

/** Where the values of a format text come from. */
export interface FormatSource {
  readonly positional: readonly Value[] | undefined;
  readonly lookUp: (name: string) => Value;
}

export function namedSource(positional: readonly Value[], named: Named): FormatSource {
  return {
    positional,
    lookUp: (name) => {
      const value = named.get(name);
      if (value === undefined) throw new PythonError('KeyError', `'${name}'`);
      return value;
    },
  };
}

/** `str.format`: fields reach into values by attribute and index, through the same gate as expressions. */
export class FormatTemplate {
  readonly #run: Run;
  readonly #source: FormatSource;
  #numbering: 'automatic' | 'manual' | undefined;
  #next = 0;

  constructor(run: Run, source: FormatSource) {
    this.#run = run;
    this.#source = source;
  }

  render(text: string, depth = 2): string {
    if (depth < 0) throw valueError('Max string recursion exceeded');
    const parts: string[] = [];
    let length = 0;
    const push = (part: string) => {
      length += part.length;
      this.#run.growing(length);
      parts.push(part);
    };
    let index = 0;
    while (index < text.length) {
      const brace = text.slice(index).search(/[{}]/);
      if (brace < 0) break;
      push(text.slice(index, index + brace));
      index += brace;
      const doubled = text[index] === text[index + 1];
      if (!doubled && text[index] === '}') throw valueError("Single '}' encountered in format string");
      if (doubled) push(text[index] ?? '');
      const end = doubled ? index + 1 : endOfField(text, index);
      if (!doubled) push(this.#field(text.slice(index + 1, end), depth));
      index = end + 1;
    }
    push(text.slice(index));
    return parts.join('');
  }

  #field(field: string, depth: number): string {
    this.#run.step();
    const { name, conversion, spec } = splitField(field);
    const value = this.#value(name);
    const converted = conversion === undefined ? value : convert(this.#run, value, conversion);
    return formatValue(this.#run, converted, spec.includes('{') || spec.includes('}') ? this.render(spec, depth - 1) : spec);
  }

  #value(name: string): Value {
    const [first = ''] = /^[^.[]*/.exec(name) ?? [];
    let value = this.#first(first);
    let rest = name.slice(first.length);
    while (rest !== '') {
      const step = /^\.([^.[]*)|^\[([^\]]*)\]/.exec(rest);
      if (step === null)
        throw valueError(
          rest.startsWith('[') ? "Missing ']' in format string" : "Only '.' or '[' may follow ']' in format field specifier",
        );
      const [whole, attribute, index] = step;
      if ((attribute ?? index) === '') throw valueError('Empty attribute in format string');
      value = attribute === undefined ? readItem(this.#run, value, indexOf(index ?? '')) : readAttribute(this.#run, value, attribute);
      rest = rest.slice(whole.length);
    }
    return value;
  }

  #first(name: string): Value {
    if (name !== '' && !/^\d+$/.test(name)) return this.#source.lookUp(name);
    const numbering = name === '' ? 'automatic' : 'manual';
    if (this.#numbering !== undefined && this.#numbering !== numbering)
      throw valueError('cannot switch between manual field specification and automatic field numbering');
    this.#numbering = numbering;
    const place = name === '' ? this.#next++ : Number(name);
    if (this.#source.positional === undefined) throw valueError('Format string contains positional fields');
    const value = this.#source.positional[place];
    if (value === undefined) throw new PythonError('IndexError', `Replacement index ${place} out of range for positional args tuple`);
    return value;
  }
}

function indexOf(text: string): Value {
  return /^\d+$/.test(text) ? BigInt(text) : text;
}

function endOfField(text: string, start: number): number {
  let depth = 0;
  let isIndex = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (isIndex) isIndex = character !== ']';
    else if (character === '[' && depth === 1) isIndex = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  throw valueError(text.length === start + 1 ? "Single '{' encountered in format string" : "expected '}' before end of string");
}

function splitField(field: string): { name: string; conversion: string | undefined; spec: string } {
  const [name = ''] = /^(?:[^[:!]|\[[^\]]*\])*/.exec(field) ?? [];
  if (name.includes('{')) throw valueError("unexpected '{' in field name");
  const rest = field.slice(name.length);
  if (!rest.startsWith('!')) return { name, conversion: undefined, spec: rest.slice(1) };
  const [, conversion, colon, spec = ''] = /^!([^:]?)(:?)([\s\S]*)$/.exec(rest) ?? [];
  if (conversion === undefined || conversion === '') throw valueError('end of string while looking for conversion specifier');
  if (colon === '' && spec !== '') throw valueError("expected ':' after conversion specifier");
  return { name, conversion, spec };
}

export function convert(run: Run, value: Value, conversion: string): string {
  if (conversion === 'r') return toRepr(run, value);
  if (conversion === 's') return toStr(run, value);
  if (conversion === 'a') return toAscii(run, value);
  throw valueError(`Unknown conversion specifier '${conversion}'`);
}
