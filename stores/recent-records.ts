import type { StagedRecord, Store } from './store.js';

/** So many tasks are looked through at the most. */
const mostTasks = 1000;
const rowsPerRead = 200;

/** The newest version of each of the entities that a sync staged last, latest first, at most `limit`; with the raw records that are kept. */
export async function recentRecords(store: Store, syncId: string, limit: number): Promise<readonly StagedRecord[]> {
  const found = new Map<string, StagedRecord>();
  for (const { taskNo, lastSeq } of await store.tasks.list({ syncId, limit: mostTasks })) {
    if (lastSeq > 0) await collect(store, { taskNo, limit }, found);
    if (found.size >= limit) break;
  }
  return [...found.values()];
}

async function collect(
  store: Store,
  { taskNo, limit }: { readonly taskNo: number; readonly limit: number },
  found: Map<string, StagedRecord>,
): Promise<void> {
  let beforeSeq: number | undefined;
  do {
    const records = await store.staging.records({ taskNo, limit: rowsPerRead, ...(beforeSeq !== undefined && { beforeSeq }) });
    for (const record of records) if (found.size < limit && !found.has(record.srcId)) found.set(record.srcId, record);
    beforeSeq = records.length < rowsPerRead ? undefined : records.at(-1)?.seq;
  } while (beforeSeq !== undefined && found.size < limit);
}
