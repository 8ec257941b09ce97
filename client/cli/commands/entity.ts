import type { JsonValue } from '../../../core/json.js';
import type { StagedRow, Store } from '../../../stores/store.js';
import { argument, type CommandSpec } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { laneOf } from './start.js';

export const entity: CommandSpec = {
  name: 'entity',
  summary: 'Show every version, attempt and outcome of one entity',
  arguments: [
    { name: 'sync', summary: 'the id of the sync' },
    { name: 'srcId', summary: 'the id of the entity in the source' },
  ],
  options: [{ flags: '--data', summary: 'with the raw and the mapped record of each version that is kept' }],
  examples: ['datawald entity shop-orders-to-crm 12', 'datawald entity shop-orders-to-crm 12 --data --json'],
  async run(context, input) {
    const [syncId, srcId] = [argument(input, 0), argument(input, 1)];
    const lane = laneOf(context, syncId);
    const store = await context.store();
    const rows = await store.staging.entityHistory(lane, srcId);
    const shown = await Promise.all(
      rows.map(async (row) => ({ ...row, ...(input.options['data'] === true && { payload: await payloadOf(store, row) }) })),
    );
    const none = `${syncId} has never seen an entity "${srcId}".`;
    context.output.data(shown, shown.length === 0 ? none : shown.map(describe).join('\n'));
    return shown.length === 0 ? exitCodes.failure : exitCodes.done;
  },
};

type Payload = { readonly data?: JsonValue; readonly raw?: JsonValue };

async function payloadOf(store: Store, row: StagedRow): Promise<Payload> {
  return (await store.staging.payload(row.taskNo, row.seq)) ?? {};
}

const names = { N: 'new', S: 'sent', F: 'failed', I: 'ignored', '?': 'outcome unknown' } as const;

function describe(row: StagedRow & { readonly payload?: Payload }): string {
  const how = row.change ?? row.reason;
  const lines = [
    `${row.status}  ${names[row.status]}${how === undefined ? '' : ` (${how})`}${row.tgtId === undefined ? '' : ` → ${row.tgtId}`}`,
    `   version ${row.updatedAt}, attempt ${row.attempt}, task ${row.taskId} #${row.seq}`,
    `   staged ${row.stagedAt}${row.settledAt === undefined ? '' : `, settled ${row.settledAt}`}`,
    ...(row.code === undefined && row.message === undefined
      ? []
      : [`   ${[row.code, row.message].filter((part) => part !== undefined).join(': ')}`]),
  ];
  if (row.payload?.raw !== undefined) lines.push(`   raw: ${JSON.stringify(row.payload.raw)}`);
  if (row.payload?.data !== undefined) lines.push(`   mapped: ${JSON.stringify(row.payload.data)}`);
  return lines.join('\n');
}
