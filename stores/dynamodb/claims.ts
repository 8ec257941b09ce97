import { isJsonObject } from '../../core/json.js';
import type { ClaimedEntity, ClaimKey, ClaimRequest } from '../store.js';
import type { DynamoDatabase } from './database.js';
import { claimLost, HeldRows, isSameRange, overlapping } from './held-rows.js';
import type { OpenClaim, RowItem, TaskItem } from './items.js';
import { knownTask } from './known-task.js';
import { type Payload, readPayloads } from './packs.js';
import type { Plan, RouteWrites } from './route-writes.js';

/** See `Staging.claim`. */
export async function claimRange(database: DynamoDatabase, writes: RouteWrites, request: ClaimRequest): Promise<readonly ClaimedEntity[]> {
  const task = await knownTask(database, request.taskNo);
  const rows = await writes.write(task.lane, () => planClaim(database, task, request));
  const payloads = await readPayloads(database, rows);
  return rows.map((row) => toClaimed(row, payloads.get(row.seq)));
}

async function planClaim(database: DynamoDatabase, task: TaskItem, request: ClaimRequest): Promise<Plan<readonly RowItem[]>> {
  const { token, first, last, at } = request;
  const held = await HeldRows.of(database, task.taskNo);
  const own = await held.claim(token);
  if (isSameRange(own, request) && own.state === 'lost') throw claimLost(task, request);
  const others = overlapping(held.openClaims, request).filter((claim) => claim.token !== token);
  for (const other of others) await lose(held, other);
  const pending = (await held.read(request)).filter((row) => row.status === 'N');
  const waitedFor = await held.readThese(pending.flatMap((row) => row.waitsForSeq ?? []));
  const free = pending.flatMap((row) => (row.waitsForSeq === undefined ? [row] : inherit(held, row, waitedFor.get(row.waitsForSeq))));
  held.setClaim({ token, first, last, claimedAt: at, ...own, remaining: free.length, state: free.length > 0 ? 'open' : 'settled' });
  return { items: held.items, answer: free };
}

/** Nobody knows how far its holder came: whatever is still pending of it has to be looked up before it is sent again. */
async function lose(held: HeldRows, open: OpenClaim): Promise<void> {
  const claim = await held.claim(open.token);
  if (claim !== undefined) held.setClaim({ ...claim, state: 'lost' });
  for (const row of await held.read(open)) {
    if (row.status === 'N' && row.waitsForSeq === undefined && (row.mustLookUp !== true || row.isResend === true))
      held.change(row, { mustLookUp: true, isResend: undefined });
  }
}

/** A row that has waited takes over what the older one left behind, and waits no more; none while the older one is on its way. */
function inherit(held: HeldRows, row: RowItem, waited: RowItem | undefined): RowItem[] {
  if (waited?.status === 'N') return [];
  const isUnclear = waited?.status === '?' || (waited?.mustLookUp === true && waited.status !== 'S');
  const mustLookUp = row.mustLookUp === true || isUnclear || undefined;
  return [held.change(row, { waitsForSeq: undefined, tgtId: waited?.tgtId ?? row.tgtId, mustLookUp })];
}

function toClaimed(row: RowItem, payload: Payload | undefined): ClaimedEntity {
  const { seq, srcId, updatedAt, hash, tgtId } = row;
  const data = isJsonObject(payload?.data) ? payload.data : {};
  const doubts = { mustLookUp: row.mustLookUp === true, isResend: row.isResend === true };
  return { seq, srcId, updatedAt, hash, ...(tgtId !== undefined && { tgtId }), data, ...doubts };
}

/** See `Staging.release`. */
export async function releaseClaim(database: DynamoDatabase, writes: RouteWrites, key: ClaimKey): Promise<void> {
  const task = await knownTask(database, key.taskNo);
  await writes.write(task.lane, async () => {
    const held = await HeldRows.of(database, key.taskNo);
    const claim = await held.claim(key.token);
    if (claim?.state === 'open') held.setClaim({ ...claim, state: 'released' });
    return { items: held.items, answer: undefined };
  });
}
