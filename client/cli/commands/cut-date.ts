import type { Cursor } from '../../../core/cursor.js';
import { parseInstant, toInstant } from '../../../core/instant.js';
import type { CutDate } from '../../../core/task.js';
import { argument, type CommandSpec, textOption } from '../command.js';
import type { Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';
import { laneOf } from './start.js';

export const cutDate: CommandSpec = {
  name: 'cut-date',
  summary: 'Show up to where a sync has read its source, or set it',
  arguments: [{ name: 'sync', summary: 'the id of the sync' }],
  options: [{ flags: '--set <instant>', summary: 'read from this moment on, inclusive: 2026-01-31T09:30:00Z' }],
  examples: ['datawald cut-date shop-orders-to-crm', 'datawald cut-date shop-orders-to-crm --set 2026-01-01T00:00:00Z'],
  async run(context, input) {
    const syncId = argument(input, 0);
    const wanted = textOption(input, 'set');
    const lane = laneOf(context, syncId);
    const store = await context.store();
    const before = await store.cutDates.get(lane);
    if (wanted === undefined) {
      context.output.data(before ?? null, before === undefined ? `${syncId} has no cut date yet` : describe(before));
      return exitCodes.done;
    }
    const cursor = cursorOf(wanted);
    await refuseWhileRunning(context, syncId);
    const commit = { lane, cursor, expectedVersion: before?.version ?? 0, committedBy: 'by hand', at: toInstant(new Date()) };
    const answer = await store.cutDates.commit(commit);
    if (answer === 'conflict') {
      context.output.note('A task has moved the cut date at this very moment. Look at it again, then set it again.');
      return exitCodes.failure;
    }
    context.output.data(
      { ...cursor, replaced: before ?? null },
      `${syncId} reads from ${cursor.updatedAt} on${before === undefined ? '' : `; it was ${before.cursor.updatedAt}`}`,
    );
    return exitCodes.done;
  },
};

function cursorOf(text: string): Cursor {
  const updatedAt = parseInstant(text);
  if (updatedAt === undefined)
    throw new UsageError(`--set takes a date and time with its zone, such as 2026-01-31T09:30:00Z, not "${text}".`);
  return { updatedAt };
}

/** A running task has pinned the old cut date and would find a conflict at its end. */
async function refuseWhileRunning(context: Context, syncId: string): Promise<void> {
  const holder = await (await context.client()).laneHolder(laneOf(context, syncId));
  if (holder !== undefined)
    throw new UsageError(`Task ${holder} of ${syncId} is running. Wait for it, or cancel it, then set the cut date.`);
}

function describe({ cursor, committedBy, committedAt, version }: CutDate): string {
  const entity = cursor.srcId === undefined ? '' : ` (up to ${cursor.srcId})`;
  return `${cursor.updatedAt}${entity}, set ${committedAt} by ${committedBy}, change ${version}`;
}
