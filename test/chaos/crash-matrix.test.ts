import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PQueue from 'p-queue';
import { type RunningTemporal, startTemporal } from '../../client/cli/dev/temporal-server.js';
import { DataWaldClient } from '../../client/datawald-client.js';
import { everyStore } from '../support/every-store.js';
import { type CrashEnd, runCrashCase } from './crash-case.js';
import { crashCasesOn } from './crash-cases.js';

/** Most of the time is spent in waiting for the server to notice that a worker is gone. */
const atOnce = 16;
/**
 * Less than the two minutes that an activity of the control queue may take: its missing heartbeats must have been noticed.
 * The stand-in for DynamoDB is slow of its own, and a dead writer holds its flow for twenty seconds.
 */
const mostRecoveryMs = { embedded: 100_000, postgres: 100_000, dynamodb: 300_000 } as const;

const stores = await everyStore();
/** Of all stores in turn, so that none has to bear all of its cases at once. */
const cases = stores
  .flatMap((place) => {
    const own = crashCasesOn(place.kind);
    return own.map((crash, index) => ({ place, crash, name: `on ${place.kind}, ${crash.name}`, turn: index / own.length }));
  })
  .toSorted((a, b) => a.turn - b.turn);

describe('a worker that is killed between two steps leaves the same end as one that is not:', () => {
  let temporal: RunningTemporal;
  let folder: string;
  const ends = new Map<string, Promise<CrashEnd>>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'datawald-crash-'));
    temporal = await startTemporal(folder, () => {});
    const { address } = temporal;
    await registerNamespaces(address, cases.length);
    const queue = new PQueue({ concurrency: atOnce });
    cases.forEach(({ place, crash, name }, index) => {
      const where = { address, namespace: namespaceOf(index), folder: join(folder, namespaceOf(index)) };
      const end = queue.add(async () => {
        mkdirSync(where.folder);
        return await runCrashCase(crash, { ...where, store: await place.newStore() });
      });
      end.catch(() => {});
      ends.set(name, end);
    });
  }, 120_000);

  afterAll(async () => {
    await Promise.allSettled(ends.values());
    await temporal.child?.stop(5000);
    rmSync(folder, { recursive: true, force: true });
  }, 900_000);

  it.each(cases)(
    '$name',
    async ({ name, place, crash: { deaths, size } }) => {
      const end = await ends.get(name);
      const count = size?.records ?? 25;
      expect(end).toMatchObject({
        signals: deaths.map(() => 'SIGKILL'),
        report: { status: 'Completed', counts: { read: count, sent: count, failed: 0, unknown: 0, pending: 0 } },
        comparison: { lost: [], doubled: [], stale: [] },
        inTarget: count,
        wentBack: 0,
        cutDate: end?.last,
        told: { ids: [expect.any(String)], states: ['delivered'] },
      });
      expect(end?.recoveredMs).toBeLessThan(mostRecoveryMs[place.kind]);
    },
    900_000,
  );
});

function namespaceOf(index: number): string {
  return `crash-${index}`;
}

async function registerNamespaces(address: string, count: number): Promise<void> {
  await using client = await DataWaldClient.connect({ address });
  const { workflowService } = client.temporal;
  for (let index = 0; index < count; index += 1) {
    await workflowService.registerNamespace({
      namespace: namespaceOf(index),
      workflowExecutionRetentionPeriod: { seconds: 86_400 as unknown as never },
    });
  }
}
