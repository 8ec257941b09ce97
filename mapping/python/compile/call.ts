import { callValue, methodOf, readAttribute } from '../attributes.js';
import { typeError } from '../error.js';
import { Dict, type Named, noneNamed, typeNameOf, type Value } from '../value.js';
import type { Compiler, Expression } from './compiler.js';
import { compileElements } from './display.js';
import type { Code, Frame, Scope } from './scope.js';
import { PythonSyntaxError } from './source.js';

export function compileCall(compiler: Compiler, node: Expression<'Call'>, scope: Scope): Code {
  checkArguments(compiler, node);
  compiler.checkTable(node, scope);
  const named = compileNamed(compiler, node.keywords, scope);
  const positional = compileElements(compiler, node.args, scope);
  if (node.func.nodeType === 'Attribute') {
    const name = compiler.checkedAttribute(node.func);
    const object = compiler.compile(node.func.value, scope);
    return (frame) => {
      const self = object(frame);
      const method = methodOf(self, name);
      frame.run.step();
      if (method !== undefined) return method.invoke(frame.run, self, positional(frame), named(frame));
      const callee = readAttribute(frame.run, self, name);
      return callValue(frame.run, callee, positional(frame), named(frame));
    };
  }
  const callee = compiler.compile(node.func, scope);
  return (frame) => callValue(frame.run, callee(frame), positional(frame), named(frame));
}

/** What the parser lets pass: a bare generator beside others, a name given twice. */
function checkArguments(compiler: Compiler, { func, args, keywords }: Expression<'Call'>): void {
  const isAlone = args.length + keywords.length === 1;
  for (const argument of args)
    if (argument.nodeType === 'GeneratorExp' && !isAlone && !compiler.hasOwnParentheses(argument, func))
      throw new PythonSyntaxError('Generator expression must be parenthesized', compiler.offsetOf(argument));
  const given = keywords.flatMap(({ arg }) => arg ?? []);
  if (new Set(given).size < given.length) throw new PythonSyntaxError('keyword argument repeated');
}

type NamedCode = (frame: Frame) => Named;

function compileNamed(compiler: Compiler, keywords: Expression<'Call'>['keywords'], scope: Scope): NamedCode {
  if (keywords.length === 0) return () => noneNamed;
  const parts = keywords.map(({ arg, value }) => ({ name: arg?.normalize('NFKC'), code: compiler.compile(value, scope) }));
  return (frame) => {
    const named = new Map<string, Value>();
    for (const { name, code } of parts) {
      if (name === undefined) unpackNames(named, code(frame));
      else addName(named, name, code(frame));
    }
    frame.run.list(named.size);
    return named;
  };
}

function unpackNames(named: Map<string, Value>, source: Value): void {
  if (!(source instanceof Dict)) throw typeError(`argument after ** must be a mapping, not ${typeNameOf(source)}`);
  for (const { key, value } of source.entries.values()) {
    if (typeof key !== 'string') throw typeError('keywords must be strings');
    addName(named, key, value);
  }
}

function addName(named: Map<string, Value>, name: string, value: Value): void {
  if (named.has(name)) throw typeError(`got multiple values for keyword argument '${name}'`);
  named.set(name, value);
}
