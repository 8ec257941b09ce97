import { z } from 'zod';
import type { Connector, Endpoint } from '../connectors/connector.js';
import { HttpClient } from '../connectors/http/http-client.js';
import type { SourceEntity } from '../core/entity.js';
import { parseInstant } from '../core/instant.js';
import type { JsonObject } from '../core/json.js';
import type { Outcome } from '../core/outcome.js';

const settings = z.strictObject({ url: z.url() });
const record = z.looseObject({ id: z.number(), updatedAt: z.string() });
const page = z.object({ records: z.array(record), isDone: z.boolean() });
const accepted = z.object({ id: z.string(), change: z.enum(['created', 'updated']) });
const refused = z.object({ refused: z.string() });
const answer = z.object({ outcomes: z.array(z.union([accepted, refused])) });

/** Speaks to the systems of the benchmark, by the same client as the real connectors. */
export const benchConnector: Connector<z.output<typeof settings>> = {
  name: 'bench',
  summary: 'The systems of the benchmark.',
  settings,
  reads: ['order'],
  writes: ['order'],
  open: ({ url }, { endpointId, budget }) =>
    openBench(new HttpClient({ endpointId, baseUrl: url, budget: budget({}), timeoutMs: 60_000, authorize: () => ({}) })),
};

function openBench(client: HttpClient): Endpoint {
  return {
    check: async () => [],
    source: {
      txTypes: ['order'],
      order: 'updatedAt',
      read: async ({ cursor, limit, signal }) => {
        const query = { after: cursor?.srcId ?? '0', limit: String(limit) };
        const { records, isDone } = page.parse((await client.request({ method: 'GET', path: '/records', query, signal })).body);
        const entities = records.map(toEntity);
        const last = entities.at(-1);
        return { entities, problems: [], isDone, ...(last !== undefined && { next: { updatedAt: last.updatedAt, srcId: last.srcId } }) };
      },
      readByIds: async ({ srcIds, signal }) => {
        const { body } = await client.request({ method: 'GET', path: '/records', query: { ids: srcIds.join(',') }, signal });
        return { entities: page.parse(body).records.map(toEntity), problems: [], isDone: true };
      },
    },
    target: {
      txTypes: ['order'],
      maxBatch: () => 100,
      idempotency: 'upsert',
      find: async ({ entities }) => entities.map(() => ({ state: 'absent' })),
      write: async ({ entities, signal }) => {
        const body = { entities: entities.map(({ srcId, data }) => ({ key: srcId, ...data })) };
        const { outcomes } = answer.parse((await client.request({ method: 'POST', path: '/batch', body, signal })).body);
        return outcomes.map(toOutcome);
      },
    },
    [Symbol.asyncDispose]: async () => await client[Symbol.asyncDispose](),
  };
}

function toOutcome(outcome: z.output<typeof accepted> | z.output<typeof refused>): Outcome {
  if ('refused' in outcome) return { status: 'failed', code: 'REFUSED', message: outcome.refused };
  return { status: 'sent', tgtId: outcome.id, change: outcome.change };
}

function toEntity(data: z.output<typeof record>): SourceEntity {
  const updatedAt = parseInstant(data.updatedAt);
  if (updatedAt === undefined) throw new TypeError('a record of the benchmark has no date');
  return { srcId: String(data.id), updatedAt, data: data as unknown as JsonObject };
}
