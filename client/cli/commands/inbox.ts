import { randomBytes } from 'node:crypto';
import { newPushTaskId } from '../../../core/ids.js';
import { withoutBody } from '../../../stores/inbox.js';
import { type CommandSpec, textOption } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { table } from '../output.js';

const shown = 100;

export const inbox: CommandSpec = {
  name: 'inbox',
  summary: 'List pushed messages that are not through, or start a task for those that a cancelled one gave back',
  options: [
    { flags: '--sync <id>', summary: 'only of this sync' },
    { flags: '--start', summary: 'with --sync: start a task for what waits without one' },
  ],
  examples: ['datawald inbox', 'datawald inbox --sync pushed-orders', 'datawald inbox --sync pushed-orders --start'],
  async run(context, input) {
    const syncId = textOption(input, 'sync');
    const store = await context.store();
    if (input.options['start'] === true) {
      if (syncId === undefined) {
        context.output.note('--start needs --sync.');
        return exitCodes.usage;
      }
      const newTaskId = newPushTaskId(syncId, new Date(), randomBytes(4).toString('hex'));
      const taskId = await store.inbox.reopen({ syncId, newTaskId });
      if (taskId === undefined) {
        context.output.data({ syncId }, `Nothing waits for ${syncId} without a task.`);
        return exitCodes.done;
      }
      await (await context.client()).startPushTask({ syncId, taskId });
      context.output.data({ syncId, taskId }, `Started. Follow it with: datawald task ${taskId}`);
      return exitCodes.done;
    }
    const waiting = await store.inbox.waiting({ limit: shown, ...(syncId !== undefined && { syncId }) });
    const rows = waiting.map((one) => [one.syncId, one.no, one.id, one.receivedAt, one.taskId ?? '(none: given back)']);
    context.output.data(
      waiting.map(withoutBody),
      waiting.length === 0 ? 'no messages wait' : table(['sync', 'no.', 'message', 'received', 'task'], rows),
    );
    return exitCodes.done;
  },
};
