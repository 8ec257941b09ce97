import type { ExprNode } from 'py-ast';
import { PythonError, typeError, valueError } from '../error.js';
import { iterate, toList } from '../iterate.js';
import { type Key, keyOf } from '../key.js';
import { isTrue } from '../truth.js';
import { Dict, Iterator, type Next, PythonSet, typeNameOf, type Value } from '../value.js';
import type { Compiler, Expression } from './compiler.js';
import { assignedNames, type Code, emptySlots, Frame, Scope } from './scope.js';
import { PythonSyntaxError } from './source.js';

type Comprehension = Expression<'ListComp'> | Expression<'SetComp'> | Expression<'DictComp'> | Expression<'GeneratorExp'>;
type Assign = (frame: Frame, value: Value) => void;

interface Clause {
  readonly assign: Assign;
  readonly iterable: Code;
  readonly conditions: readonly Code[];
}

export function compileComprehension(compiler: Compiler, node: Comprehension, outer: Scope): Code {
  const scope = new Scope('comprehension', outer);
  const clauses = compileClauses(compiler, node, { scope, outer });
  const start = (frame: Frame) => {
    const inner = new Frame(frame.run, emptySlots(scope), frame);
    return { inner, advance: advancing(clauses, inner, iterate(frame.run, clauses[0]?.iterable(frame) ?? null)) };
  };
  if (node.nodeType === 'DictComp') return dictOf(start, [compiler.compile(node.key, scope), compiler.compile(node.value, scope)]);
  const element = compiler.compile(node.elt, scope);
  if (node.nodeType === 'GeneratorExp') return generatorOf(start, element);
  return node.nodeType === 'ListComp' ? listOf(start, element) : setOf(start, element);
}

type Start = (frame: Frame) => { readonly inner: Frame; readonly advance: () => boolean };

function listOf(start: Start, element: Code): Code {
  return (frame) => {
    const { inner, advance } = start(frame);
    const result: Value[] = [];
    while (advance()) result.push(element(inner));
    frame.run.list(result.length);
    return result;
  };
}

function setOf(start: Start, element: Code): Code {
  return (frame) => {
    const { inner, advance } = start(frame);
    const members = new Map<Key, Value>();
    while (advance()) {
      const value = element(inner);
      const key = keyOf(value);
      if (!members.has(key)) members.set(key, value);
    }
    return new PythonSet(members);
  };
}

function dictOf(start: Start, [key, value]: readonly [Code, Code]): Code {
  return (frame) => {
    const { inner, advance } = start(frame);
    const dict = new Dict();
    while (advance()) {
      const name = key(inner);
      dict.set(keyOf(name), name, value(inner));
    }
    return dict;
  };
}

/** Lazy: nothing but the first iterable is evaluated before a value is asked for. */
function generatorOf(start: Start, element: Code): Code {
  return (frame) => {
    const { inner, advance } = start(frame);
    let [isEnded, isRunning] = [false, false];
    const next: Next = () => {
      if (isRunning) throw valueError('generator already executing');
      if (isEnded) return undefined;
      isRunning = true;
      try {
        isEnded = !advance();
        return isEnded ? undefined : element(inner);
      } catch (error) {
        isEnded = true;
        if (error instanceof PythonError && error.kind === 'StopIteration')
          throw new PythonError('RuntimeError', 'generator raised StopIteration');
        throw error;
      } finally {
        isRunning = false;
      }
    };
    return new Iterator('generator', next);
  };
}

/** Moves on to the next combination that all conditions let through. */
function advancing(clauses: readonly Clause[], frame: Frame, first: Next): () => boolean {
  const open: Next[] = [first];
  const deepest = clauses.length - 1;
  return () => {
    while (open.length > 0) {
      const level = open.length - 1;
      const clause = clauses[level];
      const value = open[level]?.();
      if (value === undefined || clause === undefined) {
        open.pop();
        continue;
      }
      clause.assign(frame, value);
      if (!clause.conditions.every((condition) => isTrue(condition(frame)))) continue;
      if (level === deepest) return true;
      open.push(iterate(frame.run, clauses[level + 1]?.iterable(frame) ?? null));
    }
    return false;
  };
}

interface Scopes {
  readonly scope: Scope;
  readonly outer: Scope;
}

/** The first iterable belongs to the scope around; everything else to that of the comprehension. */
function compileClauses(compiler: Compiler, { generators }: Comprehension, { scope, outer }: Scopes): readonly Clause[] {
  for (const { target, is_async } of generators) {
    if (is_async === 1) throw new PythonSyntaxError('asynchronous comprehension outside of an asynchronous function');
    for (const name of targetNames(target)) scope.bind(name);
  }
  return generators.map(({ target, iter, ifs }, index) => {
    if (assignedNames(iter).length > 0)
      throw new PythonSyntaxError('assignment expression cannot be used in a comprehension iterable expression');
    return {
      assign: compileTarget(target, scope),
      iterable: compiler.compile(iter, index === 0 ? outer : scope),
      conditions: ifs.map((condition) => compiler.compile(condition, scope)),
    };
  });
}

function targetNames(target: ExprNode): readonly string[] {
  if (target.nodeType === 'Name') return [target.id.normalize('NFKC')];
  if (target.nodeType === 'Starred') return targetNames(target.value);
  if (target.nodeType === 'Tuple' || target.nodeType === 'List') return target.elts.flatMap(targetNames);
  if (target.nodeType === 'Subscript' || target.nodeType === 'Attribute') throw new PythonSyntaxError('only names can be assigned to here');
  throw new PythonSyntaxError('cannot assign to this');
}

function compileTarget(target: ExprNode, scope: Scope): Assign {
  if (target.nodeType === 'Name') {
    const slot = scope.bind(target.id.normalize('NFKC'));
    return (frame, value) => {
      frame.slots[slot] = value;
    };
  }
  const parts = target.nodeType === 'Tuple' || target.nodeType === 'List' ? target.elts : undefined;
  if (parts === undefined) throw new PythonSyntaxError('starred assignment target must be in a list or tuple');
  const star = parts.findIndex(({ nodeType }) => nodeType === 'Starred');
  if (parts.filter(({ nodeType }) => nodeType === 'Starred').length > 1)
    throw new PythonSyntaxError('multiple starred expressions in assignment');
  const assigns = parts.map((part) => compileTarget(part.nodeType === 'Starred' ? part.value : part, scope));
  return (frame, value) => {
    for (const [index, part] of unpacked(frame, value, { count: parts.length, star }).entries()) assigns[index]?.(frame, part);
  };
}

function unpacked(frame: Frame, value: Value, { count, star }: { count: number; star: number }): readonly Value[] {
  if (value === null || ['boolean', 'bigint', 'number'].includes(typeof value))
    throw typeError(`cannot unpack non-iterable ${typeNameOf(value)} object`);
  const values = toList(frame.run, value);
  if (star < 0) {
    if (values.length > count) throw valueError(`too many values to unpack (expected ${count})`);
    if (values.length < count) throw valueError(`not enough values to unpack (expected ${count}, got ${values.length})`);
    return values;
  }
  if (values.length < count - 1) throw valueError(`not enough values to unpack (expected at least ${count - 1}, got ${values.length})`);
  const after = count - 1 - star;
  return [...values.slice(0, star), values.slice(star, values.length - after), ...values.slice(values.length - after)];
}
