import { Socket } from 'node:net';

/**
 * Resolves at the first SIGINT or SIGTERM; and, for a process that is to end with the one that started it, when that
 * one's end of standard input closes.
 */
export async function untilStopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    if (process.env['DATAWALD_STOP_WITH_PARENT'] === '1') followParent(resolve);
  });
}

/** Standard input is a pipe here, and must not keep the process alive by itself. */
function followParent(stop: () => void): void {
  process.stdin.once('close', stop).resume();
  if (process.stdin instanceof Socket) process.stdin.unref();
}
