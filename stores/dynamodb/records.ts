import type { RecordsRequest, StagedRecord } from '../store.js';
import type { DynamoDatabase } from './database.js';
import type { RowItem } from './items.js';
import { ordered, stagingKeys } from './keys.js';
import { readPayloads } from './packs.js';

/** See `Staging.records`. Rows that were staged with a content name a pack. */
export async function readRecords(database: DynamoDatabase, request: RecordsRequest): Promise<readonly StagedRecord[]> {
  const { taskNo, beforeSeq = Number.MAX_SAFE_INTEGER, limit } = request;
  const rows = await database.query<RowItem>(
    'staging',
    {
      KeyConditionExpression: 'pk = :pk AND sk < :before',
      FilterExpression: 'attribute_exists(pack)',
      ExpressionAttributeValues: { ':pk': stagingKeys.rows(taskNo), ':before': ordered(beforeSeq) },
      ScanIndexForward: false,
    },
    limit,
  );
  const payloads = await readPayloads(database, rows);
  return rows.map(({ seq, srcId, updatedAt, status }) => {
    const raw = payloads.get(seq)?.raw;
    return { taskNo, seq, srcId, updatedAt, status, ...(raw !== undefined && { raw }) };
  });
}
