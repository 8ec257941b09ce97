import type { PushConfig } from '../config/ingest.js';
import type { SourceEntity, UnreadableEntity } from '../core/entity.js';
import { DataWaldError } from '../core/errors.js';
import { type Instant, instantOf } from '../core/instant.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.js';
import { compilePath, PathError } from '../mapping/path.js';
import type { InboxMessage } from '../stores/inbox.js';

export type PushedRecord = { readonly entity: SourceEntity } | { readonly problem: UnreadableEntity };

/** Reads the records of messages by the sync's `push` settings. Throws `Config` for records where there are none. */
export function recordReader(push: PushConfig | undefined, endpoint: string): (message: InboxMessage) => readonly PushedRecord[] {
  const paths = push && { srcId: compilePath(push.srcId), updatedAt: pathOf(push.updatedAt), createdAt: pathOf(push.createdAt) };
  return ({ body, provenance, receivedAt }) => {
    if ('isNews' in body) return [];
    if ('entities' in body) {
      return [...body.entities.map((entity) => ({ entity })), ...(body.problems ?? []).map((problem) => ({ problem }))];
    }
    if (paths === undefined) throw new DataWaldError('Config', `[${endpoint}] ${noPush}`);
    const sentAt = provenance.sentAt === undefined ? undefined : instantOf(provenance.sentAt);
    return body.records.map((record) => readRecord(record, paths, sentAt ?? receivedAt));
  };
}

const noPush = 'Records wait for this sync that were pushed, but its config no longer takes any. Add push, then resume the task.';

type Read = (record: JsonObject) => JsonValue;

interface Paths {
  readonly srcId: Read;
  readonly updatedAt: Read | undefined;
  readonly createdAt: Read | undefined;
}

function pathOf(path: string | undefined): Read | undefined {
  return path === undefined ? undefined : compilePath(path);
}

/** `otherwise`: the date of a record for which no field is named. */
function readRecord(record: JsonValue, paths: Paths, otherwise: Instant): PushedRecord {
  if (!isJsonObject(record)) return unreadable(record, { code: 'unreadable', message: `is ${shown(record)}, expected an object` });
  try {
    const srcId = idOf(paths.srcId(record));
    if (srcId === undefined) return unreadable(record, { code: 'no_id', message: `has no id: ${shown(paths.srcId(record))}` });
    const dates = { updatedAt: dateOf(record, paths.updatedAt), createdAt: dateOf(record, paths.createdAt) };
    for (const [name, date] of Object.entries(dates)) {
      if (date === 'none') return unreadable(record, { srcId, code: 'invalid_date', message: messageOf(name, record, paths) });
    }
    const createdAt = dates.createdAt === 'none' ? undefined : dates.createdAt;
    const updatedAt = (dates.updatedAt === 'none' ? undefined : dates.updatedAt) ?? otherwise;
    return { entity: { srcId, updatedAt, data: record, ...(createdAt !== undefined && { createdAt }) } };
  } catch (error) {
    if (error instanceof PathError) return unreadable(record, { code: 'unreadable', message: error.message });
    throw error;
  }
}

function unreadable(raw: JsonValue, problem: Omit<UnreadableEntity, 'raw'>): PushedRecord {
  return { problem: { ...problem, message: `the pushed record ${problem.message}`, raw } };
}

function messageOf(name: string, record: JsonObject, paths: Paths): string {
  const found = name === 'updatedAt' ? paths.updatedAt?.(record) : paths.createdAt?.(record);
  return `has ${shown(found ?? null)} as ${name}; expected a time with its zone such as 2026-01-31T09:30:00Z, or epoch seconds or milliseconds`;
}

function idOf(value: JsonValue): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** `none`: there is something, and it is no date. Undefined: no field is named, or it is empty. */
function dateOf(record: JsonObject, read: Read | undefined): Instant | 'none' | undefined {
  const value = read?.(record) ?? null;
  if (value === null || value === '') return undefined;
  return typeof value === 'string' || typeof value === 'number' ? (instantOf(value) ?? 'none') : 'none';
}

function shown(value: JsonValue): string {
  return JSON.stringify(value).slice(0, 80);
}
