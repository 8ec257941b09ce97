import PQueue from 'p-queue';
import { compress, decompress, safeCharacters } from './compressed.js';
import type { DynamoDatabase } from './database.js';
import type { PlannedItem, PlanPointer } from './items.js';
import { ordered, stagingKeys } from './keys.js';

/** Up to here a plan lies in the route's own item, which each further write to that item pays for again. */
const mostInlineBytes = 4 * 1024;

const writesAtOnce = 24;

/** Long after anybody could still carry a plan out, DynamoDB deletes it, free of charge. */
const keptSeconds = 7 * 24 * 3600;

interface PlanPart {
  readonly items: Uint8Array;
}

/** Writes a plan down where nobody looks for it until a route points to it. */
export async function writePlan(
  database: DynamoDatabase,
  id: { readonly id: string; readonly version: number },
  items: readonly PlannedItem[],
): Promise<PlanPointer> {
  const parts = await Promise.all(cut(items).map(compress));
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && only.length <= mostInlineBytes) return { ...id, parts: 0, inline: only };
  const expiresAt = Math.floor(Date.now() / 1000) + keptSeconds;
  for (const [index, part] of parts.entries()) {
    await database.put('staging', { pk: stagingKeys.plan(id.id), sk: ordered(index), items: part, expiresAt });
  }
  return { ...id, parts: parts.length };
}

/** Lists of items as JSON, each short enough for one item. */
function cut(items: readonly PlannedItem[]): string[] {
  const lists: string[][] = [];
  let length = 0;
  for (const item of items) {
    const text = JSON.stringify(item);
    const list = lists.at(-1);
    if (list === undefined || length + text.length > safeCharacters) {
      lists.push([text]);
      length = text.length;
    } else {
      list.push(text);
      length += text.length;
    }
  }
  return lists.map((list) => `[${list.join(',')}]`);
}

/**
 * Carries a plan out, and may be called by several at once and again: an item that this plan or a later one has written
 * is left as it is.
 */
export async function carryOut(database: DynamoDatabase, plan: PlanPointer): Promise<void> {
  const items = await readPlan(database, plan);
  const queue = new PQueue({ concurrency: writesAtOnce });
  const condition = {
    ConditionExpression: 'attribute_not_exists(pk) OR writtenBy < :version',
    ExpressionAttributeValues: { ':version': plan.version },
  };
  await queue.addAll(items.map((item) => () => database.putIf('staging', { ...item, writtenBy: plan.version }, condition)));
}

async function readPlan(database: DynamoDatabase, plan: PlanPointer): Promise<readonly PlannedItem[]> {
  const parts =
    plan.inline === undefined
      ? await database.query<PlanPart>('staging', {
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': stagingKeys.plan(plan.id) },
        })
      : [{ items: plan.inline }];
  const texts = await Promise.all(parts.map((part) => decompress(part.items)));
  return texts.flatMap((text) => JSON.parse(text) as PlannedItem[]);
}
