import { nearest } from '../../../core/nearest.js';
import { type TaskStatus, taskStatuses } from '../../../core/task.js';
import type { TaskQuery, TaskSummary } from '../../datawald-client.js';
import { type CommandInput, type CommandSpec, countOption, textOption } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';
import { table } from '../output.js';

export const tasks: CommandSpec = {
  name: 'tasks',
  summary: 'List tasks, newest first',
  options: [
    { flags: '--sync <id>', summary: 'only of this sync' },
    { flags: '--status <status>', summary: `only with this status: ${taskStatuses.join(', ')}` },
    { flags: '--open', summary: 'only open ones: running, or waiting for a person' },
    { flags: '--limit <count>', summary: 'at most so many; default 20' },
  ],
  examples: ['datawald tasks', 'datawald tasks --status Fail --open', 'datawald tasks --sync shop-orders-to-crm --json'],
  async run(context, input) {
    const query = queryOf(input);
    const client = await context.client();
    const found = await client.list(query);
    context.output.data(found, found.length === 0 ? 'no such tasks' : describe(found));
    return exitCodes.done;
  },
};

function queryOf(input: CommandInput): TaskQuery {
  const [syncId, status] = [textOption(input, 'sync'), textOption(input, 'status')];
  return {
    limit: countOption(input, 'limit') ?? 20,
    ...(syncId !== undefined && { syncId }),
    ...(status !== undefined && { status: statusOf(status) }),
    ...(input.options['open'] === true && { isOpen: true }),
  };
}

function statusOf(text: string): TaskStatus {
  const status = taskStatuses.find((known) => known.toLowerCase() === text.toLowerCase());
  if (status !== undefined) return status;
  const guess = nearest(text, taskStatuses);
  throw new UsageError(
    `There is no status "${text}".${guess === undefined ? '' : ` Did you mean ${guess}?`} There are: ${taskStatuses.join(', ')}.`,
  );
}

function describe(found: readonly TaskSummary[]): string {
  const rows = found.map((task) => [
    task.taskId,
    task.status ?? '',
    task.isOpen ? 'open' : 'ended',
    task.entities ?? '',
    task.failed ?? '',
    task.startedAt.toISOString().slice(0, 19),
  ]);
  return table(['task', 'status', '', 'entities', 'failed', 'started (UTC)'], rows);
}
