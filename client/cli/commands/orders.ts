import { describeReport, type TaskReport } from '../../../core/task-report.js';
import type { SyncTaskHandle } from '../../sync-task-handle.js';
import { argument, type CommandInput, type CommandSpec, textOption } from '../command.js';
import type { Context } from '../context.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';

interface OrderSpec {
  readonly name: string;
  readonly summary: string;
  readonly example?: string;
  readonly options?: CommandSpec['options'];
  readonly send: (task: SyncTaskHandle, input: CommandInput, context: Context) => Promise<TaskReport>;
}

/** A command that asks something of one task and prints what the task answers. */
function order({ name, summary, example, options, send }: OrderSpec): CommandSpec {
  const id = 'shop-orders-to-crm-2026-01-31T09:30:00Z';
  return {
    name,
    summary,
    arguments: [{ name: 'task', summary: 'the id of the task' }],
    ...(options !== undefined && { options }),
    examples: [`datawald ${name} ${id}`, ...(example === undefined ? [] : [`datawald ${name} ${id} ${example}`])],
    async run(context, input): Promise<ExitCode> {
      const client = await context.client();
      const report = await send(client.task(argument(input, 0)), input, context);
      context.output.data(report, describeReport(report));
      const hasFailed = input.options['wait'] === true && report.counts.failed + report.counts.unknown > 0;
      return hasFailed ? exitCodes.entitiesFailed : exitCodes.done;
    },
  };
}

/** They go to the task in one message. */
const mostIds = 10_000;

/** The source ids of a task's entities that failed with a code. Throws a UsageError where there are none, or too many. */
async function failedWith(code: string, taskId: string, context: Context): Promise<readonly string[]> {
  const store = await context.store();
  const task = await store.tasks.get(taskId);
  const rows = task === undefined ? [] : await store.staging.entities({ taskNo: task.taskNo, statuses: ['F'], limit: 1_000_000 });
  const failed = rows.filter(({ isSuperseded }) => !isSuperseded);
  const found = failed.filter((row) => row.code === code).map(({ srcId }) => srcId);
  if (found.length > mostIds)
    throw new UsageError(`${found.length} entities failed with ${code}; ${mostIds} are the most. Retry without --code.`);
  if (found.length > 0) return found;
  const codes = [...new Set(failed.map((row) => row.code ?? ''))].sort().join(', ');
  throw new UsageError(`No entity of ${taskId} failed with ${code}.${codes === '' ? '' : ` There are: ${codes}.`}`);
}

export const orders: readonly CommandSpec[] = [
  order({
    name: 'retry',
    summary: 'Send the failed entities of a task again, all or some',
    options: [
      { flags: '--keys <ids>', summary: 'only these source ids, separated by commas' },
      { flags: '--code <code>', summary: 'only those that failed with this code, such as LookupMissing' },
      { flags: '--wait', summary: 'wait until the retry has ended; exit 3 if entities failed again' },
    ],
    example: '--keys 1000012,1000013 --wait',
    send: async (task, input, context) => {
      const [keys, code] = [textOption(input, 'keys'), textOption(input, 'code')];
      if (keys !== undefined && code !== undefined) throw new UsageError('Name either --keys or --code.');
      const srcIds = code === undefined ? keys?.split(',').map((key) => key.trim()) : await failedWith(code, task.taskId, context);
      const report = await task.retry(srcIds === undefined ? {} : { srcIds });
      return input.options['wait'] === true ? await task.settled() : report;
    },
  }),
  order({ name: 'pause', summary: 'Pause a running task; what is under way is finished', send: async (task) => await task.pause() }),
  order({ name: 'resume', summary: 'Let a paused task go on', send: async (task) => await task.resume() }),
  order({ name: 'cancel', summary: 'End a task; its cut date does not move', send: async (task) => await task.cancel() }),
  order({ name: 'dismiss', summary: 'Close a failed task without sending its entities', send: async (task) => await task.dismiss() }),
];
