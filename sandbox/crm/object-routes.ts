import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { notFound, validationError } from './answers.js';
import { archiveBatch, associationInput, parseBody, readBatch, toAnswer, writeBatch } from './batches.js';
import { type ObjectType, objectTypes, singular, toObjectType } from './definitions.js';
import type { Portal } from './portal.js';
import type { CrmRecord } from './records.js';
import { search } from './search.js';
import { apply, type Operation, plan } from './writes.js';

/** Both families of paths: `isDated` decides how answers differ. */
const families = [
  { prefix: '/crm/v3/objects/:type', isDated: false },
  { prefix: '/crm/objects/:version/:type', isDated: true },
] as const;

/** Reads, writes, batches and searches of every object type. */
export function addObjectRoutes(app: FastifyInstance, portal: Portal): void {
  for (const { prefix, isDated } of families) {
    for (const operation of ['create', 'update', 'upsert'] as const)
      addWriteRoute(app, portal, { path: `${prefix}/batch/${operation}`, operation, isDated });
    app.post(`${prefix}/batch/read`, async (request, reply) => {
      const answer = readBatch(portal, { type: typeOf(request), isDated, body: request.body });
      await reply.code(answer.status).send(answer.body);
    });
    app.post(`${prefix}/batch/archive`, async (request, reply) => {
      archiveBatch(portal, typeOf(request), request.body);
      await reply.code(204).send();
    });
    app.post(`${prefix}/search`, (request) => search(portal, typeOf(request), request.body));
    app.get(prefix, (request) => list(portal, typeOf(request), request.query));
    addSingleRoutes(app, portal, { prefix, isDated });
  }
}

function addWriteRoute(app: FastifyInstance, portal: Portal, route: { path: string; operation: Operation; isDated: boolean }): void {
  app.post(route.path, async (request, reply) => {
    const kind = { operation: route.operation, type: typeOf(request), isDated: route.isDated };
    const answer = writeBatch(portal, kind, request.body);
    await reply.code(answer.status).send(answer.body);
  });
}

const singleBody = z.object({ properties: z.record(z.string(), z.unknown()), associations: z.array(associationInput).optional() });
const singleQuery = z.object({ idProperty: z.string().optional(), properties: z.string().optional(), associations: z.string().optional() });

function addSingleRoutes(
  app: FastifyInstance,
  portal: Portal,
  { prefix, isDated }: { readonly prefix: string; readonly isDated: boolean },
): void {
  app.post(prefix, async (request, reply) => {
    const kind = { operation: 'create', type: typeOf(request), isDated } as const;
    const input = parseBody(singleBody, request.body);
    const record = portal.transaction(() => apply(portal, plan(portal, kind, input)));
    await reply.code(201).send(toAnswer(kind.type, record, Object.keys(input.properties)));
  });
  app.get(`${prefix}/:id`, (request) => {
    const { idProperty, properties, associations } = parseBody(singleQuery, request.query);
    const type = typeOf(request);
    const record = demand(portal, { type, id: idOf(request), idProperty });
    return { ...toAnswer(type, record, namesOf(properties)), ...withAssociations(portal, { type, record, names: namesOf(associations) }) };
  });
  app.patch(`${prefix}/:id`, (request) => {
    const { idProperty } = parseBody(singleQuery, request.query);
    const type = typeOf(request);
    const { properties } = parseBody(singleBody, request.body);
    if (Object.keys(properties).length === 0) throw validationError('No properties found to update, please provide at least one.');
    const { id } = demand(portal, { type, id: idOf(request), idProperty });
    const record = portal.transaction(() => apply(portal, plan(portal, { operation: 'update', type, isDated }, { id, properties })));
    return toAnswer(type, record, Object.keys(properties));
  });
  app.delete(`${prefix}/:id`, async (request, reply) => {
    portal.transaction(() => portal.archive(typeOf(request), idOf(request)));
    await reply.code(204).send();
  });
}

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).default(10),
  after: z.coerce.number().int().nonnegative().default(0),
  properties: z.string().optional(),
  associations: z.string().optional(),
  archived: z.enum(['true', 'false']).default('false'),
});

function list(portal: Portal, type: ObjectType, query: unknown): Readonly<Record<string, unknown>> {
  const { limit, after, archived, properties, associations } = parseBody(listQuery, query);
  if (limit > 100) throw validationError(`limit must be at most 100, found ${limit}`);
  const records =
    archived === 'true'
      ? [...portal.records(type).archived()].filter((record) => Number(record.id) > after)
      : portal.records(type).page(after, limit + 1);
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return {
    results: page.map((record) => ({
      ...toAnswer(type, record, namesOf(properties)),
      ...withAssociations(portal, { type, record, names: namesOf(associations) }),
    })),
    ...(records.length > limit && last !== undefined && { paging: { next: { after: last.id } } }),
  };
}

function withAssociations(
  portal: Portal,
  view: { readonly type: ObjectType; readonly record: CrmRecord; readonly names: readonly string[] },
) {
  if (view.names.length === 0) return {};
  const associations = view.names.flatMap((name) => {
    const toType = toObjectType(name);
    if (toType === undefined) throw validationError(`"${name}" is no object type`);
    const seen = portal.associations.of({ type: view.type, id: view.record.id }, toType);
    const results = seen.map(({ toId }) => ({
      id: toId,
      type: `${singular[view.type]}_to_${singular[toType]}`.toLowerCase().replaceAll(' ', '_'),
    }));
    return results.length === 0 ? [] : [[toType, { results }]];
  });
  return { associations: Object.fromEntries(associations) as Record<string, unknown> };
}

function demand(
  portal: Portal,
  wanted: { readonly type: ObjectType; readonly id: string; readonly idProperty?: string | undefined },
): CrmRecord {
  const record = portal.find(wanted.type, wanted.id, wanted.idProperty);
  if (record === undefined) throw notFound(`Object not found. objectId are usually numeric: ${wanted.id}`);
  return record;
}

function namesOf(names: string | undefined): readonly string[] {
  return (names ?? '').split(',').filter((name) => name !== '');
}

/** The object type in a path. HubSpot answers 400 where there is none of that name. */
export function typeOf(request: FastifyRequest, name: 'type' | 'toType' = 'type'): ObjectType {
  const params = request.params as Readonly<Record<string, string | undefined>>;
  const version = params['version'];
  if (version !== undefined && !/^\d{4}-\d{2}$/.test(version)) throw notFound(`There is no version ${version}`);
  const type = toObjectType(params[name] ?? '');
  if (type === undefined) throw validationError(`Unable to infer object type from: ${params[name]} (known: ${objectTypes.join(', ')})`);
  return type;
}

function idOf(request: FastifyRequest): string {
  return (request.params as Readonly<Record<string, string | undefined>>)['id'] ?? '';
}
