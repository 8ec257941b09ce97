import type { SyncConfig } from '../../../config/config.js';
import { type BackfillRequest, readBackfill } from '../../../core/backfill.js';
import type { Lane } from '../../../core/ids.js';
import { nearest } from '../../../core/nearest.js';
import { describeReport, type TaskReport } from '../../../core/task-report.js';
import { argument, type CommandInput, type CommandSpec, textOption } from '../command.js';
import type { Context } from '../context.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';
import { ProgressLine } from '../progress-line.js';

export const start: CommandSpec = {
  name: 'start',
  summary: 'Run a sync now and follow its task',
  arguments: [{ name: 'sync', summary: 'the id of the sync' }],
  options: [
    { flags: '--from <instant>', summary: 'backfill: read anew what changed from this moment on; the cut date stays' },
    { flags: '--to <instant>', summary: 'with --from: up to this moment; default: now' },
    { flags: '--ids <ids>', summary: 'backfill: read these source ids anew, separated by commas' },
    { flags: '--no-wait', summary: 'print the id of the task and return at once' },
  ],
  examples: [
    'datawald start shop-orders-to-crm',
    'datawald start shop-orders-to-crm --no-wait --json',
    'datawald start shop-orders-to-crm --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z',
    'datawald start shop-orders-to-crm --ids 1000012,1000013',
  ],
  async run(context, input) {
    const syncId = argument(input, 0);
    const client = await context.client();
    const lane = laneOf(context, syncId);
    const backfill = backfillOf(input);
    const task = await (backfill === undefined ? client.start(syncId, { trigger: 'manual', lane }) : client.backfill(syncId, backfill));
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

/** What the options ask to be read anew; undefined where the sync goes on from its cut date. */
function backfillOf(input: CommandInput): BackfillRequest | undefined {
  const [from, to, ids] = [textOption(input, 'from'), textOption(input, 'to'), textOption(input, 'ids')];
  if (ids !== undefined && (from !== undefined || to !== undefined)) throw new UsageError('--ids and --from/--to exclude each other.');
  if (ids !== undefined) return checked({ srcIds: ids.split(',').map((id) => id.trim()) });
  if (to !== undefined && from === undefined) throw new UsageError('--to goes with --from.');
  if (from === undefined) return undefined;
  return checked({ from, ...(to !== undefined && { to }) });
}

function checked(request: BackfillRequest): BackfillRequest {
  const backfill = readBackfill(request, new Date());
  if ('refusal' in backfill) throw new UsageError(backfill.refusal);
  return backfill;
}

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
