import { batchLimits, chunksOf, type HubSpotApi, isRefusal, type ObjectInput } from './api.js';
import { type BatchAnswer, contextList, type ErrorBody, type HubSpotRecord } from './wire.js';

/** One record of a batch, under the id that the answer is matched by. */
export interface TracedInput extends ObjectInput {
  /** Unique in the call. Makes HubSpot report errors record by record instead of refusing all. */
  readonly objectWriteTraceId: string;
}

export type RecordResult =
  | { readonly kind: 'written'; readonly id: string; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly error: ErrorBody }
  /** Neither confirmed nor refused. An update leaves out records that were merged into others. */
  | { readonly kind: 'unmentioned' };

export interface BatchWrite {
  readonly operation: 'create' | 'update' | 'upsert';
  readonly type: string;
  readonly inputs: readonly TracedInput[];
  readonly signal: AbortSignal;
}

/**
 * Writes any number of records, 100 per call, and says of each what became of it, by trace id. Reads per-record errors of
 * a 207 and of a 200 alike. Where a whole batch is refused without saying for which record, it is halved until it is known.
 */
export async function writeRecords(api: HubSpotApi, write: BatchWrite): Promise<ReadonlyMap<string, RecordResult>> {
  const results = new Map<string, RecordResult>();
  for (const inputs of chunksOf(write.inputs, batchLimits.objects)) await writeChunk(api, { ...write, inputs }, results);
  return results;
}

async function writeChunk(api: HubSpotApi, write: BatchWrite, results: Map<string, RecordResult>): Promise<void> {
  const { inputs } = write;
  const answer = await api.write(write);
  if (!isRefusal(answer)) {
    for (const [trace, result] of matchAnswer(write, answer)) results.set(trace, result);
    return;
  }
  const [only] = inputs;
  if (only !== undefined && inputs.length === 1) {
    results.set(only.objectWriteTraceId, { kind: 'refused', error: answer.body });
    return;
  }
  const middle = Math.ceil(inputs.length / 2);
  await writeChunk(api, { ...write, inputs: inputs.slice(0, middle) }, results);
  await writeChunk(api, { ...write, inputs: inputs.slice(middle) }, results);
}

/** Results come in any order, and not every version returns the trace id: then the key or the record's id must do. */
function matchAnswer(write: BatchWrite, answer: BatchAnswer): ReadonlyMap<string, RecordResult> {
  const matched = new Map<string, RecordResult>();
  const byTrace = new Map(write.inputs.map((input) => [input.objectWriteTraceId, input]));
  const byKey = new Map(
    write.inputs.flatMap((input) => (input.id === undefined ? [] : [[input.id.toLowerCase(), input.objectWriteTraceId]])),
  );
  for (const record of answer.results) {
    const trace = traceOf(record, { write, byTrace, byKey });
    if (trace !== undefined) matched.set(trace, { kind: 'written', id: record.id, isNew: record.new ?? write.operation === 'create' });
  }
  const nameless: ErrorBody[] = [];
  for (const error of answer.errors ?? []) {
    const traces = tracesOf(error, { byTrace, byKey });
    if (traces.length === 0) nameless.push(error);
    for (const trace of traces) matched.set(trace, { kind: 'refused', error });
  }
  const open = write.inputs.filter((input) => !matched.has(input.objectWriteTraceId));
  const [onlyError] = nameless;
  for (const input of open) {
    const isThisOne = onlyError !== undefined && nameless.length === 1 && open.length === 1;
    matched.set(input.objectWriteTraceId, isThisOne ? { kind: 'refused', error: onlyError } : { kind: 'unmentioned' });
  }
  return matched;
}

interface Matching {
  readonly byTrace: ReadonlyMap<string, TracedInput>;
  readonly byKey: ReadonlyMap<string, string>;
}

function traceOf(record: HubSpotRecord, matching: Matching & { readonly write: BatchWrite }): string | undefined {
  const { byTrace, byKey, write } = matching;
  if (typeof record.objectWriteTraceId === 'string' && byTrace.has(record.objectWriteTraceId)) return record.objectWriteTraceId;
  if (write.operation === 'update') return byKey.get(record.id);
  if (write.operation === 'upsert') {
    const idProperty = write.inputs[0]?.idProperty;
    return idProperty === undefined ? undefined : byKey.get((record.properties[idProperty] ?? '').toLowerCase());
  }
  return write.inputs.find((input) => Object.entries(input.properties).every(([name, value]) => record.properties[name] === value))
    ?.objectWriteTraceId;
}

function tracesOf(error: ErrorBody, matching: Matching): readonly string[] {
  const contexts = [error.context, ...(error.errors ?? []).map((detail) => detail.context)];
  const traces = contexts.flatMap((held) => contextList(held, 'objectWriteTraceId')).filter((trace) => matching.byTrace.has(trace));
  if (traces.length > 0) return [...new Set(traces)];
  const ids = contexts.flatMap((held) => [...contextList(held, 'ids'), ...contextList(held, 'id')]);
  return ids.flatMap((id) => matching.byKey.get(id.toLowerCase()) ?? []);
}
