import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a state is reached; fails with its description when it is not within `withinMs`. */
export async function until(what: string, isReached: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isReached())) {
    if (Date.now() > deadline) throw new Error(`not reached within ${withinMs} ms: ${what}`);
    await delay(5);
  }
}
