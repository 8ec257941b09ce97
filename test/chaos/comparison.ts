import type { SourceRecord } from './source-records.js';
import type { TargetRecord } from './target-records.js';

export interface ChaosComparison {
  /** In the source and not in the target. */
  readonly lost: readonly string[];
  /** In the target more than once. */
  readonly doubled: readonly string[];
  /** In the target with another version than in the source. */
  readonly stale: readonly string[];
}

/** Compares what both systems hold, key by key and version by version. Our own store is not asked. */
export function compareRecords(source: readonly SourceRecord[], target: readonly TargetRecord[]): ChaosComparison {
  const found = new Map<string, TargetRecord[]>();
  for (const record of target) found.set(record.key, [...(found.get(record.key) ?? []), record]);
  const ofEach = (is: (seen: readonly TargetRecord[], record: SourceRecord) => boolean): string[] =>
    source.filter((record) => is(found.get(record.id) ?? [], record)).map(({ id }) => id);
  return {
    lost: ofEach((seen) => seen.length === 0),
    doubled: ofEach((seen) => seen.length > 1),
    stale: ofEach((seen, { version }) => seen.some((one) => one.version !== version)),
  };
}

/** The closing line of a run. `wentBack`: so often an older version took the place of a newer one on the way. */
export function closingLine({ lost, doubled, stale }: ChaosComparison, wentBack: number): string {
  return `lost ${lost.length} doubled ${doubled.length} stale ${stale.length + wentBack}`;
}
