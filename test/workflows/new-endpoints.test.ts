import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestEngine } from '../support/engine.js';
import { newSync } from '../support/new-sync.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

let engine: TestEngine;
beforeAll(async () => {
  engine = await TestEngine.start();
});
afterAll(async () => await engine.stop());

it('says once that the store cannot be read, and serves new endpoints when it can again', async () => {
  const said: unknown[] = [];
  engine.onBlind = (error) => said.push(error);
  const versions = engine.store.configVersions;
  const current = versions.current.bind(versions);
  await engine.startWorkers();
  let looks = 0;
  versions.current = async () => {
    looks += 1;
    throw new Error('the database is away');
  };
  await until('it has looked three times', () => looks >= 3);
  expect(said).toEqual([new Error('the database is away')]);
  versions.current = current;
  const sync = await newSync(engine);
  sync.source.put('order', records(2));
  expect(await (await engine.client.start(sync.syncId)).result()).toMatchObject({ status: 'Completed', counts: { sent: 2 } });
});
