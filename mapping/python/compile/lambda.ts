import { typeError } from '../error.js';
import { keyOf } from '../key.js';
import { Callable, Dict, type Named, Tuple, type Value } from '../value.js';
import type { Compiler, Expression } from './compiler.js';
import { assignedNames, type Code, emptySlots, Frame, Scope } from './scope.js';
import { PythonSyntaxError } from './source.js';

interface Parameter {
  readonly name: string;
  readonly slot: number;
  readonly byName: boolean;
  readonly otherwise: Code | undefined;
}

interface Parameters {
  readonly positional: readonly Parameter[];
  readonly named: readonly Parameter[];
  readonly restSlot: number | undefined;
  readonly namedRestSlot: number | undefined;
}

export function compileLambda(compiler: Compiler, { args, body }: Expression<'Lambda'>, outer: Scope): Code {
  const scope = new Scope('function', outer);
  const parameters = compileParameters(compiler, args, { scope, outer });
  for (const name of assignedNames(body)) scope.bind(name);
  const code = compiler.compile(body, scope);
  const all = [...parameters.positional, ...parameters.named];
  return (frame) => {
    const defaults = all.map(({ otherwise }) => otherwise?.(frame));
    return new Callable(
      '<lambda>',
      (run, positional, named) => {
        const slots = emptySlots(scope);
        bind({ parameters, defaults, slots }, positional, named);
        return run.deeper(() => code(new Frame(run, slots, frame)));
      },
      'function',
    );
  };
}

type Arguments = Expression<'Lambda'>['args'];

function compileParameters(compiler: Compiler, args: Arguments, { scope, outer }: { scope: Scope; outer: Scope }): Parameters {
  const seen = new Set<string>();
  const slotOf = ({ arg }: { readonly arg: string }) => {
    const name = arg.normalize('NFKC');
    if (seen.has(name)) throw new PythonSyntaxError(`duplicate argument '${name}' in function definition`);
    seen.add(name);
    return scope.bind(name);
  };
  const places = [...args.posonlyargs.map((arg) => ({ arg, byName: false })), ...args.args.map((arg) => ({ arg, byName: true }))];
  const firstDefault = places.length - args.defaults.length;
  const positional = places.map(({ arg, byName }, index) => {
    const otherwise = args.defaults[index - firstDefault];
    return { name: arg.arg.normalize('NFKC'), slot: slotOf(arg), byName, otherwise: otherwise && compiler.compile(otherwise, outer) };
  });
  const restSlot = args.vararg && slotOf(args.vararg);
  const named = args.kwonlyargs.map((arg, index) => {
    const otherwise = args.kw_defaults[index];
    return {
      name: arg.arg.normalize('NFKC'),
      slot: slotOf(arg),
      byName: true,
      otherwise: otherwise ? compiler.compile(otherwise, outer) : undefined,
    };
  });
  return { positional, named, restSlot, namedRestSlot: args.kwarg && slotOf(args.kwarg) };
}

interface Binding {
  readonly parameters: Parameters;
  readonly defaults: readonly (Value | undefined)[];
  readonly slots: (Value | undefined)[];
}

function bind({ parameters, defaults, slots }: Binding, positional: readonly Value[], named: Named): void {
  const { positional: places, named: onlyNamed, restSlot, namedRestSlot } = parameters;
  if (positional.length > places.length && restSlot === undefined)
    throw typeError(`<lambda>() takes ${places.length} positional arguments but ${positional.length} were given`);
  for (const [index, { slot }] of places.entries()) slots[slot] = positional[index];
  if (restSlot !== undefined) slots[restSlot] = new Tuple(positional.slice(places.length));
  const rest = bindNamed(parameters, named, slots);
  if (namedRestSlot !== undefined) slots[namedRestSlot] = rest;
  for (const [index, { slot, name }] of [...places, ...onlyNamed].entries()) {
    if (slots[slot] !== undefined) continue;
    slots[slot] = defaults[index];
    if (slots[slot] === undefined) throw typeError(`<lambda>() missing required argument: '${name}'`);
  }
}

function bindNamed({ positional, named: onlyNamed, namedRestSlot }: Parameters, named: Named, slots: (Value | undefined)[]): Dict {
  const rest = new Dict();
  for (const [name, value] of named) {
    const parameter = [...positional, ...onlyNamed].find((candidate) => candidate.byName && candidate.name === name);
    if (parameter !== undefined) {
      if (slots[parameter.slot] !== undefined) throw typeError(`<lambda>() got multiple values for argument '${name}'`);
      slots[parameter.slot] = value;
    } else if (namedRestSlot === undefined) throw typeError(`<lambda>() got an unexpected keyword argument '${name}'`);
    else rest.set(keyOf(name), name, value);
  }
  return rest;
}
