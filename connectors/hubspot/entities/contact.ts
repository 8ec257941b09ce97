import type { HubSpotRecord } from '../wire.js';
import { settleOrAdopt, updateById } from './adoption.js';
import type { Draft } from './draft.js';
import { valuesOf } from './references.js';
import { type Planned, type Room, roundsOf, writePlanned } from './room.js';

type PlannedUpdate = Planned & { readonly id: string };

/**
 * Writes contacts that are matched by e-mail. HubSpot documents that upserts by e-mail do not support partial records, so
 * contacts are looked up first, and then created, or updated by their ids. A contact that was sent before and whose
 * address has changed since is updated under the id that it got then.
 */
export async function writeByEmail(drafts: readonly Draft[], room: Room): Promise<void> {
  for (const round of roundsOf(drafts, (draft) => draft.key)) {
    const found = await readByEmail(round, [], room);
    const updates: PlannedUpdate[] = [];
    const creates: Planned[] = [];
    for (const draft of round) {
      const record = found.get(draft);
      if (record === undefined) creates.push({ draft, properties: draft.properties });
      else updates.push({ draft, id: record.id, properties: propertiesFor(draft, record) });
    }
    for (const part of roundsOf(updates, (each) => each.id)) await updateById(part, room);
    if (creates.length > 0) await settleOrAdopt(await writePlanned('create', creates, room), room);
  }
}

/** A contact found by a secondary address keeps its primary one: writing it again would be refused as a duplicate. */
function propertiesFor(draft: Draft, record: HubSpotRecord): Draft['properties'] {
  const [primary = '', ...others] = valuesOf(record, 'email').map((value) => value.toLowerCase());
  const key = draft.key.toLowerCase();
  if (primary === key || !others.includes(key)) return draft.properties;
  return Object.fromEntries(Object.entries(draft.properties).filter(([name]) => name !== 'email'));
}

/** The contacts that the portal holds: by primary or secondary address, else under the id that they were sent as. */
export async function readByEmail(
  drafts: readonly Draft[],
  properties: readonly string[],
  room: Room,
): Promise<ReadonlyMap<Draft, HubSpotRecord>> {
  const wanted = [...new Set(['email', 'hs_additional_emails', ...properties])];
  const { type } = room.object;
  const emails = [...new Set(drafts.map((draft) => draft.key.toLowerCase()))];
  const found = new Map<Draft, HubSpotRecord>();
  if (emails.length === 0) return found;
  const byEmail = new Map<string, HubSpotRecord>();
  for (const record of await room.api.read({ type, ids: emails, idProperty: 'email', properties: wanted, signal: room.signal })) {
    for (const email of valuesOf(record, 'email')) byEmail.set(email.toLowerCase(), record);
  }
  const sentBefore: (readonly [Draft, string])[] = [];
  for (const draft of drafts) {
    const record = byEmail.get(draft.key.toLowerCase());
    if (record !== undefined) found.set(draft, record);
    else if (draft.entity.tgtId !== undefined) sentBefore.push([draft, draft.entity.tgtId]);
  }
  if (sentBefore.length === 0) return found;
  const ids = [...new Set(sentBefore.map(([, id]) => id))];
  const records = await room.api.read({ type, ids, properties: wanted, signal: room.signal });
  const byId = new Map(records.map((record) => [record.id, record]));
  for (const [draft, id] of sentBefore) {
    const record = byId.get(id);
    if (record !== undefined) found.set(draft, record);
  }
  return found;
}
