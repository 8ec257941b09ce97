import type { OutboxMessage } from '../../../stores/outbox.js';
import { type CommandSpec, textOption } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { table } from '../output.js';

const shown = 50;

export const notifications: CommandSpec = {
  name: 'notifications',
  summary: 'List what people were told of tasks, or tell them again',
  options: [
    { flags: '--task <id>', summary: 'only of this task' },
    { flags: '--undelivered', summary: 'only those that have not arrived' },
    { flags: '--again <id>', summary: 'deliver this notification once more' },
  ],
  examples: [
    'datawald notifications --undelivered',
    'datawald notifications --task shop-orders-to-crm-2026-01-31T09:30:00Z',
    'datawald notifications --again 20260131T093005123000Z-Zk3nW9x2bQfP7aLd',
  ],
  async run(context, input) {
    const again = textOption(input, 'again');
    const store = await context.store();
    if (again !== undefined) {
      if ((await store.outbox.get(again)) === undefined) {
        context.output.data({ id: again, isKnown: false }, `There is no notification "${again}"; "datawald notifications" lists them.`);
        return exitCodes.failure;
      }
      await (await context.client()).deliverAgain(again);
      context.output.data(
        { id: again, isKnown: true },
        `Notification ${again} is on its way; datawald notifications shows what became of it.`,
      );
      return exitCodes.done;
    }
    const taskId = textOption(input, 'task');
    const found = await store.outbox.list({
      limit: shown,
      ...(taskId !== undefined && { taskId }),
      ...(input.options['undelivered'] === true && { states: ['pending', 'undeliverable'] }),
    });
    context.output.data(found, found.length === 0 ? 'no such notifications' : describe(found));
    return exitCodes.done;
  },
};

function describe(found: readonly OutboxMessage[]): string {
  const rows = found.map(({ id, channel, state, attempts, error, body }) => [
    id,
    body.event,
    body.task.taskId,
    channel,
    state,
    attempts,
    error ?? '',
  ]);
  return table(['id', 'event', 'task', 'channel', 'state', 'attempts', 'last error'], rows);
}
