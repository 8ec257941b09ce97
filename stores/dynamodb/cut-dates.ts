import { cursorKey } from '../../core/cursor.js';
import type { Lane } from '../../core/ids.js';
import type { CutDate } from '../../core/task.js';
import type { CutDateCommit, CutDates } from '../cut-dates.js';
import type { DynamoDatabase } from './database.js';
import { taskKeys } from './keys.js';

/** See `CutDates` in the contract. */
export class DynamoCutDates implements CutDates {
  readonly #database: DynamoDatabase;

  constructor(database: DynamoDatabase) {
    this.#database = database;
  }

  get(lane: Lane): Promise<CutDate | undefined> {
    return readCutDate(this.#database, lane);
  }

  async commit({ lane, expectedVersion, cursor, committedBy, at }: CutDateCommit): Promise<'committed' | 'conflict'> {
    const item = { ...taskKeys.cutDate(lane), cursor, version: expectedVersion + 1, committedBy, committedAt: at };
    const condition =
      expectedVersion === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': expectedVersion } };
    if (await this.#database.putIf('tasks', item, condition)) return 'committed';
    const present = await this.get(lane);
    const isSameMove = present?.committedBy === committedBy && cursorKey(present.cursor) === cursorKey(cursor);
    return isSameMove ? 'committed' : 'conflict';
  }
}

export async function readCutDate(database: DynamoDatabase, lane: Lane): Promise<CutDate | undefined> {
  const item = await database.get<CutDate>('tasks', taskKeys.cutDate(lane));
  return item && { cursor: item.cursor, version: item.version, committedBy: item.committedBy, committedAt: item.committedAt };
}
