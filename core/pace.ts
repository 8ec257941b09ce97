const second = 1000;

/** How long a transfer waits between two reports: seldom enough that a day of them stays a short history. */
export function progressIntervalMs(elapsedMs: number): number {
  return Math.min(Math.max(elapsedMs / 30, 2 * second), 300 * second);
}

/** How long a task waits before it looks again whether its lane is free. */
export function lanePollMs(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / 10, second), 60 * second);
}
