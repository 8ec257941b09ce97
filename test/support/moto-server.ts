import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { installWheels } from './wheels.js';

/** A stand-in for DynamoDB for the duration of a test file. */
export interface MotoServer {
  readonly endpoint: string;
  /** It stands still, and so do requests to it, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const startsWithinMs = 60_000;

/**
 * One request to DynamoDB at a time: moto's transactions are not isolated, and one that fails puts the tables back as they
 * were when it began, with the writes of others. DynamoDB itself keeps them apart.
 */
const program = `
import threading
from moto.dynamodb.responses import DynamoHandler
from moto.server import main

one_at_a_time = threading.Lock()
call_action = DynamoHandler.call_action

def call_alone(handler):
    with one_at_a_time:
        return call_action(handler)

DynamoHandler.call_action = call_alone
main()
`;

/** Throws what is missing on this machine. */
export async function startMoto(): Promise<MotoServer> {
  const { python, home } = await installWheels('moto');
  const port = await freePort();
  const server = spawn(python, ['-c', program, '-H', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, PYTHONPATH: home },
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilReady(server, endpoint);
  return {
    endpoint,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    stop: () => end(server),
  };
}

async function untilReady(server: ChildProcess, endpoint: string): Promise<void> {
  const deadline = Date.now() + startsWithinMs;
  while (server.exitCode === null && Date.now() < deadline) {
    const isReady = await fetch(`${endpoint}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await setTimeout(100);
  }
  server.kill();
  throw new Error(`moto's server did not answer at ${endpoint}`);
}

async function end(server: ChildProcess): Promise<void> {
  const ended = new Promise((done) => server.once('exit', done));
  server.kill('SIGKILL');
  await ended;
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
