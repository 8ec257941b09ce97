import { sql, type Transaction } from 'kysely';
import type { Instant } from '../../core/instant.js';
import type { Provenance, PushedBody } from '../../core/pushed.js';
import type { AppendRequest, Inbox, InboxMessage, NewInboxMessage, Receipt, Stranded, TakeRequest } from '../inbox.js';
import { indexKey, storable } from '../text.js';
import type { SqlDatabase } from './database.js';
import type { SqlDialect } from './dialect.js';
import type { Tables } from './tables.js';

const columns = {
  no: 'integer',
  message_key: 'text',
  message_id: 'text',
  group_key: 'text',
  body: 'text',
  provenance: 'text',
} as const;

/** See `Inbox` in the contract. */
export class SqlInbox implements Inbox {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  append(request: AppendRequest): Promise<readonly Receipt[]> {
    const { dialect } = this.#database;
    return this.#database.write(async (trx) => {
      const { syncId, messages, newTaskId, at } = request;
      const state = await lockSync(trx, dialect, syncId);
      const keys = dialect.rows(
        { message_key: 'text' },
        messages.map(({ id }) => ({ message_key: indexKey(id) })),
      );
      const { rows: there } = await sql<Known>`
        select i.message_key, i.no, i.task_id, i.finished_at
        from ${keys} as k cross join inbox as i where i.message_key = k.message_key and i.sync_id = ${syncId}`.execute(trx);
      const known = new Map(there.map((row) => [row.message_key, row]));
      const taskId = state.open_task_id ?? newTaskId;
      const fresh = new Map<string, NewInboxMessage & { readonly no: number }>();
      for (const message of messages) {
        const key = indexKey(message.id);
        if (!known.has(key) && !fresh.has(key)) fresh.set(key, { ...message, no: state.last_no + fresh.size + 1 });
      }
      if (fresh.size > 0) await this.#write(trx, { syncId, taskId, at, messages: [...fresh.values()] });
      const seen = new Set(known.keys());
      return messages.map(({ id }): Receipt => {
        const key = indexKey(id);
        const before = known.get(key);
        const owner = before === undefined ? taskId : before.task_id;
        const isRepeated = seen.has(key);
        seen.add(key);
        const no = before?.no ?? fresh.get(key)?.no ?? 0;
        const isFinished = (before?.finished_at ?? null) !== null;
        return { syncId, messageId: id, no, isRepeated, isFinished, ...(owner !== null && { taskId: owner }) };
      });
    });
  }

  async #write(
    trx: Transaction<Tables>,
    written: {
      readonly syncId: string;
      readonly taskId: string;
      readonly at: Instant;
      readonly messages: readonly (NewInboxMessage & { readonly no: number })[];
    },
  ): Promise<void> {
    const { syncId, taskId, at, messages } = written;
    const rows = messages.map(({ no, id, group, body, provenance }) => ({
      no,
      message_key: indexKey(id),
      message_id: storable(id),
      group_key: group === undefined ? null : storable(group),
      body: storable(JSON.stringify(body)),
      provenance: storable(JSON.stringify(provenance)),
    }));
    await sql`
      insert into inbox (sync_id, no, message_key, message_id, group_key, body, provenance, received_at, task_id)
      select cast(${syncId} as text), r.no, r.message_key, r.message_id, r.group_key, r.body, r.provenance, cast(${at} as text), cast(${taskId} as text)
      from ${this.#database.dialect.rows(columns, rows)} as r where true`.execute(trx);
    await sql`
      update inbox_syncs set last_no = ${messages.at(-1)?.no ?? 0}, open_task_id = ${taskId} where sync_id = ${syncId}`.execute(trx);
  }

  take({ syncId, taskId, afterNo, limit }: TakeRequest): Promise<readonly InboxMessage[]> {
    return this.#database.write(async (trx) => {
      const state = await lockSync(trx, this.#database.dialect, syncId);
      if (state.open_task_id === taskId) {
        await sql`update inbox_syncs set open_task_id = null where sync_id = ${syncId}`.execute(trx);
        await sql`
          update inbox set task_id = ${taskId} where sync_id = ${syncId} and task_id is null and finished_at is null`.execute(trx);
      }
      const { rows } = await sql<InboxRow>`
        select * from inbox where sync_id = ${syncId} and task_id = ${taskId} and no > ${afterNo} and finished_at is null
        order by no limit ${limit}`.execute(trx);
      return rows.map(toMessage);
    });
  }

  finish({ syncId, nos, at }: { readonly syncId: string; readonly nos: readonly number[]; readonly at: Instant }): Promise<void> {
    const wanted = nos.map((no) => ({ no }));
    return this.#database.write(async (trx) => {
      await sql`
        update inbox set finished_at = ${at} where sync_id = ${syncId} and finished_at is null
          and no in (select k.no from ${this.#database.dialect.rows({ no: 'integer' }, wanted)} as k)`.execute(trx);
    });
  }

  release({ syncId, taskId }: { readonly syncId: string; readonly taskId: string }): Promise<number> {
    return this.#database.write(async (trx) => {
      await lockSync(trx, this.#database.dialect, syncId);
      await sql`update inbox_syncs set open_task_id = null where sync_id = ${syncId} and open_task_id = ${taskId}`.execute(trx);
      const { numAffectedRows } = await sql`
        update inbox set task_id = null where sync_id = ${syncId} and task_id = ${taskId} and finished_at is null`.execute(trx);
      return Number(numAffectedRows ?? 0n);
    });
  }

  reopen({ syncId, newTaskId }: { readonly syncId: string; readonly newTaskId: string }): Promise<string | undefined> {
    return this.#database.write(async (trx) => {
      const { open_task_id: open } = await lockSync(trx, this.#database.dialect, syncId);
      if (open !== null) return open;
      const { numAffectedRows } = await sql`
        update inbox_syncs set open_task_id = ${newTaskId} where sync_id = ${syncId} and exists (
          select 1 from inbox as i where i.sync_id = inbox_syncs.sync_id and i.task_id is null and i.finished_at is null)`.execute(trx);
      return (numAffectedRows ?? 0n) > 0n ? newTaskId : undefined;
    });
  }

  find(messageId: string): Promise<readonly InboxMessage[]> {
    return this.#database.read(async (db) => {
      const { rows } = await sql<InboxRow>`
        select * from inbox where message_key = ${indexKey(messageId)} order by received_at, sync_id`.execute(db);
      return rows.map(toMessage);
    });
  }

  waiting({ syncId, limit }: { readonly syncId?: string; readonly limit: number }): Promise<readonly InboxMessage[]> {
    const ofSync = syncId === undefined ? sql`` : sql`and sync_id = ${syncId}`;
    return this.#database.read(async (db) => {
      const { rows } = await sql<InboxRow>`
        select * from inbox where finished_at is null ${ofSync} order by sync_id, no limit ${limit}`.execute(db);
      return rows.map(toMessage);
    });
  }

  stranded({ before, limit }: { readonly before: Instant; readonly limit: number }): Promise<readonly Stranded[]> {
    return this.#database.read(async (db) => {
      const { rows } = await sql<{ sync_id: string; task_id: string }>`
        select distinct sync_id, task_id from inbox
        where finished_at is null and task_id is not null and received_at < ${before} limit ${limit}`.execute(db);
      return rows.map(({ sync_id: syncId, task_id: taskId }) => ({ syncId, taskId }));
    });
  }

  purge({ before, limit }: { readonly before: Instant; readonly limit: number }): Promise<number> {
    return this.#database.write(async (trx) => {
      const { rows } = await sql<{ sync_id: string; no: number }>`
        select sync_id, no from inbox where finished_at < ${before} order by finished_at limit ${limit}`.execute(trx);
      for (const { sync_id: syncId, no } of rows) await sql`delete from inbox where sync_id = ${syncId} and no = ${no}`.execute(trx);
      return rows.length;
    });
  }
}

interface SyncRow {
  readonly last_no: number;
  readonly open_task_id: string | null;
}

interface Known {
  readonly message_key: string;
  readonly no: number;
  readonly task_id: string | null;
  readonly finished_at: Instant | null;
}

/** The sync's row, held until the transaction ends, so that numbers are given in one order. */
async function lockSync(trx: Transaction<Tables>, dialect: SqlDialect, syncId: string): Promise<SyncRow> {
  await sql`insert into inbox_syncs (sync_id, last_no) values (${syncId}, 0) on conflict (sync_id) do nothing`.execute(trx);
  const { rows } = await sql<SyncRow>`
    select last_no, open_task_id from inbox_syncs as s where sync_id = ${syncId} ${dialect.lock('s')}`.execute(trx);
  return rows[0] ?? { last_no: 0, open_task_id: null };
}

interface InboxRow {
  readonly sync_id: string;
  readonly no: number;
  readonly message_id: string;
  readonly group_key: string | null;
  readonly body: string;
  readonly provenance: string;
  readonly received_at: Instant;
  readonly task_id: string | null;
  readonly finished_at: Instant | null;
}

function toMessage(row: InboxRow): InboxMessage {
  return {
    syncId: row.sync_id,
    no: row.no,
    id: row.message_id,
    body: JSON.parse(row.body) as PushedBody,
    provenance: JSON.parse(row.provenance) as Provenance,
    receivedAt: row.received_at,
    ...(row.group_key !== null && { group: row.group_key }),
    ...(row.task_id !== null && { taskId: row.task_id }),
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
  };
}
