import type { Instant } from '../../core/instant.js';
import { outcomeColumns } from '../outcome-columns.js';
import type { ClaimKey, SettledEntity } from '../store.js';
import type { DynamoDatabase } from './database.js';
import { claimLost, HeldRows, isSameRange, overlapping } from './held-rows.js';
import type { RowItem, TaskItem } from './items.js';
import { knownTask } from './known-task.js';
import type { Plan, RouteWrites } from './route-writes.js';
import type { Stretch } from './rows.js';
import { keptText } from './texts.js';

export interface Settlement {
  readonly claim: ClaimKey;
  readonly outcomes: readonly SettledEntity[];
  readonly at: Instant;
}

/** See `Staging.settle`. */
export async function settleClaim(database: DynamoDatabase, writes: RouteWrites, settlement: Settlement): Promise<void> {
  const task = await knownTask(database, settlement.claim.taskNo);
  await writes.write(task.lane, () => planSettlement(database, task, settlement));
}

async function planSettlement(database: DynamoDatabase, task: TaskItem, { claim: key, outcomes, at }: Settlement): Promise<Plan<void>> {
  const held = await HeldRows.of(database, task.taskNo);
  const claim = await held.claim(key.token);
  if (!isSameRange(claim, key) || (claim.state !== 'open' && claim.state !== 'settled')) throw claimLost(task, key);
  const within = outcomes.filter(({ seq }) => key.first <= seq && seq <= key.last);
  const rows = await held.readThese(within.map(({ seq }) => seq));
  let settled = 0;
  for (const { seq, outcome } of within) {
    const row = rows.get(seq);
    if (row === undefined || row.status !== 'N' || row.waitsForSeq !== undefined) continue;
    held.change(row, changeOf(outcomeColumns(outcome), row, at));
    settled += 1;
  }
  if (settled > 0) {
    const remaining = claim.remaining - settled;
    held.setClaim({ ...claim, remaining, state: remaining <= 0 ? 'settled' : claim.state });
  }
  return { items: held.items, answer: undefined };
}

function changeOf(columns: ReturnType<typeof outcomeColumns>, row: RowItem, at: Instant): Partial<RowItem> {
  return {
    status: columns.status,
    reason: columns.reason ?? undefined,
    code: columns.code === null ? undefined : keptText(columns.code),
    message: columns.message === null ? undefined : keptText(columns.message),
    tgtId: columns.tgt_id === null ? row.tgtId : keptText(columns.tgt_id),
    change: columns.change ?? undefined,
    settledAt: at,
  };
}

export interface GiveUp extends Stretch {
  readonly message: string;
  readonly at: Instant;
}

/** See `Staging.giveUp`. */
export async function giveUpRange(database: DynamoDatabase, writes: RouteWrites, range: GiveUp): Promise<number> {
  const task = await knownTask(database, range.taskNo);
  return writes.write(task.lane, () => planGivingUp(database, range));
}

async function planGivingUp(database: DynamoDatabase, range: GiveUp): Promise<Plan<number>> {
  const message = keptText(range.message);
  const held = await HeldRows.of(database, range.taskNo);
  const claims = overlapping(held.openClaims, range);
  let count = 0;
  for (const row of await held.read(range)) {
    const isHeld = row.mustLookUp === true || claims.some(({ first, last }) => first <= row.seq && row.seq <= last);
    const isGivenUp = row.status === 'N' && row.waitsForSeq === undefined && isHeld;
    if (isGivenUp) held.change(row, { status: '?', code: 'UnknownOutcome', message, settledAt: range.at });
    if (isGivenUp || (row.status === '?' && row.message === message)) count += 1;
  }
  for (const open of claims) {
    const claim = open.first >= range.first && open.last <= range.last ? await held.claim(open.token) : undefined;
    if (claim !== undefined) held.setClaim({ ...claim, state: 'lost' });
  }
  return { items: held.items, answer: count };
}
