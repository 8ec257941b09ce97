import { beyond } from './beyond.js';

/** Longer lists are left to the interpreter, which has limits of its own. */
const longest = 10_000;

/** `a.b.c` as JSONata walks it: into the elements of lists, which become one list; of one element, that element. */
export function walk(start: unknown, names: readonly string[]): unknown {
  let current: readonly unknown[] = [start];
  for (const [index, name] of names.entries()) {
    const found = current.map((element) => unwrapped(member(element, name))).filter((value) => value !== undefined);
    const [only] = found;
    const isLast = index === names.length - 1;
    if (isLast && found.length === 1 && Array.isArray(only) && !made.has(only)) return only;
    current = found.flatMap((value) => value);
    if (current.length > longest) return beyond();
    if (current.length === 0) return undefined;
  }
  return current.length === 1 ? current[0] : current;
}

/** Lists that came of walking over a list, and are no value of the record. */
const made = new WeakSet<object>();

function unwrapped(value: unknown): unknown {
  if (!Array.isArray(value) || !made.has(value)) return value;
  return value.length > 1 ? value : (value[0] as unknown);
}

function member(of: unknown, name: string): unknown {
  if (Array.isArray(of)) {
    const found = of.map((element: unknown) => member(element, name)).flatMap((value) => (value === undefined ? [] : value));
    made.add(found);
    return found;
  }
  if (typeof of !== 'object' || of === null) return undefined;
  return Object.hasOwn(of, name) ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
}
