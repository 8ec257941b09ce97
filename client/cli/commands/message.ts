import { recordReader } from '../../../activities/pushed-record.js';
import { type InboxMessage, withoutBody } from '../../../stores/inbox.js';
import type { StagedRow, Store } from '../../../stores/store.js';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { table } from '../output.js';

/** A message, and what became of its entities. */
interface Traced {
  readonly message: InboxMessage;
  readonly entities: readonly (Pick<StagedRow, 'srcId' | 'status'> & Partial<StagedRow>)[];
}

const mostRows = 50;

export const message: CommandSpec = {
  name: 'message',
  summary: 'Show what became of a message that was pushed: its task, and each of its entities',
  arguments: [{ name: 'id', summary: "the queue's id of the message, or the sender's idempotency key" }],
  options: [],
  examples: ['datawald message 6f1c2b9e-41d0-4f0c-9d0c-0a5f4a7d9b11', 'datawald message order-1001-v3 --json'],
  async run(context, input) {
    const [id = ''] = input.arguments;
    const store = await context.store();
    const found = await store.inbox.find(id);
    if (found.length === 0) {
      const text = `There is no message "${id}": it never arrived, was a dead letter, or its receipt is older than retention.messages.`;
      context.output.data({ id, messages: [] }, text);
      return exitCodes.failure;
    }
    const traced = [];
    for (const one of found) traced.push(await trace(one, store, context));
    context.output.data(
      { id, messages: traced.map(({ message: one, entities }) => ({ ...withoutBody(one), entities })) },
      traced.map(describe).join('\n\n'),
    );
    return exitCodes.done;
  },
};

async function trace(one: InboxMessage, store: Store, context: Context): Promise<Traced> {
  const sync = context.config().config.syncs[one.syncId];
  const records = sync?.push === undefined ? [] : recordReader(sync.push, sync.source)(one);
  const srcIds = records.map((record) => ('entity' in record ? record.entity.srcId : (record.problem.srcId ?? '(unreadable)')));
  const task = one.taskId === undefined ? undefined : await store.tasks.get(one.taskId);
  const entities: Traced['entities'][number][] = [];
  for (const srcId of srcIds.slice(0, mostRows)) {
    const rows = task === undefined ? [] : await store.staging.entities({ taskNo: task.taskNo, srcId, limit: 20 });
    entities.push(rows.findLast(({ isSuperseded }) => !isSuperseded) ?? rows.at(-1) ?? { srcId, status: 'N' });
  }
  return { message: one, entities };
}

function describe({ message: one, entities }: Traced): string {
  const { syncId, no, receivedAt, taskId, finishedAt, provenance, group } = one;
  const state = finishedAt === undefined ? (taskId === undefined ? 'waits for the next push task' : 'on its way') : `done ${finishedAt}`;
  const lines = [
    `message ${one.id} · ${syncId} no. ${no} · ${state}`,
    `  from      ${provenance.door}${group === undefined ? '' : `, group ${group}`}, received ${receivedAt}`,
    `  task      ${taskId ?? '(given back by a task that was cancelled)'}`,
  ];
  if ('isNews' in one.body) return [...lines, '  says      that the source has news'].join('\n');
  const rows = entities.map(({ srcId, status, reason, tgtId, code, message: text }) => [
    srcId,
    status,
    reason ?? code ?? '',
    tgtId ?? '',
    text ?? '',
  ]);
  return [...lines, table(['entity', 'status', 'why', 'target id', 'message'], rows)].join('\n');
}
