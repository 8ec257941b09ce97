import { ConnectorError } from '../core/errors.js';
import type { ReadPosition } from '../core/transfer.js';
import type { PageReading, PageToMap } from './read-page.js';

/** Whether what a sweep does not find is looked for. Throws `Config` where the source cannot tell. */
export function sweepsForDeletions({ sync, source, task }: PageReading): boolean {
  if (!sync.config.deletionsByAbsence || task.trigger === 'backfill') return false;
  if (source.order === 'none' && source.readByIds !== undefined) return true;
  const why = source.order === 'none' ? 'cannot be asked for records by id' : 'is not read as a whole each time';
  throw new ConnectorError('Config', `Nothing can be concluded from what is absent: this source ${why}. Take out deletionsByAbsence.`, {
    endpoint: sync.lane.source,
  });
}

/**
 * A page of deletions: what the target has, the sweep has not come across, and the source says it does not have. More than
 * `maxDeletePercent` of all is no clean-up but an accident, and stops the task before the first of them.
 */
export async function readAbsent(position: ReadPosition & { readonly kind: 'absent' }, reading: PageReading): Promise<PageToMap> {
  const { store, task, sync, source, signal } = reading;
  const { after } = position;
  const request = { taskNo: task.taskNo, limit: sync.config.pageSize, ...(after !== undefined && { after }) };
  const found = await store.staging.absent(request);
  if (after === undefined) brake(found, reading);
  const { txType } = sync.lane;
  const page = found.srcIds.length === 0 ? undefined : await source.readByIds?.({ txType, srcIds: found.srcIds, signal });
  const there = new Set([...(page?.entities ?? []), ...(page?.problems ?? [])].map(({ srcId }) => srcId));
  return {
    key: `absent/${after ?? ''}`,
    entities: [],
    problems: [],
    gone: found.srcIds.filter((srcId) => !there.has(srcId)),
    bookmark: found.next === undefined ? {} : { next: { kind: 'absent', after: found.next } },
  };
}

interface Counted {
  readonly known: number;
  readonly absent: number;
  readonly unidentified: number;
}

function brake({ known, absent, unidentified }: Counted, { sync }: PageReading): void {
  if (absent === 0) return;
  const { maxDeletePercent } = sync.config;
  const percent = (absent / known) * 100;
  const stop = (message: string) => new ConnectorError('Refused', message, { endpoint: sync.lane.source });
  if (unidentified > 0) {
    throw stop(
      `${absent} of ${known} ${txTypeOf(sync)} seem to be gone, but ${unidentified} records came without an id, and may be among them. Nothing was deleted. Mend those records, then retry.`,
    );
  }
  if (percent <= maxDeletePercent) return;
  throw stop(
    `${absent} of ${known} ${txTypeOf(sync)} (${percent.toFixed(1)} %) seem to be gone; at most ${maxDeletePercent} % may be deleted at once. Nothing was deleted. If it is right, raise maxDeletePercent, apply, and retry; else dismiss this task.`,
  );
}

function txTypeOf({ lane }: PageReading['sync']): string {
  return `${lane.txType}s`;
}
