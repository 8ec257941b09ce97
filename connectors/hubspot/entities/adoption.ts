import { batchLimits, chunksOf } from '../api.js';
import type { RecordResult } from '../batch.js';
import { existingIdOf } from '../problems.js';
import type { Draft } from './draft.js';
import { type Planned, type Room, roundsOf, settle, writePlanned } from './room.js';

interface Conflict {
  readonly draft: Draft;
  readonly existingId: string;
}

/**
 * Puts results into their drafts. Where HubSpot says that the record exists already under an id (409), that record is
 * taken over: it is updated, unless it carries another key and so belongs to somebody else.
 */
export async function settleOrAdopt(written: readonly (Planned & { readonly result: RecordResult })[], room: Room): Promise<void> {
  const conflicts: Conflict[] = [];
  for (const { draft, result } of written) {
    const existingId = result.kind === 'refused' ? existingIdOf(result.error) : undefined;
    if (existingId === undefined) settle(draft, result, room);
    else conflicts.push({ draft, existingId });
  }
  for (const chunk of chunksOf(conflicts, batchLimits.objects)) await adopt(chunk, room);
}

async function adopt(conflicts: readonly Conflict[], room: Room): Promise<void> {
  const { type, idProperty } = room.object;
  const ids = [...new Set(conflicts.map((conflict) => conflict.existingId))];
  const records = await room.api.read({ type, ids, properties: [idProperty], signal: room.signal });
  const keys = new Map(records.map((record) => [record.id, record.properties[idProperty] ?? '']));
  const planned: (Planned & { readonly id: string })[] = [];
  for (const { draft, existingId } of conflicts) {
    const key = keys.get(existingId) ?? '';
    if (idProperty !== 'email' && key !== '' && key.toLowerCase() !== draft.key.toLowerCase()) {
      const message = `${draft.name} has a value that must be unique and that record ${existingId} has already, whose "${idProperty}" is "${key}". Merge the two in HubSpot, or correct one of them in the source; then retry it.`;
      draft.fail('CONFLICT', message);
    } else {
      planned.push({ draft, id: existingId, properties: draft.properties });
    }
  }
  for (const round of roundsOf(planned, (each) => each.id)) await updateById(round, room);
}

/** Updates records by their own ids. What HubSpot leaves out of its answer has been merged into another record. */
export async function updateById(planned: readonly (Planned & { readonly id: string })[], room: Room): Promise<void> {
  for (const { draft, id } of planned.filter(isEmpty)) draft.saved({ id, isNew: false });
  const changes = planned.filter((each) => !isEmpty(each));
  for (const { draft, id, result } of await writePlanned('update', changes, room)) {
    if (result.kind !== 'unmentioned') {
      settle(draft, result, room);
      continue;
    }
    const message = `${draft.name}: HubSpot left record ${id} out of its answer, as it does for records that were merged into others meanwhile. It is looked up anew and tried again.`;
    draft.problem ??= { status: 'failed', code: 'RECORD_MERGED', message, isPassing: true };
  }
}

function isEmpty({ properties }: Planned): boolean {
  return Object.keys(properties).length === 0;
}
