import type { StagedRow } from '../store.js';
import type { DynamoDatabase, Query } from './database.js';
import type { RowItem } from './items.js';
import { ordered, stagingKeys } from './keys.js';

/** The stretch of a task's rows that is asked for, both ends included. */
export interface Stretch {
  readonly taskNo: number;
  readonly first: number;
  readonly last: number;
}

/** Looks only at rows for which every one of these holds. */
export interface RowFilter {
  readonly statuses?: readonly string[] | undefined;
  readonly srcIds?: readonly string[] | undefined;
  readonly isSuperseded?: false;
  readonly limit?: number;
}

export const everything = { first: 0, last: Number.MAX_SAFE_INTEGER } as const;

/** The rows of a stretch, by sequence number. */
export function readRows(database: DynamoDatabase, stretch: Stretch, filter: RowFilter = {}): Promise<readonly RowItem[]> {
  const { statuses, srcIds, isSuperseded, limit } = filter;
  if (stretch.first > stretch.last || statuses?.length === 0 || srcIds?.length === 0) return Promise.resolve([]);
  const values: Record<string, unknown> = {
    ':pk': stagingKeys.rows(stretch.taskNo),
    ':first': ordered(stretch.first),
    ':last': ordered(stretch.last),
  };
  const names: Record<string, string> = {};
  const conditions: string[] = [];
  if (statuses !== undefined) {
    names['#status'] = 'status';
    statuses.forEach((status, index) => {
      values[`:status${index}`] = status;
    });
    conditions.push(`#status IN (${statuses.map((_, index) => `:status${index}`).join(', ')})`);
  }
  if (srcIds?.length === 1) {
    values[':srcId'] = srcIds[0];
    conditions.push('srcId = :srcId');
  }
  if (isSuperseded === false) conditions.push('attribute_not_exists(isSuperseded)');
  const query: Query = {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: values,
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(conditions.length > 0 && { FilterExpression: conditions.join(' AND ') }),
  };
  return amongSrcIds(() => database.query<RowItem>('staging', query, srcIds === undefined ? limit : undefined), srcIds, limit);
}

/** A filter expression has room for few values; longer lists are looked up here. */
async function amongSrcIds(
  read: () => Promise<readonly RowItem[]>,
  srcIds: readonly string[] | undefined,
  limit: number | undefined,
): Promise<readonly RowItem[]> {
  const rows = await read();
  if (srcIds === undefined) return rows;
  const wanted = new Set(srcIds);
  return rows.filter((row) => wanted.has(row.srcId)).slice(0, limit);
}

export function toStagedRow(row: RowItem, taskId: string): StagedRow {
  return {
    taskId,
    taskNo: row.taskNo,
    seq: row.seq,
    srcId: row.srcId,
    updatedAt: row.updatedAt,
    status: row.status,
    ...(row.reason !== undefined && { reason: row.reason }),
    isSuperseded: row.isSuperseded === true,
    ...(row.tgtId !== undefined && { tgtId: row.tgtId }),
    ...(row.change !== undefined && { change: row.change }),
    ...(row.code !== undefined && { code: row.code }),
    ...(row.message !== undefined && { message: row.message }),
    attempt: row.attempt,
    stagedAt: row.stagedAt,
    ...(row.settledAt !== undefined && { settledAt: row.settledAt }),
  };
}
