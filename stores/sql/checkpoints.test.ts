import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { CheckpointThread } from './checkpoints.js';

describe('the checkpoint thread', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'datawald-checkpoints-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('moves what was written from the log into the file', async () => {
    const file = join(directory, 'store.db');
    const database = new Database(file);
    database.pragma('journal_mode = wal');
    database.pragma('wal_autocheckpoint = 0');
    database.exec('create table t (a)');
    database.prepare('insert into t values (?)').run(['x'.repeat(100_000)]);
    const thread = new CheckpointThread(file, () => {
      throw new Error('the thread failed');
    });
    thread.start();
    while ((await stat(file)).size < 100_000) await new Promise(setImmediate);
    await thread.stop();
    expect(database.pragma('wal_checkpoint(passive)')).toMatchObject([{ busy: 0 }]);
    database.close();
  });

  it('hands the work back when it cannot do it', async () => {
    const hasFallenBack = new Promise<boolean>((settle) => {
      new CheckpointThread(join(directory, 'missing', 'store.db'), () => settle(true)).start();
    });
    expect(await hasFallenBack).toBe(true);
  });

  it('does not hand it back when it is stopped, at whatever moment', async () => {
    let hasFallenBack = false;
    const thread = new CheckpointThread(join(directory, 'store.db'), () => {
      hasFallenBack = true;
    });
    thread.start();
    await thread.stop();
    await thread.stop();
    expect(hasFallenBack).toBe(false);
  });
});
