import { Signature } from './arguments.js';
import { forbidden, PythonError, typeError } from './error.js';
import type { Run } from './run.js';
import { type Argument, Callable, Module, type Named, noneNamed, Type, typeNameOf, type Value } from './value.js';

/** A method of a type, or a value that is read from its instances. */
export type Member =
  | { readonly kind: 'method'; readonly invoke: (run: Run, self: Value, positional: readonly Value[], named: Named) => Value }
  | { readonly kind: 'property'; readonly read: (run: Run, self: Value) => Value };

/** A table of methods: signature → body; the first argument is the instance. */
export type MethodTable<Self> = Readonly<Record<string, (run: Run, self: Self, ...values: Argument[]) => Value>>;
export type PropertyTable<Self> = Readonly<Record<string, (self: Self, run: Run) => Value>>;

const instanceMembers = new Map<string, Map<string, Member>>();
const typeMembers = new Map<string, Map<string, Value>>();
const knownNames = new Set<string>();

/** Names the methods of a type's instances: no other attribute exists. Called once per type, when the engine is loaded. */
export function registerMethods<Self extends Value>(typeName: string, table: MethodTable<Self>): void {
  for (const [text, body] of Object.entries(table)) {
    const signature = new Signature(text);
    add(typeName, signature.name, {
      kind: 'method',
      invoke: (run, self, positional, named) => body(run, self as Self, ...signature.bind(positional, named)),
    });
  }
}

/** Methods that take any arguments. */
export type FreeMethodTable<Self> = Readonly<Record<string, (run: Run, self: Self, positional: readonly Value[], named: Named) => Value>>;

export function registerFreeMethods<Self extends Value>(typeName: string, table: FreeMethodTable<Self>): void {
  for (const [name, body] of Object.entries(table))
    add(typeName, name, { kind: 'method', invoke: (run, self, positional, named) => body(run, self as Self, positional, named) });
}

export function registerProperties<Self extends Value>(typeName: string, table: PropertyTable<Self>): void {
  for (const [name, read] of Object.entries(table)) add(typeName, name, { kind: 'property', read: (run, self) => read(self as Self, run) });
}

/** What hangs on a type itself: `dict.fromkeys`, `datetime.now`. */
export function registerStatics(typeName: string, members: Readonly<Record<string, Value>>): void {
  const table = typeMembers.get(typeName) ?? new Map<string, Value>();
  for (const [name, value] of Object.entries(members)) {
    table.set(name, value);
    knownNames.add(name);
  }
  typeMembers.set(typeName, table);
}

function add(typeName: string, name: string, member: Member): void {
  const members = instanceMembers.get(typeName) ?? new Map<string, Member>();
  members.set(name, member);
  instanceMembers.set(typeName, members);
  knownNames.add(name);
}

/** Whether any value has an attribute of this name: asked when a map is loaded. */
export function isKnownAttribute(name: string): boolean {
  return knownNames.has(name);
}

export function learnAttribute(name: string): void {
  knownNames.add(name);
}

/** The one gate for `value.name`, in expressions and in format texts alike. Nothing but registered members passes. */
export function readAttribute(run: Run, value: Value, name: string): Value {
  const member = instanceMembers.get(typeNameOf(value))?.get(name);
  if (member?.kind === 'property') return member.read(run, value);
  if (member !== undefined) return bound(value, name, member.invoke);
  return typeAttribute(value, name) ?? refuse(value, name);
}

/** A method of a value, to be called without a bound method in between; undefined where the name means something else. */
export function methodOf(value: Value, name: string): Extract<Member, { kind: 'method' }> | undefined {
  const member = instanceMembers.get(typeNameOf(value))?.get(name);
  return member?.kind === 'method' ? member : undefined;
}

export function callValue(run: Run, callee: Value, positional: readonly Value[], named: Named = noneNamed): Value {
  run.step();
  if (callee instanceof Callable || callee instanceof Type) return callee.invoke(run, positional, named);
  throw typeError(`'${typeNameOf(callee)}' object is not callable`);
}

type MethodInvoke = Extract<Member, { kind: 'method' }>['invoke'];

function bound(self: Value, name: string, invoke: MethodInvoke): Callable {
  return new Callable(name, (run, positional, named) => invoke(run, self, positional, named));
}

function typeAttribute(value: Value, name: string): Value | undefined {
  if (value instanceof Module) return value.members.get(name);
  if (!(value instanceof Type)) return typeMembers.get(typeNameOf(value))?.get(name);
  const own = typeMembers.get(value.name)?.get(name);
  if (own !== undefined) return own;
  const member = instanceMembers.get(value.name)?.get(name);
  return member?.kind === 'method' ? unbound(value, name, member.invoke) : undefined;
}

/** `str.lower`, to be called with an instance. */
function unbound(type: Type, name: string, invoke: MethodInvoke): Callable {
  return new Callable(name, (run, [self, ...positional], named) => {
    if (self === undefined) throw typeError(`unbound method ${type.name}.${name}() needs an argument`);
    if (!type.holds(self))
      throw typeError(`descriptor '${name}' for '${type.name}' objects doesn't apply to a '${typeNameOf(self)}' object`);
    return invoke(run, self, positional, named);
  });
}

function refuse(value: Value, name: string): never {
  const message = `'${typeNameOf(value)}' object has no attribute '${name}'`;
  if (name.startsWith('_') || !knownNames.has(name)) throw forbidden(`${message} that an expression may read`);
  throw new PythonError('AttributeError', message);
}
