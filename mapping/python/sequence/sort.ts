import { callValue } from '../attributes.js';
import { isLess } from '../compare.js';
import type { Run } from '../run.js';
import { isTrue } from '../truth.js';
import type { Argument, Value } from '../value.js';

interface SortOptions {
  readonly key?: Argument;
  readonly reverse?: Argument;
}

/** A sorted copy: stable, also when reversed. */
export function sortList(run: Run, list: readonly Value[], { key, reverse }: SortOptions): Value[] {
  run.list(list.length);
  const keyed = list.map((value) => ({ value, rank: key === undefined || key === null ? value : callValue(run, key, [value]) }));
  const isReversed = isTrue(reverse ?? false);
  keyed.sort((left, right) => {
    const [a, b] = isReversed ? [right, left] : [left, right];
    if (isLess(run, a.rank, b.rank)) return -1;
    return isLess(run, b.rank, a.rank) ? 1 : 0;
  });
  return keyed.map(({ value }) => value);
}
