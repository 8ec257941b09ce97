import { sql, type Transaction } from 'kysely';
import { DataWaldError } from '../../core/errors.js';
import type { Instant } from '../../core/instant.js';
import type { Notification } from '../../core/notification.js';
import type { DeliveryAttempt, DeliveryState, Outbox, OutboxFilter, OutboxMessage } from '../outbox.js';
import type { TaskChange } from '../tasks.js';
import { storable } from '../text.js';
import type { SqlDatabase } from './database.js';
import { oneOf } from './one-of.js';
import type { Tables } from './tables.js';

/** Those that are there already are left as they are. */
export async function writeMessages(trx: Transaction<Tables>, taskId: string, { messages = [], at }: TaskChange): Promise<void> {
  for (const { id, channel, body } of messages) {
    await sql`
      insert into outbox (id, task_id, channel, body, state, attempts, written_at)
      values (${id}, ${taskId}, ${channel}, ${storable(JSON.stringify(body))}, 'pending', 0, ${at})
      on conflict (id) do nothing`.execute(trx);
  }
}

/** See `Outbox` in the contract. */
export class SqlOutbox implements Outbox {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  get(id: string): Promise<OutboxMessage | undefined> {
    return this.#database.read(async (db) => {
      const { rows } = await sql<OutboxRow>`select * from outbox where id = ${id}`.execute(db);
      return rows[0] && toMessage(rows[0]);
    });
  }

  list({ taskId, states, before, limit }: OutboxFilter): Promise<readonly OutboxMessage[]> {
    const ofTask = taskId === undefined ? sql`` : sql`and task_id = ${taskId}`;
    const inState = states === undefined ? sql`` : sql`and state in (${oneOf(states)})`;
    const older = before === undefined ? sql`` : sql`and written_at < ${before}`;
    return this.#database.read(async (db) => {
      const { rows } = await sql<OutboxRow>`
        select * from outbox where true ${ofTask} ${inState} ${older} order by id desc limit ${limit}`.execute(db);
      return rows.map(toMessage);
    });
  }

  note(id: string, { state, attempt, error, at }: DeliveryAttempt): Promise<void> {
    return this.#database.write(async (trx) => {
      const { numAffectedRows } = await sql`
        update outbox set state = ${state}, error = ${error === undefined ? null : storable(error)},
          attempts = case when attempts < ${attempt} then ${attempt} else attempts end,
          delivered_at = ${state === 'delivered' ? at : null}
        where id = ${id}`.execute(trx);
      if (numAffectedRows === 0n)
        throw new DataWaldError('NotFound', `there is no notification "${id}"; "datawald notifications" lists them`);
    });
  }

  purge({ before, limit }: { readonly before: Instant; readonly limit: number }): Promise<number> {
    return this.#database.write(async (trx) => {
      const { numAffectedRows } = await sql`
        delete from outbox where id in (
          select id from outbox where written_at < ${before} and state <> 'pending' order by id limit ${limit})`.execute(trx);
      return Number(numAffectedRows ?? 0);
    });
  }
}

interface OutboxRow {
  readonly id: string;
  readonly task_id: string;
  readonly channel: string;
  readonly body: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly error: string | null;
  readonly written_at: Instant;
  readonly delivered_at: Instant | null;
}

function toMessage(row: OutboxRow): OutboxMessage {
  return {
    id: row.id,
    taskId: row.task_id,
    channel: row.channel,
    body: JSON.parse(row.body) as Notification,
    state: row.state,
    attempts: row.attempts,
    writtenAt: row.written_at,
    ...(row.error !== null && { error: row.error }),
    ...(row.delivered_at !== null && { deliveredAt: row.delivered_at }),
  };
}
