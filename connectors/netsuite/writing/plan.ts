import type { TargetEntity } from '../../../core/entity.js';
import { isJsonObject, type JsonObject } from '../../../core/json.js';
import type { Outcome } from '../../../core/outcome.js';
import type { TxType } from '../../../core/tx-type.js';
import { recordOf, shapeNamed } from '../entities/index.js';
import type { RecordShape } from '../entities/record-shape.js';
import { groupBy } from '../rest/lookup.js';
import type { NetSuiteSettings } from '../settings.js';
import { buildDraft, wantedBy } from './build.js';
import type { Door, Existing } from './door.js';
import { type Draft, DraftProblem } from './draft.js';
import { lotsWanted, withLots } from './lots.js';
import { type FoundReferences, keyOf, readReference, type Wanted } from './reference.js';

/** What is to become of one entity: a draft, or an outcome already. */
export interface Plan {
  readonly entity: TargetEntity;
  readonly externalId: string;
  readonly shape: RecordShape;
  readonly customType?: Draft['customType'];
  readonly existing?: Existing;
  readonly draft?: Draft;
  readonly outcome?: Outcome;
}

export interface PlanRequest {
  readonly door: Door;
  readonly settings: NetSuiteSettings;
  readonly txType: TxType;
  readonly entities: readonly TargetEntity[];
  readonly signal: AbortSignal;
  /** Creates customers that are not there, by their key; only where the policy allows it. */
  readonly createCustomers?: (missing: ReadonlyMap<string, MissingCustomer>) => Promise<CreatedCustomers>;
}

export interface MissingCustomer {
  readonly wanted: Wanted;
  readonly data: JsonObject;
}

/** By `keyOf` of what was wanted: the id, or why there is none. */
export type CreatedCustomers = ReadonlyMap<string, { readonly id: string } | { readonly problem: string }>;

type Start = Plan & { readonly wanted: readonly Wanted[] };

/** Looks up everything that a batch refers to, in few requests, and makes drafts of it. */
export async function planBatch(request: PlanRequest): Promise<readonly Plan[]> {
  const { door, signal } = request;
  const starts = request.entities.map((entity) => start(entity, request));
  const wanted = new Map(starts.flatMap((each) => each.wanted).map((each) => [keyOf(each), each]));
  const looked = wanted.size === 0 ? new Map<string, readonly string[]>() : await door.lookup([...wanted.values()], signal);
  const { found, problems } = await withCreated(request, starts, looked);
  const existing = await findExisting(request, starts);
  const built = starts.map((each, index): Plan => {
    const there = existing[index];
    if (there instanceof DraftProblem) return { ...each, outcome: each.outcome ?? problemOutcome(there) };
    const plan: Plan = { ...each, ...(there !== undefined && { existing: there }) };
    return each.outcome === undefined && each.entity.isDeleted !== true
      ? attempt(plan, () => build(plan, { ...request, found, problems }))
      : plan;
  });
  return await resolveLots(request, built);
}

function start(entity: TargetEntity, request: PlanRequest): Start {
  const { settings, txType } = request;
  const { data } = entity;
  const custom = settings.customRecords[txType];
  const record = typeof data['recordType'] === 'string' ? data['recordType'] : recordOf(txType, settings.recordTypes);
  const shape = custom === undefined ? shapeNamed(record) : customRecordShape(custom.scriptId);
  const given = data['externalId'];
  const externalId = typeof given === 'string' && given !== '' ? given : entity.srcId;
  const base = { entity, externalId, wanted: [] };
  if (shape === undefined)
    return {
      ...base,
      shape: unknownShape,
      outcome: failedBy('UNKNOWN_RECORD_TYPE', `There is no record type "${record}" that can be written.`),
    };
  const customType =
    custom === undefined
      ? {}
      : { customType: { scriptId: custom.scriptId, ...(custom.typeId !== undefined && { typeId: custom.typeId }) } };
  if (entity.isDeleted === true) return { ...base, shape, ...customType };
  try {
    return { ...base, shape, ...customType, wanted: wantedBy({ data, shape, externalId, settings }) };
  } catch (error) {
    return { ...base, shape, ...customType, outcome: problemOutcome(error) };
  }
}

const unknownShape: RecordShape = { record: '', family: 'other', soapType: '', namespace: 'core', fields: [], rows: {}, nameField: 'name' };

function customRecordShape(scriptId: string): RecordShape {
  return {
    ...unknownShape,
    record: scriptId,
    soapType: 'CustomRecord',
    namespace: 'customization',
    fields: [
      { name: 'isInactive', kind: 'boolean', of: undefined },
      { name: 'name', kind: 'text', of: undefined },
      { name: 'altName', kind: 'text', of: undefined },
    ],
  };
}

interface BuildContext extends PlanRequest {
  readonly found: FoundReferences;
  readonly problems: ReadonlyMap<string, string>;
}

function build(plan: Plan, { settings, txType, found, problems }: BuildContext): Plan {
  const { entity, shape, externalId, existing, customType } = plan;
  const key = customerKey(entity.data);
  const problem = key === undefined ? undefined : problems.get(key);
  if (problem !== undefined) return { ...plan, outcome: failedBy('CUSTOMER_NOT_CREATED', problem) };
  const draft = buildDraft({ data: entity.data, shape, externalId, settings, found });
  const known = customType === undefined ? {} : { customType };
  if (existing === undefined) return { ...plan, draft: { ...draft, ...known } };
  const allowed = settings.updateStatuses[txType];
  if (allowed !== undefined && !allowed.some((each) => isSameStatus(each, existing.status ?? ''))) {
    const message = `The ${shape.record} with internal id ${existing.id} is ${existing.status ?? 'without a status'}; it is only changed while it is ${allowed.join(' or ')} (updateStatuses).`;
    return { ...plan, outcome: { status: 'ignored', message, tgtId: existing.id } };
  }
  // A record with our external id is upserted by it; any other is changed by its internal id, and gets it.
  const isOurs = existing.externalId !== undefined && existing.externalId.toLowerCase() === externalId.toLowerCase();
  const kept = withoutPreserved(draft, settings.preserve[txType] ?? []);
  return { ...plan, draft: { ...kept, ...known, isNew: false, ...(!isOurs && { id: existing.id }) } };
}

function withoutPreserved(draft: Draft, names: readonly string[]): Draft {
  if (names.length === 0) return draft;
  const left = <T>(values: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map([...values].filter(([name]) => !names.includes(name)));
  return {
    ...draft,
    fields: left(draft.fields),
    custom: left(draft.custom),
    cleared: draft.cleared.filter((name) => !names.includes(name)),
  };
}

/** Words alone count: `pendingFulfillment` is `Pending Fulfillment`. */
function isSameStatus(a: string, b: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  return plain(a) === plain(b);
}

async function resolveLots(request: PlanRequest, plans: readonly Plan[]): Promise<readonly Plan[]> {
  const wanted = plans.flatMap(({ draft }) => (draft === undefined ? [] : lotsWanted(draft)));
  const found = wanted.length === 0 ? new Map<string, readonly string[]>() : await request.door.lots(wanted, request.signal);
  return plans.map((plan) => {
    const { draft } = plan;
    return draft === undefined ? plan : attempt(plan, () => ({ ...plan, draft: withLots(draft, found) }));
  });
}

/** By the id that the entity got when it was sent, by external id, and by the field that the settings name. */
async function findExisting(request: PlanRequest, starts: readonly Start[]): Promise<readonly (Existing | DraftProblem | undefined)[]> {
  const found = new Map<Start, Existing | DraftProblem>();
  const { settings, txType } = request;
  const lookup = settings.lookups[txType];
  const ways: readonly Way[] = [
    { field: 'id', valueOf: ({ entity }) => entity.tgtId },
    { field: 'externalId', valueOf: ({ externalId }) => externalId },
    ...(lookup === undefined ? [] : [{ field: lookup.field, valueOf: ({ entity }: Start) => textOf(entity.data, lookup.field) }]),
  ];
  for (const way of ways) {
    const left = starts.filter((each) => !found.has(each) && each.shape !== unknownShape && way.valueOf(each) !== undefined);
    for (const [, group] of groupBy(left, ({ shape }) => shape.record)) await findGroup(request, { group, way, found });
  }
  return starts.map((each) => found.get(each));
}

interface Way {
  readonly field: string;
  readonly valueOf: (each: Start) => string | undefined;
}

async function findGroup(
  { door, signal }: PlanRequest,
  { group, way, found }: { readonly group: readonly Start[]; readonly way: Way; readonly found: Map<Start, Existing | DraftProblem> },
): Promise<void> {
  const { field, valueOf } = way;
  const [first] = group;
  if (first === undefined) return;
  const values = [...new Set(group.flatMap((each) => valueOf(each) ?? []))];
  const custom = first.customType === undefined ? {} : { customType: first.customType };
  const list = await door.existing({ shape: first.shape, field, values, signal, ...custom });
  for (const each of group) {
    const value = valueOf(each) ?? '';
    const same = list.filter(
      (there) => there[field === 'id' || field === 'externalId' ? field : 'value']?.toLowerCase() === value.toLowerCase(),
    );
    const [only] = same;
    if (only === undefined) continue;
    const problem = `${same.length} records of ${first.shape.record} have ${field} "${value}"; one is to be changed. Make it unique in NetSuite, then retry.`;
    found.set(each, same.length === 1 ? only : new DraftProblem('AMBIGUOUS_RECORD', problem));
  }
}

function textOf(data: JsonObject, field: string): string | undefined {
  const custom = data['custom'];
  const value = data[field] ?? (isJsonObject(custom) ? custom[field] : undefined);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

async function withCreated(
  request: PlanRequest,
  starts: readonly Start[],
  found: FoundReferences,
): Promise<{ readonly found: FoundReferences; readonly problems: ReadonlyMap<string, string> }> {
  const missing = new Map<string, MissingCustomer>();
  for (const { entity, outcome } of starts) {
    const customer = entity.data['entity'];
    const key = customerKey(entity.data);
    if (outcome !== undefined || key === undefined || found.has(key) || !isJsonObject(customer)) continue;
    const data = customer['create'];
    const reference = readReference(customer, 'customer');
    if (isJsonObject(data) && 'wanted' in reference) missing.set(key, { wanted: reference.wanted, data });
  }
  if (missing.size === 0 || request.createCustomers === undefined) return { found, problems: new Map() };
  const created = await request.createCustomers(missing);
  const all = new Map(found);
  const problems = new Map<string, string>();
  for (const [key, each] of created) {
    if ('id' in each) all.set(key, [each.id]);
    else problems.set(key, each.problem);
  }
  return { found: all, problems };
}

function customerKey({ entity }: JsonObject): string | undefined {
  if (entity === undefined) return undefined;
  const reference = readReference(entity, 'customer');
  return 'wanted' in reference ? keyOf(reference.wanted) : undefined;
}

function attempt(plan: Plan, work: () => Plan): Plan {
  try {
    return work();
  } catch (error) {
    const { draft: _draft, ...others } = plan;
    return { ...others, outcome: problemOutcome(error) };
  }
}

function problemOutcome(error: unknown): Outcome {
  if (error instanceof DraftProblem) return failedBy(error.code, error.message);
  throw error;
}

function failedBy(code: string, message: string): Outcome {
  return { status: 'failed', code, message };
}
