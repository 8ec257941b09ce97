import { type Kysely, sql, type Transaction } from 'kysely';
import { DataWaldError } from '../../core/errors.js';
import type { ClaimKey, ClaimRequest } from '../store.js';
import type { LockedTask } from './locked-task.js';
import type { Stretch } from './packs.js';
import type { ClaimState, Tables } from './tables.js';

export interface OpenClaim {
  readonly token: string;
  readonly first: number;
  readonly last: number;
}

/** The claims under which something may be on its way at this moment; they do not overlap. */
export async function readOpenClaims(db: Kysely<Tables>, taskNo: number): Promise<readonly OpenClaim[]> {
  const { rows } = await sql<OpenClaim>`
    select token, first_seq as first, last_seq as last from claims where task_no = ${taskNo} and state = 'open'`.execute(db);
  return rows;
}

/** Among the given claims, those that reach into the stretch. */
export function overlapping(claims: readonly OpenClaim[], { first, last }: Stretch): readonly OpenClaim[] {
  return claims.filter((claim) => claim.first <= last && claim.last >= first);
}

/** Writes the claim, and takes their ranges from older ones that it overlaps. */
export async function takeOver(trx: Transaction<Tables>, task: LockedTask, request: ClaimRequest): Promise<void> {
  const state = await readClaimState(trx, request);
  if (state === 'lost') throw claimLost(task, request);
  const others = overlapping(await readOpenClaims(trx, task.taskNo), request).filter((claim) => claim.token !== request.token);
  for (const other of others) await loseClaim(trx, { ...other, taskNo: task.taskNo });
  await sql`
    insert into claims (task_no, token, first_seq, last_seq, state, remaining, claimed_at)
    values (${task.taskNo}, ${request.token}, ${request.first}, ${request.last}, 'open', 0, ${request.at})
    on conflict (task_no, token) do nothing`.execute(trx);
}

/** Nobody knows how far its holder came: whatever is still pending of it has to be looked up before it is sent again. */
async function loseClaim(trx: Transaction<Tables>, claim: ClaimKey): Promise<void> {
  await sql`update claims set state = 'lost' where task_no = ${claim.taskNo} and token = ${claim.token}`.execute(trx);
  await sql`
    update versions set must_look_up = 1
    where task_no = ${claim.taskNo} and seq between ${claim.first} and ${claim.last} and status = 'N' and waits_for_seq is null`.execute(
    trx,
  );
}

export async function setRemaining(trx: Transaction<Tables>, claim: ClaimKey, remaining: number): Promise<void> {
  await sql`
    update claims set remaining = ${remaining}, state = ${remaining > 0 ? 'open' : 'settled'}
    where task_no = ${claim.taskNo} and token = ${claim.token}`.execute(trx);
}

/** Counts settled rows off; with the last one the claim is over. */
export async function countOff(trx: Transaction<Tables>, claim: ClaimKey, settled: number): Promise<void> {
  await sql`
    update claims set remaining = remaining - ${settled}, state = case when remaining <= ${settled} then 'settled' else state end
    where task_no = ${claim.taskNo} and token = ${claim.token}`.execute(trx);
}

async function readClaimState(db: Kysely<Tables>, claim: ClaimKey): Promise<ClaimState | undefined> {
  const { rows } = await sql<{ state: ClaimState }>`
    select state from claims where task_no = ${claim.taskNo} and token = ${claim.token}
      and first_seq = ${claim.first} and last_seq = ${claim.last}`.execute(db);
  return rows[0]?.state;
}

/** Throws `ClaimLost` unless the claim is, or was to its end, the one that holds its range. */
export async function assertHolds(db: Kysely<Tables>, task: LockedTask, claim: ClaimKey): Promise<void> {
  const state = await readClaimState(db, claim);
  if (state !== 'open' && state !== 'settled') throw claimLost(task, claim);
}

function claimLost(task: LockedTask, claim: ClaimKey): DataWaldError {
  return new DataWaldError(
    'ClaimLost',
    `task ${task.taskId}: entities ${claim.first} to ${claim.last} are no longer held by claim ${claim.token}; ` +
      'another attempt has taken them over, or they were given back. What this attempt sent will be looked up by the other.',
  );
}
