import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../contract/store/postgres-server.js';
import type { ChaosStore } from './chaos-store.js';
import { TcpProxy } from './tcp-proxy.js';

/** A Postgres server that is killed, and that workers reach through a proxy which cuts their connections. */
export async function openPostgres(random: () => number): Promise<ChaosStore> {
  const server = await startPostgres();
  const direct = await server.newDatabase();
  const proxy = new TcpProxy(Number(new URL(direct).port), random);
  const url = new URL(direct);
  url.port = String(await proxy.listen());
  const stats = { killed: 0, locked: 0 };
  /** Only one at a time can be away. */
  let restart: Promise<void> | undefined;
  const incidents: ChaosStore['incidents'] = {
    killStore: {
      what: 'kill Postgres',
      bringAbout: async (forMs) => {
        stats.killed += restart === undefined ? 1 : 0;
        restart ??= killAndRestart(server, forMs).finally(() => {
          restart = undefined;
        });
        await restart;
      },
    },
    lockStore: {
      what: 'lock all routes and tasks in Postgres',
      bringAbout: async (forMs) => {
        stats.locked += (await lockRows(direct, forMs)) ? 1 : 0;
      },
    },
    cutStore: {
      what: 'cut the connections to Postgres',
      bringAbout: async (forMs) => {
        proxy.cut();
        await delay(forMs);
        proxy.mend();
      },
    },
  };
  const stop = async () => {
    await proxy.close();
    await server.stop();
  };
  return { settings: { kind: 'postgres', url: url.href }, incidents, describe: () => JSON.stringify({ ...stats, ...proxy.stats }), stop };
}

async function killAndRestart(server: PostgresServer, awayMs: number): Promise<void> {
  await server.kill();
  await delay(awayMs);
  await server.restart();
}

/** False where the lock could not be had, or was lost because the server was killed meanwhile. */
async function lockRows(url: string, forMs: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('begin');
    await client.query('select 1 from routes for update');
    await client.query('select 1 from tasks for update');
    await delay(forMs);
    await client.query('rollback');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
