/**
 * Resolves at the first SIGINT or SIGTERM; and, for a process that is to end with the one that started it, when that
 * one's end of standard input closes.
 */
export async function untilStopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    if (process.env['DATAWALD_STOP_WITH_PARENT'] === '1') process.stdin.once('close', () => resolve()).resume();
  });
}
