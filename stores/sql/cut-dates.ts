import { type Kysely, sql } from 'kysely';
import { type Cursor, cursorKey } from '../../core/cursor.js';
import type { Lane } from '../../core/ids.js';
import type { Instant } from '../../core/instant.js';
import type { CutDate } from '../../core/task.js';
import type { CutDateCommit, CutDates } from '../cut-dates.js';
import type { SqlDatabase } from './database.js';
import { groupKey, takeRoute } from './routes.js';
import type { Tables } from './tables.js';

/** See `CutDates` in the contract. */
export class SqlCutDates implements CutDates {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  get(lane: Lane): Promise<CutDate | undefined> {
    return this.#database.read((db) => readCutDate(db, lane));
  }

  commit(commit: CutDateCommit): Promise<'committed' | 'conflict'> {
    return this.#database.write(async (trx) => {
      const routeNo = await takeRoute(trx, commit.lane);
      const moved = await (commit.expectedVersion === 0 ? insert(trx, routeNo, commit) : update(trx, routeNo, commit));
      if (moved) return 'committed';
      const present = await readCutDate(trx, commit.lane);
      return present !== undefined && isSameMove(present, commit) ? 'committed' : 'conflict';
    });
  }
}

export async function readCutDate(db: Kysely<Tables>, lane: Lane): Promise<CutDate | undefined> {
  const { rows } = await sql<{ cursor_json: string; version: number; committed_by: string; committed_at: Instant }>`
    select c.cursor_json, c.version, c.committed_by, c.committed_at
    from cut_dates as c join routes as r on r.route_no = c.route_no
    where r.source = ${lane.source} and r.target = ${lane.target} and r.tx_type = ${lane.txType}
      and c.group_key = ${groupKey(lane)}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    cursor: JSON.parse(row.cursor_json) as Cursor,
    version: row.version,
    committedBy: row.committed_by,
    committedAt: row.committed_at,
  };
}

function isSameMove(present: CutDate, commit: CutDateCommit): boolean {
  return present.committedBy === commit.committedBy && cursorKey(present.cursor) === cursorKey(commit.cursor);
}

async function insert(db: Kysely<Tables>, routeNo: number, commit: CutDateCommit): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into cut_dates (route_no, group_key, cursor_json, version, committed_by, committed_at)
    values (${routeNo}, ${groupKey(commit.lane)}, ${JSON.stringify(commit.cursor)}, 1, ${commit.committedBy}, ${commit.at})
    on conflict (route_no, group_key) do nothing`.execute(db);
  return numAffectedRows === 1n;
}

async function update(db: Kysely<Tables>, routeNo: number, commit: CutDateCommit): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update cut_dates set cursor_json = ${JSON.stringify(commit.cursor)}, version = version + 1,
      committed_by = ${commit.committedBy}, committed_at = ${commit.at}
    where route_no = ${routeNo} and group_key = ${groupKey(commit.lane)} and version = ${commit.expectedVersion}`.execute(db);
  return numAffectedRows === 1n;
}
