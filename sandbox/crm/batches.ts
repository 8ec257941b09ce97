import { z } from 'zod';
import { batchAnswer, CrmRefusal, type ErrorAnswer, validationError } from './answers.js';
import { type ObjectType, singular } from './definitions.js';
import type { Portal } from './portal.js';
import type { CrmRecord } from './records.js';
import { apply, type Plan, plan, requireKey, type WriteInput, type WriteKind } from './writes.js';

export const batchLimit = 100;

const id = z.union([z.string(), z.number()]).transform(String);

export const associationInput = z.object({
  to: z.object({ id }),
  types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.int() })).min(1),
});

const writeInput = z.object({
  id: id.optional(),
  idProperty: z.string().optional(),
  objectWriteTraceId: z.string().optional(),
  properties: z.record(z.string(), z.unknown()),
  associations: z.array(associationInput).optional(),
});
const writeBody = z.object({ inputs: z.array(writeInput) });
type TracedInput = z.output<typeof writeInput>;

const readBody = z.object({
  inputs: z.array(z.object({ id })),
  idProperty: z.string().optional(),
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()).default([]),
});

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Reads a body, or refuses the request as HubSpot refuses JSON that it cannot read. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw validationError(`Invalid input JSON: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

/**
 * Create, update or upsert. Where every input has a unique trace id, each is judged by itself; otherwise one bad record
 * refuses all. A key that comes twice refuses the batch in any case. Results come in no particular order.
 */
export function writeBatch(portal: Portal, kind: WriteKind, body: unknown): Answer {
  const { inputs } = parseBody(writeBody, body);
  requireSize(inputs.length);
  requireDistinct(inputs.flatMap((input) => input.id ?? []));
  for (const property of new Set(inputs.flatMap((input) => input.idProperty ?? []))) requireKey(portal, kind, property);
  const traces = new Set(inputs.flatMap((input) => input.objectWriteTraceId ?? []));
  const isTraced = traces.size === inputs.length;
  const errors: ErrorAnswer[] = [];
  const results = portal.transaction(() => (isTraced ? writeEach(portal, kind, { inputs, errors }) : writeAll(portal, kind, inputs)));
  const status = kind.operation === 'create' ? 201 : 200;
  return batchAnswer({ results: shuffled(results), errors, status, isDated: kind.isDated, now: portal.now() });
}

function writeEach(
  portal: Portal,
  kind: WriteKind,
  batch: { readonly inputs: readonly TracedInput[]; readonly errors: ErrorAnswer[] },
): readonly unknown[] {
  return batch.inputs.flatMap((input) => {
    if (isMergedAway(portal, kind, input)) return [];
    try {
      const planned = plan(portal, kind, input);
      apply(portal, planned);
      return [toResult(planned, input)];
    } catch (error) {
      if (!(error instanceof CrmRefusal)) throw error;
      const trace = input.objectWriteTraceId ?? '';
      batch.errors.push({ ...error.answer, context: { ...error.answer.context, objectWriteTraceId: [trace] } });
      return [];
    }
  });
}

function writeAll(portal: Portal, kind: WriteKind, inputs: readonly TracedInput[]): readonly unknown[] {
  const held = new Map<string, string>();
  const planned = inputs.flatMap((input) => {
    if (isMergedAway(portal, kind, input)) return [];
    const one = plan(portal, kind, input);
    for (const property of portal.records(kind.type).uniqueProperties) {
      const value = one.record.properties[property];
      const key = `${property} ${value?.toLowerCase()}`;
      const holder = value === undefined ? undefined : held.get(key);
      if (holder !== undefined)
        throw new CrmRefusal(409, { message: `${singular[kind.type]} already exists. Existing ID: ${holder}`, category: 'CONFLICT' });
      held.set(key, one.record.id);
    }
    return [{ input, one }];
  });
  return planned.map(({ input, one }) => {
    apply(portal, one);
    return toResult(one, input);
  });
}

/** HubSpot leaves merged records out of the answer to an update, without a word. */
function isMergedAway(portal: Portal, kind: WriteKind, input: WriteInput): boolean {
  return kind.operation === 'update' && input.idProperty === undefined && portal.records(kind.type).isMerged(input.id ?? '');
}

function toResult({ kind, record, isNew }: Plan, input: TracedInput): unknown {
  const names = [...Object.keys(input.properties), ...(input.idProperty === undefined ? [] : [input.idProperty])];
  return {
    ...toAnswer(kind.type, record, names),
    ...(kind.operation === 'upsert' && { new: isNew }),
    ...(input.objectWriteTraceId !== undefined && { objectWriteTraceId: input.objectWriteTraceId }),
  };
}

/** By id, or by a unique property; what is not there is listed among the errors. */
export function readBatch(portal: Portal, read: { readonly type: ObjectType; readonly isDated: boolean; readonly body: unknown }): Answer {
  const { type, isDated } = read;
  const { inputs, idProperty, properties } = parseBody(readBody, read.body);
  requireSize(inputs.length);
  const found = inputs.map((input) => ({ id: input.id, record: portal.find(type, input.id, idProperty) }));
  const records = new Map(found.flatMap(({ record }) => (record === undefined ? [] : [[record.id, record]])));
  const gone = found.filter(({ record }) => record === undefined).map((each) => each.id);
  const message = `Could not get some ${singular[type].toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`;
  const errors: readonly ErrorAnswer[] =
    gone.length === 0 ? [] : [{ status: 'error', category: 'OBJECT_NOT_FOUND', message, context: { ids: gone } }];
  const names = [...properties, ...(idProperty === undefined ? [] : [idProperty])];
  const results = shuffled([...records.values()].map((record) => toAnswer(type, record, names)));
  return batchAnswer({ results, errors, status: 200, isDated, now: portal.now() });
}

export function archiveBatch(portal: Portal, type: ObjectType, body: unknown): void {
  const { inputs } = parseBody(z.object({ inputs: z.array(z.object({ id })) }), body);
  requireSize(inputs.length);
  portal.transaction(() => {
    for (const input of inputs) portal.archive(type, input.id);
  });
}

const defaultProperties: Readonly<Record<ObjectType, readonly string[]>> = {
  contacts: ['email', 'firstname', 'lastname', 'lastmodifieddate'],
  companies: ['name', 'domain', 'hs_lastmodifieddate'],
  deals: ['dealname', 'amount', 'closedate', 'dealstage', 'pipeline', 'hs_lastmodifieddate'],
  products: ['name', 'price', 'description', 'hs_lastmodifieddate'],
  line_items: ['quantity', 'hs_lastmodifieddate'],
};

/** A record as every route answers it; without names, with HubSpot's default properties. */
export function toAnswer(type: ObjectType, record: CrmRecord, names: readonly string[]): Readonly<Record<string, unknown>> {
  const chosen = new Set([...(names.length > 0 ? names : defaultProperties[type]), 'hs_object_id', 'createdate']);
  return {
    id: record.id,
    properties: Object.fromEntries([...chosen].map((name) => [name, record.properties[name] ?? null])),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    archived: record.archivedAt !== undefined,
  };
}

function requireSize(count: number): void {
  if (count === 0) throw validationError('inputs must not be empty');
  if (count > batchLimit) throw validationError(`Batch size exceeds the maximum of ${batchLimit}: found ${count}`);
}

function requireDistinct(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const each of ids.map((one) => one.toLowerCase())) {
    if (seen.has(each)) throw validationError(`Duplicate IDs found in batch input: [${each}]. IDs must be unique`, { ids: [each] });
    seen.add(each);
  }
}

/** An order that is not the one of the inputs, and the same in every run. */
export function shuffled<T>(list: readonly T[]): readonly T[] {
  const middle = Math.floor(list.length / 2);
  return [...list.slice(middle).toReversed(), ...list.slice(0, middle).toReversed()];
}
