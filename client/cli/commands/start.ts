import type { SyncConfig } from '../../../config/config.js';
import type { Lane } from '../../../core/ids.js';
import { nearest } from '../../../core/nearest.js';
import { describeReport, type TaskReport } from '../../../core/task-report.js';
import { argument, type CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';
import { ProgressLine } from '../progress-line.js';

export const start: CommandSpec = {
  name: 'start',
  summary: 'Run a sync now and follow its task',
  arguments: [{ name: 'sync', summary: 'the id of the sync' }],
  options: [{ flags: '--no-wait', summary: 'print the id of the task and return at once' }],
  examples: ['datawald start shop-orders-to-crm', 'datawald start shop-orders-to-crm --no-wait --json'],
  async run(context, input) {
    const syncId = argument(input, 0);
    const client = await context.client();
    const task = await client.start(syncId, { trigger: 'manual', lane: laneOf(context, syncId) });
    if (input.options['wait'] === false) {
      context.output.data({ taskId: task.taskId }, task.taskId);
      return exitCodes.done;
    }
    context.output.note(`task ${task.taskId}`);
    const line = new ProgressLine(context.output, syncId);
    const report = await task.settled((seen) => line.show(seen));
    line.end();
    context.output.data(report, describeReport(report));
    return exitCodeOfReport(report);
  },
};

/** The lane of a sync in the config. */
export function laneOf(context: Context, syncId: string): Lane {
  const { source, target, txType, group } = syncOf(context, syncId);
  return { source, target, txType, ...(group !== undefined && { group }) };
}

/** A sync of the config. Throws a UsageError that names those there are. */
export function syncOf(context: Context, syncId: string): SyncConfig {
  const { syncs } = context.config().config;
  const sync = syncs[syncId];
  if (sync === undefined) {
    const guess = nearest(syncId, Object.keys(syncs));
    throw new UsageError(
      `There is no sync "${syncId}" in the config.${guess === undefined ? '' : ` Did you mean ${guess}?`} There are: ${Object.keys(syncs).join(', ')}.`,
    );
  }
  return sync;
}

export function exitCodeOfReport(report: TaskReport): ExitCode {
  if (report.status === 'Paused') return exitCodes.configOrAuth;
  if (report.counts.failed + report.counts.unknown + report.counts.pending > 0) return exitCodes.entitiesFailed;
  return report.status === 'Completed' ? exitCodes.done : exitCodes.failure;
}
