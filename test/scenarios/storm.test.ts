import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { budgetsOf } from '../../connectors/budget/budgets.js';
import { HttpClient } from '../../connectors/http/http-client.js';
import { factorAt } from '../../core/budget-pace.js';
import { toInstant } from '../../core/instant.js';
import { type Crm, type SeenRequest, startCrm } from '../../sandbox/crm/index.js';
import { openStore } from '../../stores/open-store.js';
import type { Store } from '../../stores/store.js';
import { until } from '../support/until.js';

const token = 'pat-eu1-storm';
let folder: string;
let store: Store;
let crm: Crm;
let seen: SeenRequest[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-storm-'));
  store = openStore({ kind: 'embedded', file: join(folder, 'store.db') });
  await store.migrate();
  crm = await startCrm({ token, limits: { burst: 100_000 }, seen: (request) => seen.push(request) });
});
afterAll(async () => {
  await crm.close();
  await store[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** What a worker process has of the CRM. */
function openClient(): HttpClient {
  const parts = { endpointId: 'crm', now: () => new Date(), log: () => {} };
  const limits = { requests: { count: 40, perSeconds: 1 }, concurrency: 8 };
  const budget = budgetsOf({ ...parts, limits, renew: async (renewal) => await store.budgets.renew(renewal) })({});
  return new HttpClient({ ...parts, baseUrl: crm.url, timeoutMs: 5000, budget, authorize: () => ({ authorization: `Bearer ${token}` }) });
}

interface Answer {
  readonly status: number;
  readonly atMs: number;
}

/** One request after the other through each of the clients, until its end. */
function press(clients: readonly HttpClient[]): AsyncDisposable & { readonly answers: readonly Answer[] } {
  const stop = new AbortController();
  const answers: Answer[] = [];
  const runs = clients.map(async (client) => {
    while (!stop.signal.aborted) {
      const { status } = await client.request({ method: 'GET', path, signal: stop.signal });
      answers.push({ status, atMs: performance.now() });
    }
  });
  return {
    answers,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.allSettled(runs);
    },
  };
}

const path = '/crm/v3/properties/contacts';
const factor = async () => {
  const [ledger] = await store.budgets.list();
  return ledger === undefined ? 1 : factorAt(ledger.pace, toInstant(new Date()));
};

describe('a CRM that answers 429 for a while', () => {
  it('is pressed less by everybody, waited for as long as it asks, and pressed harder again when it is quiet', async () => {
    await using one = openClient();
    await using other = openClient();
    await using pressing = press([one, one, one, one, one, one, other, other, other, other, other, other]);
    const { answers } = pressing;
    await until('both send', () => answers.length > 80);
    expect(await factor()).toBe(1);
    crm.control.faults.add({ kind: 'answer', status: 429, headers: { 'retry-after': '1' }, times: 12 });
    await until('the storm is over', () => answers.filter(({ status }) => status === 429).length === 12);
    const refusedMs = answers.filter(({ status }) => status === 429).map(({ atMs }) => atMs);
    // At most eight were under way together; the others came when the wait was over.
    expect(Math.max(...refusedMs) - Math.min(...refusedMs)).toBeGreaterThan(900);
    await until('requests go on', () => answers.some(({ status, atMs }) => status === 200 && atMs > Math.max(...refusedMs) + 900));
    const lowest = await factor();
    expect(lowest).toBeLessThan(0.6);
    seen = [];
    await until('it has grown', async () => (await factor()) > lowest + 0.1);
    await pressing[Symbol.asyncDispose]();
    const seconds = ((seen.at(-1)?.at.getTime() ?? 0) - (seen[0]?.at.getTime() ?? 0)) / 1000;
    expect(seen.length / seconds).toBeLessThan(40 * (lowest + 0.2));
    expect(seen.length / seconds).toBeGreaterThan(40 * lowest * 0.8);
  }, 60_000);
});
