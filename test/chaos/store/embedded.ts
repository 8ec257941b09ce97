import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'libsql';
import type { ChaosStore } from './chaos-store.js';

/** A file. What can happen to it is that another process holds the right to write. */
export function openEmbedded(folder: string): ChaosStore {
  const file = join(folder, 'store.db');
  return {
    settings: { kind: 'embedded', file },
    incidents: { lockStore: { what: 'lock the store', bringAbout: async (forMs) => await lock(file, forMs) } },
    describe: () => '',
    stop: () => Promise.resolve(),
  };
}

/** Holds the right to write that only one process at a time can have. */
async function lock(file: string, forMs: number): Promise<void> {
  const database = new Database(file, { timeout: 0 });
  try {
    while (!tryToLock(database)) await delay(1);
    await delay(forMs);
    database.exec('rollback');
  } finally {
    database.close();
  }
}

function tryToLock(database: Database.Database): boolean {
  try {
    database.exec('begin immediate');
    return true;
  } catch {
    return false;
  }
}
