import { Context } from '@temporalio/activity';

/** Several beats within the heartbeat time-out, so that one late beat is no lost worker. */
const intervalMs = 2000;

/**
 * Runs `work` while beating: a dead process is noticed within the heartbeat time-out, however slow the other side is.
 * The signal aborts when the activity is cancelled or the worker's grace time is over.
 */
export async function whileBeating<T>(work: (signal: AbortSignal, beat: (details: unknown) => void) => Promise<T>): Promise<T> {
  const context = Context.current();
  let details: unknown = context.info.heartbeatDetails;
  const beat = (newer: unknown) => {
    details = newer;
    context.heartbeat(newer);
  };
  const timer = setInterval(() => context.heartbeat(details), intervalMs);
  try {
    return await work(context.cancellationSignal, beat);
  } finally {
    clearInterval(timer);
  }
}

/** The same activities, each of them beating while it runs. */
export function withHeartbeats<T extends object>(activities: T): T {
  const beating = Object.entries(activities).map(([name, activity]: [string, (...args: unknown[]) => Promise<unknown>]) => [
    name,
    async (...args: unknown[]) => await whileBeating(async () => await activity(...args)),
  ]);
  return Object.fromEntries(beating) as T;
}
