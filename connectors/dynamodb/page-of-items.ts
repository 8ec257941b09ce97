import type { SourceEntity, UnreadableEntity } from '../../core/entity.js';
import type { Item } from './attribute-value.js';
import { type ItemReader, keyText, type Reading } from './item-reader.js';

/** The entities and problems of some items. Of several items with one id the newest counts, and the others are reported. */
export async function pageOfItems(
  items: readonly Item[],
  { reader, reading }: { readonly reader: ItemReader; readonly reading: Reading },
): Promise<{ readonly entities: readonly SourceEntity[]; readonly problems: readonly UnreadableEntity[] }> {
  const read = await Promise.all(items.map(async (item) => ({ item, result: await reader.read(item, reading) })));
  const newest = new Map<string, SourceEntity>();
  for (const { result } of read) {
    if (result.kind !== 'entity') continue;
    const other = newest.get(result.entity.srcId);
    if (other === undefined || other.updatedAt <= result.entity.updatedAt) newest.set(result.entity.srcId, result.entity);
  }
  const entities: SourceEntity[] = [];
  const problems: UnreadableEntity[] = [];
  for (const { item, result } of read) {
    if (result.kind === 'problem') problems.push(result.problem);
    if (result.kind !== 'entity') continue;
    if (newest.get(result.entity.srcId) === result.entity) entities.push(result.entity);
    else problems.push(duplicate(result.entity, keyText(item, reading.facts)));
  }
  return { entities, problems };
}

/** Under an id of its own: it is no version of the entity. */
function duplicate({ srcId, updatedAt, data }: SourceEntity, key: string): UnreadableEntity {
  const message = `The item ${key} has the id ${srcId}, and another item with this id is newer, which is taken. Remove this one by hand.`;
  return { srcId: `${srcId}@${key}`, updatedAt, code: 'DUPLICATE', message, raw: data };
}
