import type { Lane } from '../../core/ids.js';
import type { Head } from '../head-decision.js';
import type { DynamoDatabase } from './database.js';
import type { HeadItem, RowItem } from './items.js';
import { stagingKeys } from './keys.js';

/** The heads of a route by the entities' keys, and every row that they name. */
export interface KnownRows {
  readonly heads: ReadonlyMap<string, Head>;
  /** By `pk/sk`. */
  readonly rows: ReadonlyMap<string, RowItem>;
}

export function rowId(taskNo: number, seq: number): string {
  const { pk, sk } = stagingKeys.row(taskNo, seq);
  return `${pk}/${sk}`;
}

export async function readHeads(database: DynamoDatabase, lane: Lane, keys: readonly string[]): Promise<KnownRows> {
  const items = await database.getMany<HeadItem>(
    'staging',
    keys.map((key) => stagingKeys.head(lane, key)),
  );
  const named = await readNamed(database, items);
  const waitedFor = [...named.values()].flatMap((row) =>
    row.waitsForSeq === undefined ? [] : [{ taskNo: row.taskNo, seq: row.waitsForSeq }],
  );
  const rows = new Map([...named, ...(await readNamed(database, waitedFor))]);
  const heads = new Map<string, Head>();
  const byPk = new Map(items.map((item) => [item.pk, item]));
  for (const key of keys) {
    const item = byPk.get(stagingKeys.head(lane, key).pk);
    const row = item && rows.get(rowId(item.taskNo, item.seq));
    if (item !== undefined && row !== undefined) heads.set(key, toHead(item, row));
  }
  return { heads, rows };
}

async function readNamed(
  database: DynamoDatabase,
  named: readonly { readonly taskNo: number; readonly seq: number }[],
): Promise<ReadonlyMap<string, RowItem>> {
  const rows = await database.getMany<RowItem>(
    'staging',
    named.map(({ taskNo, seq }) => stagingKeys.row(taskNo, seq)),
  );
  return new Map(rows.map((row) => [rowId(row.taskNo, row.seq), row]));
}

function toHead(item: HeadItem, row: RowItem): Head {
  return {
    taskNo: row.taskNo,
    seq: row.seq,
    updatedAt: item.updatedAt,
    rowUpdatedAt: row.updatedAt,
    hash: row.hash,
    status: row.status,
    tgtId: row.tgtId ?? null,
    attempt: row.attempt,
    mustLookUp: row.mustLookUp === true ? 1 : 0,
    waitsForSeq: row.waitsForSeq ?? null,
  };
}
