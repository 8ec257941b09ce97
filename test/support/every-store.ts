import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, it } from '@jest/globals';
import type { StoreSettings } from '../../stores/open-store.js';
import { startPostgres } from '../contract/store/postgres-server.js';
import { startMoto } from './moto-server.js';

/** Where a test has its stores: one kind, on a server or in a folder of its own. */
export interface StorePlace {
  readonly kind: StoreSettings['kind'];
  /** The settings of an empty store. */
  newStore(): Promise<StoreSettings>;
  stop(): Promise<void>;
}

/**
 * A place for every kind of store that can be had on this machine, for the duration of the test file that asks. One that
 * cannot be had becomes a test that is printed as not done, with the reason.
 */
export async function everyStore(): Promise<readonly StorePlace[]> {
  const places: StorePlace[] = [];
  for (const [kind, start] of Object.entries(starts)) {
    try {
      places.push(await start());
    } catch (error) {
      it.todo(`is not tested on ${kind} on this machine: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  afterAll(async () => await Promise.all(places.map(async (place) => await place.stop())));
  return places;
}

function embeddedPlace(): StorePlace {
  const folder = mkdtempSync(join(tmpdir(), 'datawald-stores-'));
  let files = 0;
  return {
    kind: 'embedded',
    newStore: () => {
      files += 1;
      return Promise.resolve({ kind: 'embedded', file: join(folder, `store-${files}.db`) });
    },
    stop: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  };
}

async function postgresPlace(): Promise<StorePlace> {
  const server = await startPostgres();
  return {
    kind: 'postgres',
    newStore: async () => ({ kind: 'postgres', url: await server.newDatabase() }),
    stop: async () => await server.stop(),
  };
}

async function dynamodbPlace(): Promise<StorePlace> {
  process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
  const server = await startMoto();
  let prefixes = 0;
  return {
    kind: 'dynamodb',
    newStore: () => {
      prefixes += 1;
      return Promise.resolve({ kind: 'dynamodb', region: 'eu-central-1', prefix: `t${prefixes}-`, endpoint: server.endpoint });
    },
    stop: async () => await server.stop(),
  };
}

const starts: Readonly<Record<StoreSettings['kind'], () => Promise<StorePlace>>> = {
  embedded: () => Promise.resolve(embeddedPlace()),
  postgres: postgresPlace,
  dynamodb: dynamodbPlace,
};
