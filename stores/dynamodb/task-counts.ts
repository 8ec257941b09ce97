import { noCounts, type TaskCounts } from '../../core/task.js';
import { countName } from '../count-name.js';
import type { FailureReason } from '../tasks.js';
import type { DynamoDatabase } from './database.js';
import type { PageItem, RowItem } from './items.js';
import { stagingKeys } from './keys.js';
import { everything, readRows } from './rows.js';

/** See `Tasks.counts`. Reads every row of the task: what a count costs grows with it. */
export async function countEntities(database: DynamoDatabase, taskNo: number): Promise<TaskCounts> {
  const counts: { -readonly [Name in keyof TaskCounts]: number } = { ...noCounts };
  const rows = await database.query<Pick<RowItem, 'status' | 'reason'>>('staging', {
    KeyConditionExpression: 'pk = :pk',
    FilterExpression: 'attribute_not_exists(isSuperseded)',
    ProjectionExpression: '#status, reason',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':pk': stagingKeys.rows(taskNo) },
  });
  for (const { status, reason } of rows) counts[countName({ status, reason: reason ?? null })] += 1;
  const pages = await database.query<Pick<PageItem, 'read' | 'isRetry'>>('staging', {
    KeyConditionExpression: 'pk = :pk',
    ProjectionExpression: '#read, isRetry',
    ExpressionAttributeNames: { '#read': 'read' },
    ExpressionAttributeValues: { ':pk': stagingKeys.pages(taskNo) },
  });
  for (const { read, isRetry } of pages) counts.read += isRetry ? 0 : read;
  return counts;
}

/** See `Tasks.failureReasons`. */
export async function readFailureReasons(database: DynamoDatabase, taskNo: number, limit: number): Promise<readonly FailureReason[]> {
  const rows = await readRows(database, { taskNo, ...everything }, { statuses: ['F', '?'], isSuperseded: false });
  const reasons = new Map<string, FailureReason>();
  for (const { code = '', message = '', srcId } of rows) {
    const key = JSON.stringify([code, message]);
    const known = reasons.get(key);
    reasons.set(key, known === undefined ? { code, message, count: 1, exampleSrcId: srcId } : { ...known, count: known.count + 1 });
  }
  return [...reasons.values()].toSorted((a, b) => b.count - a.count).slice(0, limit);
}
