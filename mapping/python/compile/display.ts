import type { ExprNode } from 'py-ast';
import { typeError } from '../error.js';
import { convert } from '../format/template.js';
import { formatValue } from '../format/value.js';
import { toList } from '../iterate.js';
import { type Key, keyOf } from '../key.js';
import { updateDict } from '../sequence/update.js';
import { Dict, PythonSet, Tuple, typeNameOf, type Value } from '../value.js';
import type { Compiler, Expression } from './compiler.js';
import type { Code, Frame, Scope } from './scope.js';

type Gather = (frame: Frame) => Value[];

/** Elements of a display, those behind a star unpacked. */
export function compileElements(compiler: Compiler, nodes: readonly ExprNode[], scope: Scope): Gather {
  const parts = nodes.map((node) =>
    node.nodeType === 'Starred'
      ? { isStarred: true, code: compiler.compile(node.value, scope) }
      : { isStarred: false, code: compiler.compile(node, scope) },
  );
  if (!parts.some(({ isStarred }) => isStarred)) {
    const codes = parts.map(({ code }) => code);
    return (frame) => codes.map((code) => code(frame));
  }
  return (frame) => {
    const values: Value[] = [];
    for (const { isStarred, code } of parts) {
      const value = code(frame);
      if (!isStarred) values.push(value);
      else for (const element of toList(frame.run, value)) values.push(element);
    }
    frame.run.list(values.length);
    return values;
  };
}

export function compileItems(compiler: Compiler, node: Expression<'List'> | Expression<'Tuple'>, scope: Scope): Code {
  const gather = compileElements(compiler, node.elts, scope);
  return node.nodeType === 'List' ? gather : (frame) => new Tuple(gather(frame));
}

export function compileSet(compiler: Compiler, { elts }: Expression<'Set'>, scope: Scope): Code {
  const gather = compileElements(compiler, elts, scope);
  return (frame) => {
    const members = new Map<Key, Value>();
    for (const value of gather(frame)) {
      const key = keyOf(value);
      if (!members.has(key)) members.set(key, value);
    }
    return new PythonSet(members);
  };
}

export function compileDict(compiler: Compiler, { keys, values }: Expression<'Dict'>, scope: Scope): Code {
  const entries = values.map((value, index) => {
    const key = keys[index] ?? null;
    return { key: key === null ? undefined : compiler.compile(key, scope), value: compiler.compile(value, scope) };
  });
  return (frame) => {
    const dict = new Dict();
    for (const { key, value } of entries) {
      if (key === undefined) unpack(frame, dict, value(frame));
      else {
        const name = key(frame);
        dict.set(keyOf(name), name, value(frame));
      }
    }
    return dict;
  };
}

function unpack(frame: Frame, dict: Dict, source: Value): void {
  if (!(source instanceof Dict)) throw typeError(`'${typeNameOf(source)}' object is not a mapping`);
  updateDict(frame.run, dict, source);
}

type TextCode = (frame: Frame) => string;

export function compileFString(compiler: Compiler, node: Expression<'JoinedStr'>, scope: Scope): TextCode {
  const parts = node.values.map((part) => compilePart(compiler, part, scope));
  return (frame) => {
    let length = 0;
    const texts = parts.map((part) => {
      const text = part(frame);
      length += text.length;
      frame.run.growing(length);
      return text;
    });
    return texts.join('');
  };
}

const conversions: Readonly<Record<number, string>> = { 97: 'a', 114: 'r', 115: 's' };

function compilePart(compiler: Compiler, node: ExprNode, scope: Scope): TextCode {
  if (node.nodeType === 'Constant') {
    const text = String(node.value);
    return () => text;
  }
  if (node.nodeType === 'JoinedStr') return compileFString(compiler, node, scope);
  if (node.nodeType !== 'FormattedValue') throw new TypeError(`${node.nodeType} in an f-string`);
  const value = compiler.compile(node.value, scope);
  const conversion = conversions[node.conversion];
  const spec = node.format_spec ? compilePart(compiler, node.format_spec, scope) : () => '';
  return (frame) => {
    const found = value(frame);
    return formatValue(frame.run, conversion === undefined ? found : convert(frame.run, found, conversion), spec(frame));
  };
}
