import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TargetEntity } from '../../core/entity.js';
import { type Instant, parseInstant } from '../../core/instant.js';
import { isJsonObject, type JsonObject } from '../../core/json.js';
import type { Failed } from '../../core/outcome.js';
import { type EncodeOptions, fromItem, type Item, toItem, UnfitValue } from './attribute-value.js';
import { itemBytes, mostItemBytes } from './item-size.js';
import type { Layout, Place, Placing } from './layout.js';
import { bookkeeping, names } from './names.js';
import { contentHash, NoRecord, type Overflow, overflowed, recordOf } from './record-body.js';

/** An entity as it is to be written. */
export interface Draft {
  readonly entity: TargetEntity;
  readonly place: Place;
  /** What the item holds beside its key and the time of its creation. */
  readonly attributes: Item;
  readonly createdAt: AttributeValue;
  readonly content: Content;
}

export interface Drafting {
  readonly layout: Layout;
  readonly overflow: Overflow;
  readonly encode: EncodeOptions;
  readonly origin: string;
}

/** Where a record lies, one of them. */
const bodies = [names.data, names.compressed, names.elsewhere];

/** What a record holds, encoded, and its digest. */
export interface Content {
  readonly item: Item;
  readonly hash: string;
}

interface Making {
  readonly drafting: Drafting;
  readonly placing: Placing;
}

/** The item of an entity, or why there can be none. */
export async function draftOf(entity: TargetEntity, { drafting, placing }: Making): Promise<Draft | Failed> {
  const { layout, origin } = drafting;
  const place = await layout.place(entity, placing);
  if ('status' in place) return place;
  const content = contentOf(entity, place, { drafting, placing });
  if ('status' in content) return content;
  const createdAt = layout.timeOf(createdAtOf(entity))[names.updatedAt] ?? { NULL: true };
  const marks = { [names.hash]: { S: content.hash }, [names.origin]: { S: origin } };
  const own = withoutKeys({ ...place.attributes, ...layout.timeOf(entity.updatedAt), ...marks }, place.key);
  const fixed = { ...place.key, ...own, [names.createdAt]: createdAt };
  const whole = layout.isNested ? { [names.data]: { M: content.item } } : content.item;
  const bytes = itemBytes({ ...fixed, ...whole });
  const body = bytes <= mostItemBytes ? whole : await overflowed(fromItem(content.item), drafting.overflow, placing.signal);
  if (body === undefined || itemBytes({ ...fixed, ...body }) > mostItemBytes) return tooLarge(bytes, body === undefined);
  return { entity, place, attributes: { ...body, ...own }, createdAt, content };
}

/** The content of an entity, or why it has none. Writes nothing anywhere. */
export function contentOf(entity: TargetEntity, place: Place, { drafting, placing }: Making): Content | Failed {
  const { layout, encode } = drafting;
  const clash = layout.isNested ? undefined : clashOf(entity.data, place.key);
  if (clash !== undefined) return clash;
  try {
    const item = toItem(layout.contentOf(entity.data, placing.facts), encode);
    return { item, hash: contentHash(fromItem(item)) };
  } catch (error) {
    if (!(error instanceof UnfitValue)) throw error;
    return { status: 'failed', code: 'BAD_VALUE', message: `The field ${error.message}. Mend the record or the mapping.` };
  }
}

/** Attributes of the primary key are not set: they name the item. */
function withoutKeys(attributes: Readonly<Record<string, AttributeValue>>, key: Item): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !Object.hasOwn(key, name)));
}

/** Attributes that an earlier version may have and this one has not. */
export function outdated({ attributes }: Draft, layout: Layout): readonly string[] {
  return layout.isNested ? bodies.filter((name) => !Object.hasOwn(attributes, name)) : [];
}

/** True where an item holds this content; attributes of others play no part. */
export async function holds(present: Item, { item, hash }: Content, { drafting, placing }: Making): Promise<boolean> {
  const { layout, overflow } = drafting;
  if (!layout.isNested) {
    const wanted = Object.entries(present).filter(([name]) => Object.hasOwn(item, name));
    return contentHash(layout.contentOf(fromItem(Object.fromEntries(wanted)), placing.facts)) === hash;
  }
  try {
    return contentHash(await recordOf(present, overflow, placing.signal)) === hash;
  } catch (error) {
    if (error instanceof NoRecord) return false;
    throw error;
  }
}

/** A field must not take the place of an attribute that means something else. */
function clashOf(data: JsonObject, key: Item): Failed | undefined {
  for (const [name, value] of Object.entries(data)) {
    const part = key[name];
    const isTaken =
      part === undefined
        ? bookkeeping.has(name) && name !== names.createdAt
        : JSON.stringify(value) !== JSON.stringify(part.S ?? Number(part.N));
    const message = `The field "${name}" has the name of an attribute that DataWald writes. Rename it in the mapping, or use nested items.`;
    if (isTaken) return { status: 'failed', code: 'NAME_CLASH', message };
  }
  return undefined;
}

/** The record's own, where it has one. */
function createdAtOf({ data, updatedAt }: TargetEntity): Instant {
  const own = isJsonObject(data) ? data[names.createdAt] : undefined;
  return (typeof own === 'string' ? parseInstant(own, { assumeUtc: true }) : undefined) ?? updatedAt;
}

function tooLarge(bytes: number, hasNoOtherPlace: boolean): Failed {
  const advice = hasNoOtherPlace ? 'Map fewer fields, or set oversize.' : 'It does not fit by oversize either; keep such records in S3.';
  const message = `The item has ${bytes} bytes with the names of its attributes, and DynamoDB takes ${mostItemBytes}. ${advice}`;
  return { status: 'failed', code: 'TOO_LARGE', message };
}
