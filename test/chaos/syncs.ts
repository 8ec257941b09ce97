import { setTimeout as delay } from 'node:timers/promises';
import type { DataWaldClient } from '../../client/datawald-client.js';
import { flow } from './flow.js';

const everyMs = 1500;
const mostTasks = 1000;

/** Starts the sync again and again, whatever becomes of it, until it is told to stop. */
export async function startAgainAndAgain(client: DataWaldClient, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    await client.start(flow.syncId).catch(() => {});
    await delay(everyMs, undefined, { signal: stopped }).catch(() => {});
  }
}

/** Retries what is open, then runs the sync once more, until a run is Completed and nothing is left open. False: not in time. */
export async function comeToRest(client: DataWaldClient, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    try {
      if (await hasEndedWell(client)) return true;
    } catch {
      // The server, or the workers that answer for tasks, are still on their way up.
    }
    await delay(1000);
  }
  return false;
}

async function hasEndedWell(client: DataWaldClient): Promise<boolean> {
  for (const { taskId } of await client.list({ syncId: flow.syncId, isOpen: true, limit: mostTasks })) {
    const { status } = await client.task(taskId).report();
    if (status === 'Fail' || status === 'Incompleted') await client.task(taskId).retry();
  }
  const last = await (await client.start(flow.syncId)).settled();
  if (last.status !== 'Completed') return false;
  return (await client.list({ syncId: flow.syncId, isOpen: true, limit: mostTasks })).length === 0;
}

/** How many tasks ended how: `Completed 41, Cancelled 12`. */
export async function describeTasks(client: DataWaldClient): Promise<string> {
  const counts = new Map<string, number>();
  for (const { status = 'unknown', isOpen } of await client.list({ syncId: flow.syncId, limit: mostTasks })) {
    const name = isOpen ? `${status} and open` : status;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}
