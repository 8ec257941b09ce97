import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { batchAnswer, CrmRefusal, type ErrorAnswer, notFound, validationError } from './answers.js';
import { Associations } from './association-store.js';
import { parseBody, shuffled } from './batches.js';
import { type ObjectType, typeIds } from './definitions.js';
import { typeOf } from './object-routes.js';
import type { Portal } from './portal.js';

const families = [
  { prefix: '/crm/v4/associations/:type/:toType', isDated: false },
  { prefix: '/crm/associations/:version/:type/:toType', isDated: true },
] as const;

/** v4 answers numbers as ids, dated versions texts. */
type ToId = (id: string) => string | number;

const ref = z.object({ id: z.union([z.string(), z.number()]).transform(String) });
const createBody = z.object({
  inputs: z
    .array(
      z.object({ from: ref, to: ref, types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.int() })).min(1) }),
    )
    .min(1),
});
const defaultBody = z.object({ inputs: z.array(z.object({ from: ref, to: ref })).min(1) });
const readBody = z.object({ inputs: z.array(z.object({ id: ref.shape.id, after: z.string().optional() })).min(1) });
const archiveBody = z.object({ inputs: z.array(z.object({ from: ref, to: z.array(ref) })).min(1) });
const pageSize = 500;

interface Pair {
  readonly from: ObjectType;
  readonly to: ObjectType;
}

/** Associations in batches: reading, adding by type or by default, and taking away. */
export function addAssociationRoutes(app: FastifyInstance, portal: Portal): void {
  for (const { prefix, isDated } of families) {
    const toId: ToId = isDated ? (id) => id : Number;
    app.post(`${prefix}/batch/create`, async (request, reply) => {
      const pair = { from: typeOf(request), to: typeOf(request, 'toType') };
      const { inputs } = parseBody(createBody, request.body);
      requireAtMost(inputs.length, 2000);
      const { results, errors } = create(portal, pair, { inputs, toId });
      const answer = batchAnswer({ results, errors, status: isDated ? 200 : 201, isDated, now: portal.now() });
      await reply.code(answer.status).send(answer.body);
    });
    app.post(`${prefix}/batch/associate/default`, async (request, reply) => {
      const pair = { from: typeOf(request), to: typeOf(request, 'toType') };
      const { inputs } = parseBody(defaultBody, request.body);
      requireAtMost(inputs.length, 2000);
      const types = [{ associationTypeId: Associations.unlabelled(pair.from, pair.to) }];
      const { results, errors } = create(portal, pair, { inputs: inputs.map((input) => ({ ...input, types })), toId });
      const answer = batchAnswer({ results, errors, status: 200, isDated, now: portal.now() });
      await reply.code(answer.status).send(answer.body);
    });
    app.post(`${prefix}/batch/read`, async (request, reply) => {
      const answer = read(portal, { from: typeOf(request), to: typeOf(request, 'toType') }, { body: request.body, isDated, toId });
      await reply.code(answer.status).send(answer.body);
    });
    app.post(`${prefix}/batch/archive`, async (request, reply) => {
      const pair = { from: typeOf(request), to: typeOf(request, 'toType') };
      const { inputs } = parseBody(archiveBody, request.body);
      requireAtMost(new Set(inputs.map((input) => input.from.id)).size, 100);
      portal.transaction(() => {
        for (const { from, to } of inputs)
          for (const end of to) portal.associations.remove({ type: pair.from, id: from.id }, { type: pair.to, id: end.id });
      });
      if (isDated) await reply.code(200).send(batchAnswer({ results: [], errors: [], status: 200, isDated, now: portal.now() }).body);
      else await reply.code(204).send();
    });
  }
}

interface CreateInput {
  readonly from: { readonly id: string };
  readonly to: { readonly id: string };
  readonly types: readonly { readonly associationTypeId: number }[];
}

function create(portal: Portal, pair: Pair, batch: { readonly inputs: readonly CreateInput[]; readonly toId: ToId }) {
  const errors: ErrorAnswer[] = [];
  const results = portal.transaction(() =>
    batch.inputs.flatMap(({ from, to, types }) => {
      const start = { type: pair.from, id: from.id };
      const end = { type: pair.to, id: to.id };
      try {
        for (const { type, id } of [start, end])
          if (portal.records(type).get(id) === undefined) throw notFound(`${type} ${id} does not exist`);
        for (const { associationTypeId } of types) portal.associations.check(start, end, associationTypeId);
      } catch (error) {
        if (!(error instanceof CrmRefusal)) throw error;
        errors.push({ ...error.answer, context: { fromObjectId: [from.id], toObjectId: [to.id] } });
        return [];
      }
      portal.associations.add(
        start,
        end,
        types.map((each) => each.associationTypeId),
      );
      const ids = { fromObjectId: batch.toId(from.id), toObjectId: batch.toId(to.id) };
      return [{ fromObjectTypeId: typeIds[pair.from], toObjectTypeId: typeIds[pair.to], ...ids, labels: [] }];
    }),
  );
  return { results: shuffled(results), errors };
}

function read(portal: Portal, pair: Pair, request: { readonly body: unknown; readonly isDated: boolean; readonly toId: ToId }) {
  const { inputs } = parseBody(readBody, request.body);
  requireAtMost(inputs.length, 1000);
  const errors: ErrorAnswer[] = [];
  const results = inputs.flatMap(({ id, after }) => {
    const all = portal.associations.of({ type: pair.from, id }, pair.to);
    if (all.length === 0) {
      const message = `No ${pair.to} is associated with ${pair.from} ${id}.`;
      errors.push({
        status: 'error',
        category: 'OBJECT_NOT_FOUND',
        subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
        message,
        context: { fromObjectId: [id] },
      });
      return [];
    }
    const offset = Number(after ?? 0);
    const next = offset + pageSize;
    return [
      {
        from: { id },
        to: all.slice(offset, next).map((each) => ({ toObjectId: request.toId(each.toId), associationTypes: each.types })),
        ...(next < all.length && { paging: { next: { after: String(next) } } }),
      },
    ];
  });
  return batchAnswer({ results: shuffled(results), errors, status: 200, isDated: request.isDated, now: portal.now() });
}

function requireAtMost(count: number, limit: number): void {
  if (count > limit) throw validationError(`At most ${limit} inputs are allowed, found ${count}`);
}
