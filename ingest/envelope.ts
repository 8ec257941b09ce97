import { z } from 'zod';
import { objectEvents } from '../connectors/s3/notification.js';
import type { Envelope, NamedFlow } from './delivery.js';

const wrapped = z.looseObject({ Type: z.literal('Notification'), Message: z.string() });
const params = z.looseObject({
  tx_type: z.string().optional(),
  source: z.string().optional(),
  target: z.string().optional(),
  id: z.string().optional(),
  messages: z.unknown().optional(),
});
const call = z.looseObject({ params, endpoint_id: z.string().optional(), funct: z.string().optional() });
const event = z.looseObject({ 'detail-type': z.string(), source: z.string(), detail: z.record(z.string(), z.unknown()) });

const read = 'retrieve_entities_from_source';
const retry = 'retry_sync_task';

/** SNS may wrap what SNS has wrapped, though hardly more often. */
const deepest = 4;

/**
 * Reads the body of a message in any of the shapes that senders use: the calls of DataWald's predecessor, records and lists
 * of records, what SNS wraps, events of EventBridge, notifications of S3.
 */
export function readEnvelope(body: string, attributes: Readonly<Record<string, string>>, depth = 0): Envelope {
  const parsed = parseJson(body);
  if ('reason' in parsed) return { kind: 'unreadable', reason: parsed.reason };
  const { value } = parsed;
  return (isWrapping(value) && readWrapping(value, body, { attributes, depth })) || readPlain(value, attributes);
}

/** Most messages are none of these, and need not be held against each of their shapes. */
function isWrapping(value: unknown): value is object {
  return value instanceof Object && ['Type', 'Records', 'Event', 'detail-type'].some((name) => name in value);
}

interface Unwrapping {
  readonly attributes: Readonly<Record<string, string>>;
  readonly depth: number;
}

function readWrapping(value: object, body: string, { attributes, depth }: Unwrapping): Envelope | undefined {
  const inner = wrapped.safeParse(value);
  if (inner.success && depth < deepest) return readEnvelope(inner.data.Message, attributes, depth + 1);
  const objects = objectEvents(body);
  if (objects !== undefined) {
    return objects.length === 0 ? { kind: 'nothing', reason: 'S3 has tested whether it may write here' } : { kind: 'objects', body };
  }
  const bridged = event.safeParse(value);
  return bridged.success ? readEnvelope(JSON.stringify(bridged.data.detail), attributes, depth + 1) : undefined;
}

function readPlain(value: unknown, attributes: Readonly<Record<string, string>>): Envelope {
  if (value instanceof Object && 'params' in value) return readCall(value, attributes);
  return readRecords(value, flowOf(attributes));
}

/** `{"params": {…}}`, with the function in the attributes or beside the params. */
function readCall(value: unknown, attributes: Readonly<Record<string, string>>): Envelope {
  const parsed = call.safeParse(value);
  if (!parsed.success) return { kind: 'unreadable', reason: `its params are not as expected: ${z.prettifyError(parsed.error)}` };
  const { params: given, endpoint_id } = parsed.data;
  const funct = attributes['funct'] ?? parsed.data.funct ?? read;
  if (funct === retry) {
    if (given.id === undefined) return { kind: 'unreadable', reason: `${retry} without the id of a task` };
    return { kind: 'retry', taskId: given.id };
  }
  if (funct !== read) return { kind: 'unreadable', reason: `the function "${funct}" is not offered; there are ${read} and ${retry}` };
  const source = given.source ?? attributes['endpoint_id'] ?? endpoint_id;
  const flow: NamedFlow = {
    ...flowOf(attributes),
    ...(source !== undefined && { source }),
    ...(given.target !== undefined && { target: given.target }),
    ...(given.tx_type !== undefined && { txType: given.tx_type }),
  };
  return given.messages === undefined ? { kind: 'news', flow } : readRecords(listOf(given.messages), flow);
}

/** Senders of GraphQL give the list as a text. */
function listOf(messages: unknown): unknown {
  if (typeof messages !== 'string') return messages;
  const parsed = parseJson(messages);
  return 'value' in parsed ? parsed.value : messages;
}

function readRecords(value: unknown, flow: NamedFlow): Envelope {
  if (Array.isArray(value)) return { kind: 'records', flow, records: value };
  if (value instanceof Object) return { kind: 'records', flow, records: [value] };
  return { kind: 'unreadable', reason: `it is ${JSON.stringify(value).slice(0, 60)}; expected a record, a list of records, or params` };
}

function flowOf({ sync, source, target, tx_type }: Readonly<Record<string, string>>): NamedFlow {
  return {
    ...(sync !== undefined && { sync }),
    ...(source !== undefined && { source }),
    ...(target !== undefined && { target }),
    ...(tx_type !== undefined && { txType: tx_type }),
  };
}

function parseJson(text: string): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { reason: `it is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
