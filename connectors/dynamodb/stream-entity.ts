import { stringify } from 'safe-stable-stringify';
import type { UnreadableEntity } from '../../core/entity.js';
import { fromItem, type Item } from './attribute-value.js';
import { type ItemReader, keyText, type ReadItem, type Reading } from './item-reader.js';
import { bookkeeping, names } from './names.js';
import type { StreamSettings } from './settings.js';
import type { StreamChange } from './stream-record.js';

/** The body of a record, wherever it lies. */
const bodies: readonly string[] = [names.data, names.compressed, names.elsewhere];

/** What a change of an item is for a source. Its time is that of the change: deletions have no other. */
export async function entityOfChange(
  change: StreamChange,
  { reader, reading, settings }: { readonly reader: ItemReader; readonly reading: Reading; readonly settings: StreamSettings },
): Promise<ReadItem> {
  const { kind, newImage, oldImage, isExpiry, at } = change;
  if (kind === 'remove') {
    if (isExpiry && settings.ttlDeletes === 'ignore') return { kind: 'other' };
    return oldImage === undefined ? withoutImage(change, reading) : await deletionOf(oldImage, { reader, reading: { ...reading, at } });
  }
  if (newImage === undefined) return withoutImage(change, reading);
  if (oldImage !== undefined && contentOf(oldImage) === contentOf(newImage)) return { kind: 'other' };
  return await reader.read(newImage, { ...reading, at });
}

/** What is still known of it goes along; an item that held no record is deleted all the same. */
async function deletionOf(
  oldImage: Item,
  { reader, reading }: { readonly reader: ItemReader; readonly reading: Reading },
): Promise<ReadItem> {
  const read = await reader.read(oldImage, { ...reading, isWhosever: true });
  if (read.kind === 'entity') return { kind: 'entity', entity: { ...read.entity, isDeleted: true } };
  if (read.kind === 'other' || read.problem.code !== 'NO_RECORD') return read;
  const { srcId, updatedAt } = read.problem;
  if (srcId === undefined || updatedAt === undefined) return read;
  return { kind: 'entity', entity: { srcId, updatedAt, data: {}, isDeleted: true } };
}

/** Of records that are an attribute this attribute; of others all that is not DataWald's own. */
function contentOf(image: Item): string {
  const isNested = bodies.some((name) => Object.hasOwn(image, name));
  const isContent = (name: string) => (isNested ? bodies.includes(name) : !bookkeeping.has(name));
  return stringify(fromItem(Object.fromEntries(Object.entries(image).filter(([name]) => isContent(name)))));
}

function withoutImage({ kind, keys, at }: StreamChange, { facts }: Reading): ReadItem {
  const image = kind === 'remove' ? 'old' : 'new';
  const message = `The change of ${keyText(keys, facts)} came without its ${image} image. Let the stream of the table hold NEW_AND_OLD_IMAGES.`;
  const problem: UnreadableEntity = { updatedAt: at, code: 'NO_IMAGE', message, raw: fromItem(keys) };
  return { kind: 'problem', problem };
}
