import type { PermissionLevel } from '../auth/role.js';
import { recordDefinition } from '../catalogue/catalogue.js';
import type { Pointer } from '../records/account.js';
import { attach, detach } from '../records/attachments.js';
import { choicesOf } from '../records/choices.js';
import { proposed } from '../records/initialize.js';
import { noSuchRecord } from '../records/problem.js';
import type { Draft, StoredRecord } from '../records/shapes.js';
import { type WriteMode, write } from '../records/write.js';
import type { NetSuiteRoom } from '../room.js';
import { badRequest, type RestAnswer, RestProblem } from './errors.js';
import { readFilter } from './filter.js';
import { readJson } from './read-json.js';
import { writeJson } from './write-json.js';

/** What a path names: a record type, or a type of custom records. */
export interface Resource {
  readonly type: string;
  readonly scriptId?: string;
}

/** One record of a batch, or of a request of its own. */
export interface RecordRequest {
  readonly room: NetSuiteRoom;
  readonly baseUrl: string;
  /** As in the path, such as `salesOrder` or `customrecord_dw_region`. */
  readonly name: string;
  readonly body?: unknown;
  /** Default `record`. */
  readonly service?: 'record' | 'document';
  /** Of the path: an internal id, or `eid:` and an external one. */
  readonly id?: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly validation: 'Error' | 'Warning' | 'Ignore';
}

export function resourceOf(room: NetSuiteRoom, name: string): Resource {
  if (name.startsWith('customrecord')) {
    const found = room.account.settings.customRecordTypes.find(({ scriptId }) => scriptId === name.toLowerCase());
    if (found !== undefined) return { type: 'customRecord', scriptId: found.scriptId };
  } else if (recordDefinition(name) !== undefined && name !== 'customRecord') return { type: name };
  throw new RestProblem(404, 'NOT_FOUND', { message: `Record type "${name}" does not exist.` });
}

function pointerOf({ room, name, id = '' }: RecordRequest): Pointer {
  const { type, scriptId } = resourceOf(room, name);
  const place = { type, ...(scriptId !== undefined && { typeId: scriptId }) };
  if (!id.startsWith('eid:')) {
    if (!/^\d+$/.test(id)) throw badRequest('INVALID_ID', `"${id}" is no internal id.`);
    return { ...place, internalId: id };
  }
  return { ...place, externalId: externalIdOf(id) };
}

function externalIdOf(id: string): string {
  const externalId = id.slice(4);
  if (!/^[A-Za-z0-9_-]+$/.test(externalId)) {
    throw badRequest('INVALID_ID', `The external id "${externalId}" may have only letters, digits, _ and -.`);
  }
  return externalId;
}

function allow({ room }: RecordRequest, type: string, level: PermissionLevel): void {
  const lacking = room.role.lacks(type, level);
  if (lacking === undefined) return;
  throw new RestProblem(403, 'INSUFFICIENT_PERMISSION', {
    message: `Permission Violation: your role needs "${lacking}" with level ${level}.`,
  });
}

export function readRecord(request: RecordRequest): RestAnswer {
  const { room, name, query } = request;
  const pointer = pointerOf(request);
  allow(request, pointer.type, 'view');
  const record = room.account.find(pointer);
  if (record === undefined) throw noSuchRecord();
  const only = query.fields?.split(',').map((field) => field.trim());
  return {
    status: 200,
    body: writeJson(record, {
      self: locationOf(request, name, record.internalId),
      isExpanded: query.expandSubResources === 'true',
      ...(only !== undefined && { only }),
    }),
  };
}

function draftOf(request: RecordRequest, pointer: Partial<Pointer>): { readonly draft: Draft; readonly unknown: readonly string[] } {
  const { room, name, body, query, validation } = request;
  const unknown: string[] = [];
  const replaced = (query.replace ?? '').split(',').filter((each) => each !== '');
  const draft = readJson(body, { account: room.account, ...resourceOf(room, name), validation, replaced, unknown });
  const { internalId, externalId } = pointer;
  return {
    draft: { ...draft, ...(internalId !== undefined && { internalId }), ...(externalId !== undefined && { externalId }) },
    unknown,
  };
}

function save(request: RecordRequest, mode: WriteMode, pointer: Partial<Pointer>): RestAnswer {
  const { room, name } = request;
  const { type } = resourceOf(room, name);
  allow(request, type, mode === 'update' ? 'edit' : 'create');
  const { draft, unknown } = draftOf(request, pointer);
  const { record } = write(room.account, draft, { mode, ignoresReadOnly: true });
  return {
    status: 204,
    headers: {
      location: locationOf(request, name, record.internalId),
      ...(unknown.length > 0 &&
        request.validation === 'Warning' && {
          'x-netsuite-propertyvalidation': unknown.map((field) => `Unknown field name ${field}.`).join(' '),
        }),
    },
  };
}

export function createRecord(request: RecordRequest): RestAnswer {
  return save(request, 'add', {});
}

export function updateRecord(request: RecordRequest): RestAnswer {
  const pointer = pointerOf(request);
  const record = request.room.account.find(pointer);
  if (record === undefined) throw noSuchRecord();
  return save(request, 'update', { internalId: record.internalId });
}

/** PUT takes external ids only: it adds, or changes what is there. */
export function upsertRecord(request: RecordRequest): RestAnswer {
  const { id = '' } = request;
  if (!id.startsWith('eid:')) throw badRequest('INVALID_ID', 'PUT takes an external id, as in eid:A-1.');
  return save(request, 'upsert', { externalId: externalIdOf(id) });
}

export function deleteRecord(request: RecordRequest): RestAnswer {
  const pointer = pointerOf(request);
  allow(request, pointer.type, 'full');
  request.room.account.delete(pointer);
  return { status: 204 };
}

export function transformRecord(request: RecordRequest, target: string): RestAnswer {
  const { room } = request;
  const pointer = pointerOf(request);
  allow(request, target, 'create');
  const start = proposed(room.account, resourceOf(room, target).type, pointer);
  const { draft } = draftOf({ ...request, name: target, body: request.body ?? {} }, {});
  const fields = Object.fromEntries(
    Object.entries(start.fields).map(([name, value]) => [name, Array.isArray(value) ? { replaceAll: true, rows: value } : value]),
  );
  const { record } = write(room.account, { ...draft, fields: { ...fields, ...draft.fields } }, { mode: 'add', ignoresReadOnly: true });
  return { status: 204, headers: { location: locationOf(request, target, record.internalId) } };
}

export function attachRecord(
  request: RecordRequest,
  { what, whatId, isAttached }: { readonly what: string; readonly whatId: string; readonly isAttached: boolean },
): RestAnswer {
  const pointer = pointerOf(request);
  allow(request, pointer.type, 'edit');
  if (what !== 'file' && what !== 'contact')
    throw badRequest('UNSUPPORTED_ATTACHMENT', `Only files and contacts can be attached, not ${what}.`);
  const attached = pointerOf({ ...request, name: what, id: whatId });
  if (isAttached) attach(request.room.account, pointer, attached);
  else detach(request.room.account, pointer, attached);
  return { status: 204 };
}

/** The choices of select fields, named in `fields`. */
export function selectOptions(request: RecordRequest): RestAnswer {
  const { room, name, query } = request;
  allow(request, resourceOf(room, name).type, 'view');
  const fields = (query.fields ?? '').split(',').filter((field) => field !== '');
  if (fields.length === 0) throw badRequest('INVALID_PARAMETER', 'Select options need the fields in the query parameter fields.', 'fields');
  const options = fields.map((field) => {
    const choices = choicesOf(room.account, field);
    if (choices === undefined) throw badRequest('INVALID_PARAMETER', `There are no select options of ${field}.`, 'fields');
    const items = choices.map(({ internalId, name: refName }) => ({ links: [], id: internalId, refName }));
    return [field, { links: [], items, count: items.length, hasMore: false, offset: 0, totalResults: items.length }] as const;
  });
  return {
    status: 200,
    headers: { 'content-type': 'application/vnd.oracle.resource+json; type=select-options; charset=UTF-8' },
    body: { links: [], ...Object.fromEntries(options) },
  };
}

/** The ids of a type's records: filtered by `q`, in pages of at most 1000. */
export function listRecords(request: RecordRequest): RestAnswer {
  const { room, name, query } = request;
  const resource = resourceOf(room, name);
  allow(request, resource.type, 'view');
  const limit = numberOf(query.limit, 'limit', 1000);
  const offset = numberOf(query.offset, 'offset', 0);
  if (limit < 1 || limit > 1000) throw badRequest('INVALID_PARAMETER', 'The limit must be between 1 and 1000.', 'limit');
  if (offset % limit !== 0) throw badRequest('INVALID_PARAMETER', 'The offset must be a multiple of the limit.', 'offset');
  const test = query.q === undefined ? (): boolean => true : readFilter(room.account, query.q, resource);
  const all = [...recordsOf(room, resource)].filter(test);
  const shown = all.slice(offset, offset + limit);
  const self = `${request.baseUrl}/services/rest/${request.service ?? 'record'}/v1/${name}`;
  const hasMore = offset + limit < all.length;
  const pageLink = (rel: string, at: number): unknown => ({ rel, href: `${self}?limit=${limit}&offset=${at}` });
  return {
    status: 200,
    headers: { 'content-type': 'application/vnd.oracle.resource+json; type=collection; charset=UTF-8' },
    body: {
      links: [pageLink('self', offset), ...(hasMore ? [pageLink('next', offset + limit)] : [])],
      count: shown.length,
      hasMore,
      items: shown.map(({ internalId }) => ({ links: [{ rel: 'self', href: `${self}/${internalId}` }], id: internalId })),
      offset,
      totalResults: all.length,
    },
  };
}

function recordsOf({ account }: NetSuiteRoom, { type, scriptId }: Resource): Iterable<StoredRecord> {
  return scriptId === undefined ? account.records.ofType(type) : account.records.inFamily(scriptId);
}

function numberOf(text: string | undefined, name: string, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d+$/.test(text)) throw badRequest('INVALID_PARAMETER', `The ${name} must be a whole number.`, name);
  return Number(text);
}

function locationOf({ baseUrl, service = 'record' }: RecordRequest, name: string, id: string): string {
  return `${baseUrl}/services/rest/${service}/v1/${name}/${id}`;
}
