import type { Lane } from '../../../core/ids.js';
import { type Instant, toInstant } from '../../../core/instant.js';
import type { Outcome } from '../../../core/outcome.js';
import type { Task } from '../../../core/task.js';
import type { DatedEntity } from '../../../stores/head-decision.js';
import type { ClaimedEntity, ClaimKey, EntityToStage, PageToStage, StagedPage, StagedRow, Store } from '../../../stores/store.js';

/** The instant `seconds` after a fixed beginning; parts of seconds down to the microsecond count. */
export function at(seconds: number): Instant {
  const whole = Math.floor(seconds);
  const micros = Math.round((seconds - whole) * 1_000_000);
  const second = toInstant(Date.UTC(2026, 0, 31, 9, 0, whole));
  return second.replace('.000000Z', `.${String(micros).padStart(6, '0')}Z`) as Instant;
}

let lanes = 0;

/** A lane that no other test uses. */
export function newLane(group?: string): Lane {
  lanes += 1;
  return { source: 'shop', target: `crm-${lanes}`, txType: 'order', ...(group !== undefined && { group }) };
}

let names = 0;

export function newName(prefix: string): string {
  names += 1;
  return `${prefix}-${names}`;
}

export function openTask(store: Store, lane: Lane, changes: { readonly taskId?: string; readonly syncId?: string } = {}): Promise<Task> {
  return store.tasks.open({
    taskId: newName('task'),
    syncId: 'shop-orders',
    lane,
    trigger: 'manual',
    configVersion: 'v1',
    until: at(1000),
    openedAt: at(0),
    ...changes,
  });
}

/** An entity whose content is `content`: equal contents have equal hashes. */
export function entity(srcId: string, updatedAt: number, content = 'a'): DatedEntity {
  return { srcId, updatedAt: at(updatedAt), hash: `hash of ${content}`, dataJson: JSON.stringify({ content }), raw: { raw: content } };
}

export function badEntity(srcId: string, updatedAt: number, content = 'bad'): DatedEntity {
  return {
    srcId,
    updatedAt: at(updatedAt),
    hash: `hash of ${content}`,
    raw: { raw: content },
    failure: { code: 'Mapping', message: `cannot map ${content}` },
  };
}

/** Stages entities as a page with a key of its own. */
export function stage(store: Store, task: Task, entities: readonly EntityToStage[]): Promise<StagedPage> {
  return stagePage(store, task, { entities });
}

export function stagePage(store: Store, task: Task, page: Partial<PageToStage> & Pick<PageToStage, 'entities'>): Promise<StagedPage> {
  const common = { pageKey: newName('page'), bookmark: {}, isForced: false, isRetry: false, chunkSize: 200, at: at(100) };
  return store.staging.stage({ ...common, ...page, taskNo: task.taskNo });
}

export interface Claimed {
  readonly key: ClaimKey;
  readonly entities: readonly ClaimedEntity[];
}

/** Claims a range under a token of its own. */
export async function claim(store: Store, task: Task, range: { readonly first: number; readonly last: number }): Promise<Claimed> {
  const key = { taskNo: task.taskNo, first: range.first, last: range.last, token: newName('token') };
  return { key, entities: await store.staging.claim({ ...key, at: at(200) }) };
}

export const sent = (tgtId: string): Outcome => ({ status: 'sent', tgtId, change: 'created' });
export const failed = (message = 'no such email'): Outcome => ({ status: 'failed', code: 'INVALID_EMAIL', message });
export const unknown: Outcome = { status: 'unknown', message: 'the connection broke' };
export const byRule: Outcome = { status: 'ignored', message: 'guests are not sent' };

/** Gives every claimed entity the outcome. */
export async function settleAll(store: Store, { key, entities }: Claimed, outcome: (srcId: string) => Outcome): Promise<void> {
  await store.staging.settle(
    key,
    entities.map(({ seq, srcId }) => ({ seq, outcome: outcome(srcId) })),
    at(300),
  );
}

/** Stages, claims and settles one page of one task. */
export async function transfer(
  store: Store,
  task: Task,
  page: { readonly entities: readonly EntityToStage[]; readonly outcome: Outcome },
): Promise<StagedPage> {
  const staged = await stage(store, task, page.entities);
  await settleAll(store, await claim(store, task, staged), () => page.outcome);
  return staged;
}

/** All rows of a task. */
export function rowsOf(store: Store, task: Task): Promise<readonly StagedRow[]> {
  return store.staging.entities({ taskNo: task.taskNo, limit: 100_000 });
}

/** The row of a task that was staged last under this srcId. */
export async function lastRow(store: Store, task: Task, srcId: string): Promise<StagedRow> {
  const rows = await store.staging.entities({ taskNo: task.taskNo, srcId, limit: 1000 });
  const row = rows.at(-1);
  if (row === undefined) throw new Error(`no row of ${srcId}`);
  return row;
}
