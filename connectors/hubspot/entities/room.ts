import type { HubSpotApi } from '../api.js';
import { type RecordResult, type TracedInput, writeRecords } from '../batch.js';
import type { Catalogue, Definitions } from '../catalogue.js';
import { toFailed } from '../problems.js';
import type { HubSpotSettings, ObjectSettings } from '../settings.js';
import type { Draft, Properties } from './draft.js';

/** What every step of one `write` or `find` works with. */
export interface Room {
  readonly api: HubSpotApi;
  readonly catalogue: Catalogue;
  readonly settings: HubSpotSettings;
  readonly object: ObjectSettings;
  readonly definitions: Definitions;
  readonly lineItemDefinitions: Definitions;
  readonly signal: AbortSignal;
}

/** One record to be written, for one draft. `id`: of the record, or, for an upsert, the value of its key. */
export interface Planned {
  readonly draft: Draft;
  readonly id?: string;
  readonly properties: Properties;
}

/**
 * Cuts drafts into rounds in which no key comes twice: HubSpot refuses a batch that names a record twice, and of two
 * versions the later one must be written last.
 */
export function roundsOf<T>(list: readonly T[], keyOf: (each: T) => string): readonly (readonly T[])[] {
  const rounds: T[][] = [];
  const seen = new Map<string, number>();
  for (const each of list) {
    const key = keyOf(each).toLowerCase();
    const round = seen.get(key) ?? 0;
    seen.set(key, round + 1);
    rounds[round] = [...(rounds[round] ?? []), each];
  }
  return rounds;
}

/** Writes planned records of the room's object type and says what became of each. */
export async function writePlanned(
  operation: 'create' | 'update' | 'upsert',
  planned: readonly Planned[],
  room: Room,
): Promise<readonly (Planned & { readonly result: RecordResult })[]> {
  const inputs: readonly TracedInput[] = planned.map(({ draft, id, properties }, position) => ({
    objectWriteTraceId: `${draft.entity.key}#${position}`,
    ...(id !== undefined && { id }),
    ...(operation === 'upsert' && { idProperty: room.object.idProperty }),
    properties,
    ...(operation === 'create' && { associations: [] }),
  }));
  const results = await writeRecords(room.api, { operation, type: room.object.type, inputs, signal: room.signal });
  return planned.map((each, position) => ({
    ...each,
    result: results.get(inputs[position]?.objectWriteTraceId ?? '') ?? { kind: 'unmentioned' },
  }));
}

/** Puts the result of a record into its draft. An unmentioned record stays open and becomes an unknown outcome. */
export function settle(draft: Draft, result: RecordResult, room: Room): void {
  if (result.kind === 'written') draft.saved(result);
  else if (result.kind === 'refused') {
    draft.problem ??= toFailed(result.error, { what: draft.name, properties: draft.properties, definitions: room.definitions });
  }
}
