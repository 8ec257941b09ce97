// The target of the chaos, which keeps what it received. Prints its address as the first line.
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { reply, serve } from './serve.js';
import { type Received, TargetRecords } from './target-records.js';

/** What it does with batches, one after the other, while it is out of order; `none`: it works. */
export type TargetFault = 'none' | 'cut' | 'cutHalf' | 'throttled' | 'broken' | 'unavailable' | 'slow';

const records = new TargetRecords();
const faults = { cut: 0, cutHalf: 0, throttled: 0, broken: 0, unavailable: 0, slow: 0 };
let fault: TargetFault = 'none';
let slowMs = 0;

interface Batch {
  readonly mode: 'lookup' | 'upsert';
  readonly entities: readonly Received[];
}

serve({
  'POST /batch': async ({ body }, response) => await receive(body as Batch, response),
  'POST /find': ({ body }) => ({ found: (body as { keys: readonly string[] }).keys.map((key) => records.find(key) ?? null) }),
  'GET /all': () => ({ records: records.all }),
  'GET /stats': () => ({ ...records.stats, faults }),
  'POST /fault': ({ url }) => {
    fault = (url.searchParams.get('kind') ?? 'none') as TargetFault;
    slowMs = Number(url.searchParams.get('slowMs') ?? 0);
    return {};
  },
});

async function receive({ mode, entities }: Batch, response: ServerResponse): Promise<unknown> {
  const now = fault;
  if (now !== 'none') faults[now] += 1;
  switch (now) {
    case 'throttled':
      return refuse(response, 429);
    case 'unavailable':
      return refuse(response, 503);
    case 'cutHalf':
    case 'broken':
      records.save(mode, entities.slice(0, Math.ceil(entities.length / 2)));
      if (now === 'broken') return refuse(response, 500);
      response.destroy();
      return undefined;
    case 'cut':
      records.save(mode, entities);
      response.destroy();
      return undefined;
    case 'slow':
      await delay(slowMs / 2);
      break;
    case 'none':
      break;
  }
  const outcomes = records.save(mode, entities);
  if (now === 'slow') await delay(slowMs / 2);
  return { outcomes };
}

function refuse(response: ServerResponse, status: number): undefined {
  const headers = status === 500 ? {} : { 'retry-after': '1' };
  reply(response, { status, body: { message: 'out of order' }, headers });
  return undefined;
}
