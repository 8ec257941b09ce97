import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { DataWaldError } from '../../../core/errors.js';
import { searchAttributeKeys } from '../../../workflows/search-attributes.js';
import { Child } from './child-process.js';
import { freePort } from './free-port.js';
import { temporalBinary } from './temporal-binary.js';

export interface RunningTemporal {
  readonly address: string;
  /** Absent for a server that was there already. */
  readonly webUi?: string;
  readonly child?: Child;
}

/** The server that TEMPORAL_ADDRESS names, or a development server with its Web UI and its data in `folder`. */
export async function startTemporal(
  folder: string,
  say: (line: string) => void,
  wanted = { port: 7233, uiPort: 8233 },
): Promise<RunningTemporal> {
  const named = process.env['TEMPORAL_ADDRESS'];
  if (named !== undefined && named !== '') {
    await waitUntilReady(named, 10_000);
    const webUi = process.env['TEMPORAL_UI_ADDRESS'];
    return { address: named, ...(webUi !== undefined && { webUi }) };
  }
  const binary = await temporalBinary(say);
  const started =
    (await launch(binary, folder, wanted)) ?? (await launch(binary, folder, anyPorts)) ?? (await launch(binary, folder, anyPorts));
  if (started !== undefined) return started;
  throw new DataWaldError('Transient', `The Temporal server ended as it began. Its last words are in ${join(folder, logName)}.`);
}

interface Ports {
  readonly port: number;
  readonly uiPort: number;
}

const anyPorts: Ports = { port: 0, uiPort: 0 };
const logName = 'temporal.log';

/** Undefined for a server that ended at once: someone else may have taken its port between the look and the start. */
async function launch(binary: string, folder: string, wanted: Ports): Promise<RunningTemporal | undefined> {
  const [port, uiPort] = [await freePort(wanted.port), await freePort(wanted.uiPort)];
  const child = new Child({ command: binary, args: argumentsOf({ port, uiPort, folder }), logFile: join(folder, logName) });
  const address = `127.0.0.1:${port}`;
  const outcome = await Promise.race([waitUntilReady(address, 30_000), child.exited]);
  return outcome === 'ready' && child.isRunning ? { address, webUi: `http://127.0.0.1:${uiPort}`, child } : undefined;
}

/** These pragmas more than double what the server does per second; a crash of the machine can lose the last moment, no more. */
const pragmas = ['journal_mode=WAL', 'synchronous=NORMAL'];

function argumentsOf({ port, uiPort, folder }: { port: number; uiPort: number; folder: string }): string[] {
  const attributes = Object.values(searchAttributeKeys).flatMap(({ name, type }) => ['--search-attribute', `${name}=${type}`]);
  const server = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)];
  const data = ['--db-filename', join(folder, 'temporal.db'), '--log-level', 'error'];
  return [...server, ...data, ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]), ...attributes];
}

async function waitUntilReady(address: string, withinMs: number): Promise<'ready'> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 2000 });
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      await connection.close();
      return 'ready';
    } catch (cause) {
      if (Date.now() > deadline) throw new DataWaldError('Transient', `No Temporal server answers at ${address}.`, { cause });
      await delay(100);
    }
  }
}
