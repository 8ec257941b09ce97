import type { FastifyInstance, FastifyReply } from 'fastify';
import { ZodError, z } from 'zod';
import { levels, Role } from './auth/role.js';
import { load } from './demo/load.js';
import { loadNorthwind } from './demo/northwind.js';
import { RecordProblem } from './records/problem.js';
import { spaceOf } from './records/records.js';
import type { NetSuiteRoom } from './room.js';
import { sceneSchema } from './scenes.js';

const conditionsSchema = z.strictObject({
  concurrency: z.int().nonnegative().optional(),
  latencyMs: z.int().nonnegative().optional(),
  retryAfterSeconds: z.int().nonnegative().nullable().optional(),
  searchMode: z.enum(['snapshot', 'live']).optional(),
  searchLifetimeMs: z.int().positive().optional(),
  stuckPages: z.int().nonnegative().optional(),
  asyncChecks: z.int().nonnegative().optional(),
  tokenLifetimeSeconds: z.int().positive().optional(),
  permissions: z.record(z.string(), z.enum(levels)).nullable().optional(),
});

const pointerSchema = z.strictObject({ type: z.string(), internalId: z.string(), typeId: z.string().optional() });
const loadSchema = z.strictObject({
  northwind: z.boolean().default(false),
  customers: z.int().nonnegative().optional(),
  items: z.int().nonnegative().optional(),
  salesOrders: z.int().nonnegative().optional(),
  from: z.iso.datetime().optional(),
  stepMs: z.int().nonnegative().optional(),
});

/**
 * What an administrator, a colleague or bad luck would do:
 *
 * - `GET /__sandbox/script` lists scenes, `POST` adds one or a list, `DELETE` clears
 * - `PATCH /__sandbox/conditions` sets limits, latency, permissions, how searches behave; `GET` shows them
 * - `POST /__sandbox/load` fills the account; `/__sandbox/lock` locks a record; `/__sandbox/contend` (with `times`) lets others
 *   edit it first; `/__sandbox/delete` deletes it; `/__sandbox/revoke` ends all bearer tokens
 */
export function addAccountControl(app: FastifyInstance, room: NetSuiteRoom): void {
  app.get('/__sandbox/script', () => room.script.list());
  app.post(
    '/__sandbox/script',
    async (request, reply) =>
      await parsed(reply, async () => {
        const scenes = z.array(sceneSchema).parse(Array.isArray(request.body) ? request.body : [request.body]);
        return await reply.code(201).send(scenes.map((scene) => room.script.add(scene)));
      }),
  );
  app.delete('/__sandbox/script', async (_request, reply) => {
    room.script.clear();
    await reply.code(204).send();
  });
  app.get('/__sandbox/conditions', () => conditionsOf(room));
  app.patch(
    '/__sandbox/conditions',
    async (request, reply) =>
      await parsed(reply, async () => {
        setConditions(room, conditionsSchema.parse(request.body));
        return await reply.send(conditionsOf(room));
      }),
  );
  app.post(
    '/__sandbox/load',
    async (request, reply) =>
      await parsed(reply, async () => {
        const { northwind, customers, items, salesOrders, from, stepMs } = loadSchema.parse(request.body);
        if (northwind) loadNorthwind(room.account);
        load(room.account, {
          ...(customers !== undefined && { customers }),
          ...(items !== undefined && { items }),
          ...(salesOrders !== undefined && { salesOrders }),
          ...(from !== undefined && { from }),
          ...(stepMs !== undefined && { stepMs }),
        });
        return await reply.code(201).send({ records: room.account.records.size });
      }),
  );
  addRecordControl(app, room);
}

function addRecordControl(app: FastifyInstance, room: NetSuiteRoom): void {
  const { account } = room;
  const keyOf = (pointer: z.output<typeof pointerSchema>): string => {
    const { typeId, ...rest } = pointer;
    const record = account.get({ ...rest, ...(typeId !== undefined && { typeId }) });
    return `${spaceOf(record)}/${record.internalId}`;
  };
  app.post(
    '/__sandbox/lock',
    async (request, reply) =>
      await parsed(reply, async () => {
        account.locked.add(keyOf(pointerSchema.parse(request.body)));
        return await reply.code(204).send();
      }),
  );
  app.post(
    '/__sandbox/contend',
    async (request, reply) =>
      await parsed(reply, async () => {
        const { times, ...pointer } = pointerSchema.extend({ times: z.int().positive().default(1) }).parse(request.body);
        account.contended.set(keyOf(pointer), times);
        return await reply.code(204).send();
      }),
  );
  app.post(
    '/__sandbox/delete',
    async (request, reply) =>
      await parsed(reply, async () => {
        const { typeId, ...pointer } = pointerSchema.parse(request.body);
        account.delete({ ...pointer, ...(typeId !== undefined && { typeId }) });
        return await reply.code(204).send();
      }),
  );
  app.post('/__sandbox/revoke', async (_request, reply) => {
    room.tokens.revoke();
    await reply.code(204).send();
  });
}

async function parsed(reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ZodError) return await reply.code(400).send({ message: `That is not what it takes: ${z.prettifyError(error)}` });
    if (error instanceof RecordProblem || error instanceof RangeError) return await reply.code(400).send({ message: error.message });
    throw error;
  }
}

function setConditions(room: NetSuiteRoom, given: z.output<typeof conditionsSchema>): void {
  const { searches, concurrency, jobs, restJobs, tokens } = room;
  concurrency.limit = given.concurrency ?? concurrency.limit;
  room.latencyMs = given.latencyMs ?? room.latencyMs;
  if (given.retryAfterSeconds !== undefined) room.retryAfterSeconds = given.retryAfterSeconds ?? undefined;
  searches.mode = given.searchMode ?? searches.mode;
  searches.lifetimeMs = given.searchLifetimeMs ?? searches.lifetimeMs;
  searches.stuckPages = given.stuckPages ?? searches.stuckPages;
  jobs.checks = given.asyncChecks ?? jobs.checks;
  restJobs.checks = given.asyncChecks ?? restJobs.checks;
  tokens.lifetimeSeconds = given.tokenLifetimeSeconds ?? tokens.lifetimeSeconds;
  if (given.permissions !== undefined) room.role = new Role(given.permissions ?? undefined);
}

function conditionsOf(room: NetSuiteRoom): Readonly<Record<string, unknown>> {
  const { searches, concurrency, jobs, tokens, latencyMs, retryAfterSeconds, role } = room;
  return {
    concurrency: concurrency.limit,
    highestConcurrency: concurrency.highest,
    refused: concurrency.refused,
    latencyMs,
    retryAfterSeconds: retryAfterSeconds ?? null,
    searchMode: searches.mode,
    searchLifetimeMs: searches.lifetimeMs,
    stuckPages: searches.stuckPages,
    asyncChecks: jobs.checks,
    tokenLifetimeSeconds: tokens.lifetimeSeconds,
    permissions: role.permissions ?? null,
  };
}
