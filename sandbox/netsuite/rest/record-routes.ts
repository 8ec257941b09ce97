import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { NetSuiteRoom } from '../room.js';
import { answered, door, type RestAction, type RestCall } from './door.js';
import { badRequest, type RestAnswer, RestProblem } from './errors.js';
import type { RestJobs } from './jobs.js';
import { schemaOf, typeList } from './metadata.js';
import {
  attachRecord,
  createRecord,
  deleteRecord,
  listRecords,
  type RecordRequest,
  readRecord,
  selectOptions,
  transformRecord,
  updateRecord,
  upsertRecord,
} from './record-actions.js';
import { sublist } from './sublists.js';

const root = '/services/rest/record/v1';
const itemSchema = z.object({ id: z.union([z.string(), z.number()]).optional(), externalId: z.string().optional() }).catch({});
type Params = Readonly<Record<string, string>>;

/** Records over REST, one at a time, and in batches that are answered later. */
export function addRecordRoutes(app: FastifyInstance, room: NetSuiteRoom, jobs: RestJobs): void {
  const on =
    (action: (request: RecordRequest, params: Params) => RestAnswer): RestAction =>
    (call) =>
      action(requestOf(call), paramsOf(call));
  const written =
    (action: (request: RecordRequest, params: Params) => RestAnswer): RestAction =>
    (call) => {
      if (/type=select-options/.test(call.request.headers.accept ?? '')) return selectOptions(requestOf(call));
      checkContentType(call.request, 'singular');
      return action(requestOf(call), paramsOf(call));
    };
  app.get(`${root}/metadata-catalog`, door(room, typeList));
  app.get(`${root}/metadata-catalog/:name`, door(room, schemaOf));
  app.get(`${root}/:name`, door(room, on(listRecords)));
  app.post(`${root}/:name`, door(room, either(jobs, createRecord, written(createRecord))));
  app.patch(`${root}/:name`, door(room, either(jobs, updateRecord, undefined)));
  app.put(`${root}/:name`, door(room, either(jobs, upsertRecord, undefined)));
  app.delete(`${root}/:name`, door(room, either(jobs, deleteRecord, undefined)));
  app.get(`${root}/:name/:id`, door(room, on(readRecord)));
  app.patch(`${root}/:name/:id`, door(room, written(updateRecord)));
  app.put(`${root}/:name/:id`, door(room, written(upsertRecord)));
  app.delete(`${root}/:name/:id`, door(room, on(deleteRecord)));
  app.get(
    `${root}/:name/:id/:sublist`,
    door(
      room,
      on((request, { sublist: list = '' }) => sublist(request, list)),
    ),
  );
  app.post(
    `${root}/:name/:id/!transform/:target`,
    door(
      room,
      on((request, { target = '' }) => transformRecord(request, target)),
    ),
  );
  for (const [path, isAttached] of [
    ['!attach', true],
    ['!detach', false],
  ] as const) {
    app.post(
      `${root}/:name/:id/${path}/:what/:whatId`,
      door(
        room,
        on((request, { what = '', whatId = '' }) => attachRecord(request, { what, whatId, isAttached })),
      ),
    );
  }
}

function paramsOf({ request }: RestCall): Params {
  return request.params as Params;
}

function requestOf({ request, room, baseUrl }: RestCall): RecordRequest {
  const { name = '', id } = request.params as Params;
  return {
    room,
    baseUrl,
    name,
    ...(id !== undefined && { id }),
    body: request.body,
    query: request.query as Readonly<Record<string, string | undefined>>,
    validation: validationOf(request),
  };
}

function validationOf({ headers }: FastifyRequest): RecordRequest['validation'] {
  const asked = String(headers['x-netsuite-propertynamevalidation'] ?? 'Warning').toLowerCase();
  const found = (['Error', 'Warning', 'Ignore'] as const).find((each) => each.toLowerCase() === asked);
  if (found === undefined) throw badRequest('INVALID_HEADER', 'X-NetSuite-PropertyNameValidation takes Error, Warning or Ignore.');
  return found;
}

/** Bodies are JSON, and say so. */
function checkContentType({ headers }: FastifyRequest, kind: 'singular' | 'collection'): void {
  const type = (headers['content-type'] ?? '').replaceAll(/\s/g, '');
  const isFit =
    kind === 'singular'
      ? /^application\/(json|vnd\.oracle\.resource\+json(;type=singular)?)(;charset=.*)?$/i
      : /^application\/vnd\.oracle\.resource\+json;type=collection/i;
  if (!isFit.test(type)) throw new RestProblem(415, 'INVALID_CONTENT_TYPE', { message: `The Content-Type "${type}" does not fit.` });
}

/** A batch where the request prefers to be answered later, else one record. */
function either(jobs: RestJobs, batch: (request: RecordRequest) => RestAnswer, one: RestAction | undefined): RestAction {
  return async (call) => {
    const isAsync = /respond-async/i.test(String(call.request.headers.prefer ?? ''));
    if (isAsync) return await runBatch(call, jobs, batch);
    if (one === undefined) throw new RestProblem(405, 'METHOD_NOT_ALLOWED', { message: 'Batches need the header Prefer: respond-async.' });
    return await one(call);
  };
}

async function runBatch(call: RestCall, jobs: RestJobs, action: (request: RecordRequest) => RestAnswer): Promise<RestAnswer> {
  const { request, room, baseUrl } = call;
  const key = request.headers['x-netsuite-idempotency-key'];
  const known = typeof key === 'string' ? jobs.byKey(key) : undefined;
  if (known !== undefined) {
    throw new RestProblem(400, 'IDEMPOTENCY_ERROR', {
      message: 'A request with this idempotency key was submitted before.',
      headers: { location: `${baseUrl}/services/rest/async/v1/job/${known.id}`, 'preference-applied': 'respond-async' },
    });
  }
  const items = itemsOf(call);
  const answers: RestAnswer[] = [];
  for (const item of items) answers.push(await answered(room, async () => action(itemRequest(requestOf(call), item))));
  const job = jobs.add(answers, { key: typeof key === 'string' ? key : undefined, startedAt: room.account.now().toISOString() });
  return { status: 202, headers: { location: `${baseUrl}/services/rest/async/v1/job/${job.id}`, 'preference-applied': 'respond-async' } };
}

function itemsOf({ request }: RestCall): readonly unknown[] {
  if (request.method === 'DELETE') {
    const { ids = '' } = request.query as { readonly ids?: string };
    return ids.split(',').map((id) => ({ id }));
  }
  const isSingle = !(request.headers['content-type'] ?? '').includes('collection');
  if (isSingle && request.method === 'POST') {
    checkContentType(request, 'singular');
    return [request.body];
  }
  checkContentType(request, 'collection');
  const items = (request.body as { readonly items?: unknown } | undefined)?.items;
  if (!Array.isArray(items)) throw badRequest('INVALID_CONTENT', 'A batch takes an object with items.', 'items');
  if (items.length > 100) throw badRequest('EXCEEDED_MAX_BATCH_SIZE', `A batch takes 100 records, not ${items.length}.`, 'items');
  return items;
}

/** The internal id of an item wins over its external one. */
function itemRequest(request: RecordRequest, item: unknown): RecordRequest {
  const { id, externalId } = itemSchema.parse(item);
  const named = id !== undefined ? String(id) : externalId === undefined ? undefined : `eid:${externalId}`;
  return { ...request, ...(named !== undefined && { id: named }), body: item };
}
