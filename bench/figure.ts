/** One measured thing: counts, rates and ratios by name. */
export interface Result {
  readonly name: string;
  readonly [measure: string]: number | string | boolean | readonly number[];
}

/** What was hoped for, and whether it holds. A goal that is missed is said; it ends nothing, for machines differ. */
export interface Goal {
  readonly what: string;
  readonly isMet: boolean;
}

/** What one part of the benchmark came to. Counts that are not exact are no result: there it throws. */
export interface Figure {
  readonly results: readonly Result[];
  readonly goals: readonly Goal[];
}

export interface FigureOptions {
  /** Default: what the figure is about. */
  readonly entities?: number;
  readonly say: (line: string) => void;
}

/** With three digits behind the point. */
export function rounded(value: number): number {
  return Number(value.toFixed(3));
}

/** Throws what differs. */
export function assertCounts(what: string, found: object, expected: Readonly<Record<string, unknown>>): void {
  const given = found as Readonly<Record<string, unknown>>;
  const wrong = Object.entries(expected).filter(([name, value]) => given[name] !== value);
  if (wrong.length === 0) return;
  const differences = wrong.map(([name, value]) => `${name} is ${JSON.stringify(given[name])} instead of ${JSON.stringify(value)}`);
  throw new Error(`${what}: ${differences.join(', ')}`);
}
