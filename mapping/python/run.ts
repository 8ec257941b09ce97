import type { LookupTables, LookupUse } from '../lookup.js';
import { limitError, PythonError } from './error.js';

/** What one evaluation may use. Crossing a limit fails the entity with kind `limit`. */
export const limits = {
  steps: 1_000_000,
  timeMs: 150,
  depth: 400,
  textLength: 1_000_000,
  listLength: 1_000_000,
  integerBits: 131_072,
  decimalDigits: 40_000,
} as const;

/** Clock and zone of an evaluation: inputs, so that the same record always gives the same result. */
export interface RunInputs {
  /** ISO 8601 with an offset. Absent: an expression that reads the clock is refused. */
  readonly now?: string | undefined;
  /** The zone of times that bear none. Absent: what needs one fails with kind `zone`. */
  readonly zone?: string | undefined;
  /** Absent: there are none. */
  readonly lookups?: LookupTables | undefined;
  /** Notes what is asked of them. */
  readonly lookupUses?: LookupUse[] | undefined;
}

const stepsBetweenLooksAtTheClock = 4096;

/** One evaluation of one expression: counts its steps and bounds what it builds. */
export class Run {
  readonly now: string | undefined;
  readonly zone: string | undefined;
  readonly lookups: LookupTables | undefined;
  readonly lookupUses: LookupUse[] | undefined;
  #steps = 0;
  #nextLook = stepsBetweenLooksAtTheClock;
  #depth = 0;
  #deadline = 0;

  constructor(inputs: RunInputs) {
    this.now = inputs.now;
    this.zone = inputs.zone;
    this.lookups = inputs.lookups;
    this.lookupUses = inputs.lookupUses;
  }

  /** Counts work: one step for each element visited, call made or value compared. */
  step(count = 1): void {
    this.#steps += count;
    if (this.#steps >= this.#nextLook) this.#look();
  }

  /** Asked while a text grows, with the length that it has by now. */
  growing(length: number): void {
    if (!(length <= limits.textLength)) throw limitError(`a text of ${length} characters is longer than ${limits.textLength}`);
  }

  /** Asked before a text of `length` UTF-16 units is built. */
  text(length: number): void {
    this.growing(length);
    if (length > 64) this.step(length >> 6);
  }

  /** Asked before a list, tuple, set or dict of `length` elements is built. */
  list(length: number): void {
    if (!(length <= limits.listLength)) throw limitError(`${length} elements are more than ${limits.listLength}`);
    this.step(1 + (length >> 2));
  }

  /** Asked before an integer of about `bits` bits is built. */
  integer(bits: number): void {
    if (!(bits <= limits.integerBits)) throw limitError(`an integer of ${bits} bits is larger than ${limits.integerBits} bits`);
    if (bits > 1024) this.step(bits >> 8);
  }

  /** Runs one call deeper. */
  deeper<T>(body: () => T): T {
    if (this.#depth >= limits.depth) throw limitError(`calls are nested more than ${limits.depth} deep`);
    this.#depth += 1;
    try {
      return body();
    } finally {
      this.#depth -= 1;
    }
  }

  #look(): void {
    if (this.#steps > limits.steps) throw limitError(`the expression takes more than ${limits.steps} steps`);
    const now = performance.now();
    if (this.#deadline === 0) this.#deadline = now + limits.timeMs;
    else if (now > this.#deadline) throw limitError(`the expression takes longer than ${limits.timeMs} ms`);
    this.#nextLook = this.#steps + stepsBetweenLooksAtTheClock;
  }
}

/** A stack that ran out is a limit like any other. */
export function asPythonError(error: unknown): unknown {
  if (error instanceof PythonError) return error;
  if (error instanceof RangeError) return limitError('the expression is nested too deep, or builds too large a value');
  return error;
}
