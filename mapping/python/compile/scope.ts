import type { ExprNode } from 'py-ast';
import type { Run } from '../run.js';
import type { Value } from '../value.js';

/** The variables of one call, or of one run of a comprehension. */
export class Frame {
  readonly run: Run;
  readonly slots: (Value | undefined)[];
  readonly outer: Frame | undefined;

  constructor(run: Run, slots: (Value | undefined)[], outer?: Frame) {
    this.run = run;
    this.slots = slots;
    this.outer = outer;
  }
}

/** Room for the variables of a scope, none of which has a value yet. */
export function emptySlots({ size }: { readonly size: number }): (Value | undefined)[] {
  const slots: (Value | undefined)[] = [];
  while (slots.length < size) slots.push(undefined);
  return slots;
}

/** A compiled expression. */
export type Code = (frame: Frame) => Value;

/** Where a name is bound: so many frames out, in this slot. */
export interface Place {
  readonly depth: number;
  readonly slot: number;
  readonly kind: ScopeKind;
}

export type ScopeKind = 'function' | 'comprehension';

/** Names that a function or a comprehension binds, as Python's compiler sees them. */
export class Scope {
  readonly kind: ScopeKind;
  readonly #outer: Scope | undefined;
  readonly #slots = new Map<string, number>();

  constructor(kind: ScopeKind, outer?: Scope) {
    this.kind = kind;
    this.#outer = outer;
  }

  get size(): number {
    return this.#slots.size;
  }

  bind(name: string): number {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    this.#slots.set(name, this.#slots.size);
    return this.#slots.size - 1;
  }

  has(name: string): boolean {
    return this.#slots.has(name);
  }

  find(name: string): Place | undefined {
    const slot = this.#slots.get(name);
    if (slot !== undefined) return { depth: 0, slot, kind: this.kind };
    const outside = this.#outer?.find(name);
    return outside === undefined ? undefined : { ...outside, depth: outside.depth + 1 };
  }

  /** The place of `:=`: comprehensions leave it to the function around them. Undefined where one of them binds the name itself. */
  findForAssignment(name: string): Place | undefined {
    if (this.kind === 'function') return { depth: 0, slot: this.bind(name), kind: this.kind };
    if (this.has(name)) return undefined;
    const outside = this.#outer?.findForAssignment(name);
    return outside === undefined ? undefined : { ...outside, depth: outside.depth + 1 };
  }
}

/** The names that `:=` binds in a function: those of its comprehensions, not those of functions inside. */
export function assignedNames(node: unknown, found: string[] = []): string[] {
  if (typeof node !== 'object' || node === null) return found;
  if (Array.isArray(node)) {
    for (const part of node) assignedNames(part, found);
    return found;
  }
  const expression = node as Partial<ExprNode>;
  if (expression.nodeType === 'Lambda') return assignedNames((node as { args: { defaults: unknown; kw_defaults: unknown } }).args, found);
  if (expression.nodeType === 'NamedExpr' && expression.target?.nodeType === 'Name') found.push(expression.target.id.normalize('NFKC'));
  for (const part of Object.values(node)) if (typeof part === 'object') assignedNames(part, found);
  return found;
}
