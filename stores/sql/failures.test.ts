import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { ConnectorError, DataWaldError } from '../../core/errors.js';
import { openStore } from '../open-store.js';
import { explainLibsqlError, explainPostgresError } from './failures.js';

describe('an embedded store', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'datawald-failures-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('creates the directory of its file', async () => {
    await using store = openStore({ kind: 'embedded', file: join(directory, 'deep', 'er', 'store.db') });
    await expect(store.ping()).resolves.toBeUndefined();
  });

  it('says which file is no database', async () => {
    const file = join(directory, 'letter.txt');
    await writeFile(file, 'Dear Ann,\n'.repeat(1000));
    expect(() => openStore({ kind: 'embedded', file })).toThrow(`[store] the file ${file} is not a database`);
  });

  it('says which path cannot be opened', async () => {
    await writeFile(join(directory, 'file'), '');
    const file = join(directory, 'file', 'store.db');
    expect(() => openStore({ kind: 'embedded', file })).toThrow(expect.objectContaining({ code: 'Config', name: 'ConnectorError' }));
  });

  it('calls a full disk passing, and names the file', async () => {
    const file = join(directory, 'full.db');
    const database = new Database(file);
    database.exec('create table t (a); pragma max_page_count = 3');
    const error = thrownBy(() => database.exec(`insert into t values ('${'x'.repeat(100_000)}')`));
    database.close();
    expect(explainLibsqlError(error, file)).toMatchObject({ code: 'Transient', endpoint: 'store', cause: error });
    expect(String(explainLibsqlError(error, file))).toContain(`disk is full: nothing more can be written to ${file}`);
  });

  it('calls a lock passing', () => {
    const file = join(directory, 'locked.db');
    const [one, two] = [new Database(file), new Database(file)];
    one.exec('begin immediate');
    const error = thrownBy(() => two.exec('begin immediate'));
    one.close();
    two.close();
    expect(explainLibsqlError(error, file)).toMatchObject({ code: 'Transient', message: expect.stringContaining(file) });
  });
});

describe('a store on Postgres', () => {
  it('calls a refused connection passing, and names the server without the password', async () => {
    const port = await new Promise<number>((found) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
      });
    });
    await using store = openStore({ kind: 'postgres', url: `postgres://ann:secret@127.0.0.1:${port}/db` });
    const error: unknown = await store.ping().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ code: 'Transient', endpoint: 'store', cause: expect.anything() });
    expect(String(error)).toContain(`no connection to Postgres at 127.0.0.1:${port} (ECONNREFUSED)`);
    expect(String(error)).not.toContain('secret');
  });

  it('calls a connection that broke passing', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await using store = openStore({ kind: 'postgres', url: `postgres://ann:secret@127.0.0.1:${port}/db` });
    await expect(store.ping()).rejects.toMatchObject({ code: 'Transient' });
    server.close();
  });
});

describe('any other error', () => {
  it('comes as it is', () => {
    const error = new TypeError('x is not a function');
    const refusal = new DataWaldError('ClaimLost', 'lost');
    for (const explain of [explainLibsqlError, explainPostgresError]) {
      expect(explain(error, 'where')).toBe(error);
      expect(explain(refusal, 'where')).toBe(refusal);
    }
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
