import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SeenRequest } from '../../sandbox/crm/index.js';
import { Installation } from '../support/installation.js';
import { until } from '../support/until.js';

const limit = { count: 190, perSeconds: 10 } as const;
const windowMs = limit.perSeconds * 1000;

let installation: Installation;
const seen: SeenRequest[] = [];
const counted = () => seen.filter(({ isSearch }) => !isSearch).map(({ at }) => at.getTime());

beforeAll(async () => {
  installation = await Installation.start({
    crm: { limits: { burst: limit.count, searchPerSecond: 5 }, seen: (request) => seen.push(request) },
    edit: (config) =>
      config
        .replace('concurrency: 4 }', 'concurrency: 12 }')
        .replace('maxEntitiesInMessageBody: 100', 'maxEntitiesInMessageBody: 5\n    chunksInFlight: 24'),
  });
  for (let workers = 0; workers < 3; workers += 1) await installation.startWorker();
});
afterAll(async () => await installation.stop());

describe('three workers at one endpoint', () => {
  it('S18 S24 never press harder than its limits together, also when one of them is killed, and everything arrives', async () => {
    await installation.runCustomersAndProducts();
    const begin = counted().length;
    const task = await installation.client.start('shop-orders-to-crm');
    await until('the limit is reached', () => counted().length - begin > 2 * limit.count, 60_000);
    const { code, out } = await installation.cli('limits', '--json');
    expect({ code, data: JSON.parse(out).data }).toMatchObject({ code: 0, data: expect.arrayContaining([threeShares]) });
    const killedMs = Date.now();
    installation.killWorker();
    const { status, counts } = await task.result();
    const moments = counted().slice(begin);
    process.stderr.write(`${describeUse(moments, killedMs)}\n`);
    expect({ status, counts }).toMatchObject({ status: 'Completed', counts: { read: 830, sent: 830, failed: 0, unknown: 0 } });
    expect(seen.filter(({ isRefused }) => isRefused)).toEqual([]);
    expect(mostInAnyWindow(counted())).toBeLessThanOrEqual(limit.count);
    expect((await installation.compare()).find(({ kind }) => kind === 'orders')).toMatchObject({ missing: [], doubled: [], different: [] });
  }, 300_000);
});

const worker = { share: { slots: expect.any(Number), requests: expect.any(Number) }, isRenewed: true };
const threeShares = expect.objectContaining({
  endpoint: 'crm',
  limits: { concurrency: 12, requests: limit },
  factor: 1,
  workers: Array.from({ length: 3 }, () => expect.objectContaining(worker)),
});

function mostInAnyWindow(moments: readonly number[]): number {
  let first = 0;
  let most = 0;
  moments.forEach((moment, index) => {
    while ((moments[first] ?? moment) <= moment - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

/** A figure, not a promise: how much of the limit was used, in whole windows. */
function describeUse(moments: readonly number[], killedMs: number): string {
  const [first = 0, last = 0] = [moments[0], moments.at(-1)];
  const used = (from: number, to: number) => {
    const windows = Math.floor((to - from) / windowMs);
    const sent = moments.filter((moment) => moment >= from && moment < from + windows * windowMs).length;
    return `${((sent / limit.count / Math.max(1, windows)) * 100).toFixed(1)} % of ${windows} windows`;
  };
  const parts = [
    `most in any window ${mostInAnyWindow(moments)}`,
    `used before the kill ${used(first, killedMs)}`,
    `after it ${used(killedMs, last)}`,
    `once the share of the dead worker was free (16 s after it) ${used(killedMs + 16_000, last)}`,
  ];
  return `limit ${limit.count} in ${limit.perSeconds} s: ${parts.join(', ')}`;
}
