import { deletionHash } from '../../core/deletion.js';
import { isInvented } from '../../core/invented-id.js';
import type { AbsentEntities, AbsentRequest } from '../store.js';
import type { DynamoDatabase } from './database.js';
import type { HeadItem, RowItem } from './items.js';
import { stagingKeys } from './keys.js';
import { knownTask } from './known-task.js';
import { everything, readRows } from './rows.js';

/** See `Staging.absent`. Heads lie apart from each other, so that the whole table is read for those of one flow. */
export async function readAbsent(database: DynamoDatabase, { taskNo, after = '', limit }: AbsentRequest): Promise<AbsentEntities> {
  const { lane } = await knownTask(database, taskNo);
  const heads = await database.scan<HeadItem>('staging', {
    FilterExpression: 'begins_with(pk, :heads)',
    ExpressionAttributeValues: { ':heads': stagingKeys.heads(lane) },
  });
  const named = await database.getMany<RowItem>(
    'staging',
    heads.map((head) => stagingKeys.row(head.taskNo, head.seq)),
  );
  const live = named.filter(({ tgtId, hash }) => tgtId !== undefined && hash !== deletionHash);
  const own = await readRows(database, { taskNo, ...everything });
  const seen = new Set(own.map(({ srcId }) => srcId));
  const absent = live.filter(({ srcId }) => !seen.has(srcId)).toSorted((a, b) => (a.srcId < b.srcId ? -1 : 1));
  const rows = absent.filter(({ srcId }) => srcId > after).slice(0, limit);
  const next = rows.length < limit ? undefined : rows.at(-1)?.srcId;
  return {
    srcIds: rows.map(({ srcId }) => srcId),
    known: live.length,
    absent: absent.length,
    unidentified: own.filter(({ status, srcId, isSuperseded }) => status === 'F' && isSuperseded !== true && isInvented(srcId)).length,
    ...(next !== undefined && { next }),
  };
}
