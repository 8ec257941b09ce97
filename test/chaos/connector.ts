import { z } from 'zod';
import type { Connector, Endpoint, Target } from '../../connectors/connector.js';
import { HttpClient, type HttpResponse, refuseServerErrors, retryAfterMs } from '../../connectors/http/http-client.js';
import type { SourceEntity, TargetEntity } from '../../core/entity.js';
import { ConnectorError } from '../../core/errors.js';
import { parseInstant } from '../../core/instant.js';
import type { Found, Outcome } from '../../core/outcome.js';

const settings = z.strictObject({ url: z.url(), mode: z.enum(['lookup', 'upsert']).default('lookup'), maxBatch: z.int().default(100) });
type Settings = z.output<typeof settings>;

const record = z.object({ id: z.string(), updatedAt: z.string(), version: z.number() });
const page = z.object({ records: z.array(record), isDone: z.boolean() });
const written = z.object({ outcomes: z.array(z.object({ id: z.string(), change: z.enum(['created', 'updated']) })) });
const looked = z.object({ found: z.array(z.object({ id: z.string(), version: z.number() }).nullable()) });

/** Speaks to the source and the target of the chaos, by the same client as the real connectors. */
export const chaosConnector: Connector<Settings> = {
  name: 'chaos',
  summary: 'The systems of the chaos.',
  settings,
  reads: ['order'],
  writes: ['order'],
  open: (given, { endpointId, budget }) =>
    openChaos(new HttpClient({ endpointId, baseUrl: given.url, budget: budget({}), timeoutMs: 30_000, authorize: () => ({}) }), {
      ...given,
      endpointId,
    }),
};

interface Opened extends Settings {
  readonly endpointId: string;
}

function openChaos(client: HttpClient, opened: Opened): Endpoint {
  return {
    check: async () => [],
    source: {
      txTypes: ['order'],
      order: 'updatedAt',
      read: async ({ cursor, until, limit, signal }) => {
        const query = { since: cursor?.updatedAt ?? '', after: cursor?.srcId ?? '', until, limit: String(limit) };
        const { records, isDone } = page.parse(bodyOf(await client.request({ method: 'GET', path: '/records', query, signal }), opened));
        const entities = records.map(toEntity);
        const last = entities.at(-1);
        return { entities, problems: [], isDone, ...(last !== undefined && { next: { updatedAt: last.updatedAt, srcId: last.srcId } }) };
      },
      readByIds: async ({ srcIds, signal }) => {
        const answer = await client.request({ method: 'GET', path: '/records', query: { ids: srcIds.join(',') }, signal });
        return { entities: page.parse(bodyOf(answer, opened)).records.map(toEntity), problems: [], isDone: true };
      },
    },
    target: openTarget(client, opened),
    [Symbol.asyncDispose]: async () => await client[Symbol.asyncDispose](),
  };
}

function openTarget(client: HttpClient, opened: Opened): Target {
  return {
    txTypes: ['order'],
    maxBatch: () => opened.maxBatch,
    idempotency: opened.mode,
    find: async ({ entities, signal }) => {
      const body = { keys: entities.map(({ srcId }) => srcId) };
      const { found } = looked.parse(bodyOf(await client.request({ method: 'POST', path: '/find', body, signal }), opened));
      return entities.map((entity, index): Found => toFound(entity, found[index] ?? null));
    },
    write: async ({ entities, signal }) => {
      const sent = entities.map(({ srcId, tgtId, data }) => ({ key: srcId, id: tgtId, version: data['version'] }));
      const body = { mode: opened.mode, entities: sent };
      const { outcomes } = written.parse(bodyOf(await client.request({ method: 'POST', path: '/batch', body, signal }), opened));
      return outcomes.map(({ id, change }): Outcome => ({ status: 'sent', tgtId: id, change }));
    },
  };
}

/** 429 and 503 are said before anything is done; any other refusal may come after a part of the batch was saved. */
function bodyOf(response: HttpResponse, { endpointId }: Opened): unknown {
  const now = new Date();
  if (response.status === 429 || response.status === 503) {
    const delay = retryAfterMs(response.headers, now);
    const known = { endpoint: endpointId, effect: 'none', ...(delay !== undefined && { retryAfterMs: delay }) } as const;
    throw new ConnectorError(response.status === 429 ? 'Throttled' : 'Transient', `the target answered ${response.status}`, known);
  }
  refuseServerErrors(response, { endpointId, where: 'the system of the chaos', now });
  return response.body;
}

function toFound({ data }: TargetEntity, found: { readonly id: string; readonly version: number } | null): Found {
  if (found === null) return { state: 'absent' };
  return { state: found.version === data['version'] ? 'same' : 'different', tgtId: found.id };
}

function toEntity({ id, updatedAt: text, version }: z.output<typeof record>): SourceEntity {
  const updatedAt = parseInstant(text);
  if (updatedAt === undefined) throw new TypeError('a record of the chaos has no date');
  return { srcId: id, updatedAt, data: { id, version } };
}
