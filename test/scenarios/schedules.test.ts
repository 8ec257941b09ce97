import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { scheduleSchema } from '../../config/config.js';
import { scheduleId } from '../../core/ids.js';
import { TestEngine } from '../support/engine.js';

let engine: TestEngine;
beforeAll(async () => {
  engine = await TestEngine.start();
});
afterAll(async () => await engine.stop());

async function runsBetween(syncId: string, from: string, to: string): Promise<readonly string[]> {
  const { workflowService, options } = engine.environment.client;
  const instant = (text: string) => ({ seconds: new Date(text).getTime() / 1000 }) as never;
  const { startTime } = await workflowService.listScheduleMatchingTimes({
    namespace: options.namespace,
    scheduleId: scheduleId(syncId),
    startTime: instant(from),
    endTime: instant(to),
  });
  return startTime.map(({ seconds }) => new Date(Number(seconds) * 1000).toISOString());
}

it('S35 a schedule at half past two runs once on the day that skips that hour, and once on the day that has it twice', async () => {
  const cron = (expression: string) => scheduleSchema.parse({ cron: expression, timezone: 'Europe/Berlin', paused: true });
  await engine.client.schedules.bringInLine({ nightly: cron('30 2 * * *'), often: cron('*/30 * * * *') }, false);
  expect(await runsBetween('nightly', '2027-03-26T12:00:00Z', '2027-03-29T12:00:00Z')).toEqual([
    '2027-03-27T01:30:00.000Z',
    '2027-03-28T01:30:00.000Z',
    '2027-03-29T00:30:00.000Z',
  ]);
  expect(await runsBetween('nightly', '2027-10-29T12:00:00Z', '2027-11-01T12:00:00Z')).toEqual([
    '2027-10-30T00:30:00.000Z',
    '2027-10-31T01:30:00.000Z',
    '2027-11-01T01:30:00.000Z',
  ]);
  expect(await runsBetween('often', '2027-03-28T00:15:00Z', '2027-03-28T01:45:00Z')).toEqual([
    '2027-03-28T00:30:00.000Z',
    '2027-03-28T01:00:00.000Z',
    '2027-03-28T01:30:00.000Z',
  ]);
});
