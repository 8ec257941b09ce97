import { hash } from 'node:crypto';
import type { JsonValue } from '../../core/json.js';
import type { EntityToStage } from '../store.js';
import { compress, decompress, mostBytes, safeCharacters } from './compressed.js';
import type { DynamoDatabase } from './database.js';
import type { RowItem } from './items.js';
import { stagingKeys } from './keys.js';

/** Large enough that a payload costs a fraction of a write, small enough that reading one of them stays cheap. */
const entitiesPerPack = 100;

/** A payload as it lies in a pack: the mapped and the raw record, each only where it is kept. */
export interface Payload {
  readonly data?: JsonValue;
  readonly raw?: JsonValue;
}

export interface Place {
  readonly pack: string;
  readonly place: number;
}

interface PackItem {
  readonly payloads: Uint8Array;
}

/**
 * Makes failures of entities that no item could hold: their neighbours go through. A record that is small enough to be
 * retried keeps its raw form.
 */
export async function refuseTooLarge(entities: readonly EntityToStage[]): Promise<readonly EntityToStage[]> {
  return Promise.all(entities.map(async (entity) => ((await fits(entity)) ? entity : tooLarge(entity))));
}

async function fits(entity: EntityToStage): Promise<boolean> {
  const text = payloadText(entity);
  return text.length <= safeCharacters || (await compress(`[${text}]`)).length <= mostBytes;
}

async function tooLarge(entity: EntityToStage): Promise<EntityToStage> {
  const { dataJson: _, raw, ...rest } = entity;
  const megabytes = (payloadText(entity).length / 1024 / 1024).toFixed(1);
  const message =
    `the record has ${megabytes} MB, and compressed more than the ${mostBytes / 1024} KB that DynamoDB keeps in one item. ` +
    'Map fewer fields, set keepRaw: failed, or use a store on Postgres';
  const failed = { ...rest, failure: entity.failure ?? { code: 'TooLargeForStore', message } };
  const withRaw = { ...failed, ...(raw !== undefined && { raw }) };
  return (await fits(withRaw)) ? withRaw : failed;
}

function payloadText(entity: EntityToStage): string {
  const data = entity.dataJson === undefined ? [] : [`"data":${entity.dataJson}`];
  const raw = entity.raw === undefined ? [] : [`"raw":${JSON.stringify(entity.raw)}`];
  return `{${[...data, ...raw].join(',')}}`;
}

/**
 * Writes payloads and says where each lies. Packs are named by their content, so that another attempt writes the same
 * ones again and never changes one that a row refers to.
 */
export async function writePacks(database: DynamoDatabase, taskNo: number, entities: readonly EntityToStage[]): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const texts of cut(entities.map(payloadText))) {
    const json = `[${texts.join(',')}]`;
    const digest = hash('sha256', json);
    await database.put('staging', { ...stagingKeys.pack(taskNo, digest), payloads: await compress(json) });
    texts.forEach((_, place) => places.push({ pack: digest, place }));
  }
  return places;
}

function cut(texts: readonly string[]): string[][] {
  const packs: string[][] = [];
  let length = 0;
  for (const text of texts) {
    const pack = packs.at(-1);
    if (pack === undefined || pack.length === entitiesPerPack || length + text.length > safeCharacters) {
      packs.push([text]);
      length = text.length;
    } else {
      pack.push(text);
      length += text.length;
    }
  }
  return packs;
}

/** The payloads of rows, by sequence number; rows without one are left out. */
export async function readPayloads(
  database: DynamoDatabase,
  rows: readonly Pick<RowItem, 'taskNo' | 'seq' | 'pack' | 'place'>[],
): Promise<ReadonlyMap<number, Payload>> {
  const keys = rows.flatMap(({ taskNo, pack }) => (pack === undefined ? [] : [stagingKeys.pack(taskNo, pack)]));
  const items = await database.getMany<PackItem & { readonly pk: string }>('staging', keys);
  const packs = new Map<string, readonly Payload[]>();
  for (const { pk, payloads } of items) packs.set(pk, JSON.parse(await decompress(payloads)) as Payload[]);
  const found = new Map<number, Payload>();
  for (const { taskNo, seq, pack, place } of rows) {
    const payload = pack === undefined ? undefined : packs.get(stagingKeys.pack(taskNo, pack).pk)?.[place ?? 0];
    if (payload !== undefined) found.set(seq, payload);
  }
  return found;
}
