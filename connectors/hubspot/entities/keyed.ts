import type { HubSpotRecord } from '../wire.js';
import { settleOrAdopt } from './adoption.js';
import type { Draft } from './draft.js';
import { type Room, roundsOf, writePlanned } from './room.js';

/** Writes records that have a unique property of their own: one upsert per hundred. */
export async function upsertByKey(drafts: readonly Draft[], room: Room): Promise<void> {
  for (const round of roundsOf(drafts, (draft) => draft.key)) {
    const planned = round.map((draft) => ({ draft, id: draft.key, properties: draft.properties }));
    await settleOrAdopt(await writePlanned('upsert', planned, room), room);
  }
}

/** The records that the portal holds under the drafts' keys, with the named properties. */
export async function readByKey(
  drafts: readonly Draft[],
  properties: readonly string[],
  room: Room,
): Promise<ReadonlyMap<Draft, HubSpotRecord>> {
  const { type, idProperty } = room.object;
  const ids = [...new Set(drafts.map((draft) => draft.key))];
  if (ids.length === 0) return new Map();
  const records = await room.api.read({
    type,
    ids,
    idProperty,
    properties: [...new Set([idProperty, ...properties])],
    signal: room.signal,
  });
  const byKey = new Map(records.map((record) => [(record.properties[idProperty] ?? '').toLowerCase(), record]));
  const found = new Map<Draft, HubSpotRecord>();
  for (const draft of drafts) {
    const record = byKey.get(draft.key.toLowerCase());
    if (record !== undefined) found.set(draft, record);
  }
  return found;
}
