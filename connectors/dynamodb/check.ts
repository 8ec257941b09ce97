import type { TxType } from '../../core/tx-type.js';
import { tried } from '../aws/tried.js';
import type { Check } from '../connector.js';
import type { DynamoApi } from './api.js';
import type { DynamodbSettings } from './settings.js';
import type { TableFacts } from './table-facts.js';
import { tableOf } from './table-name.js';

/** Where a name has a place for the tx type, one of them is looked at. */
const example: TxType = 'order';

/** Looks at tables, indexes and streams. Writes nothing. Never throws. */
export async function checkDynamo(api: DynamoApi, settings: DynamodbSettings): Promise<readonly Check[]> {
  const { target } = settings;
  const table = tableOf(settings.table, example);
  const checks = [
    await tried({
      name: `table ${table}`,
      fix: 'Look whether table, index and stream are there, and allow dynamodb:DescribeTable.',
      work: async (signal) => describe(await api.facts(table, signal), settings),
    }),
  ];
  if (target?.history !== undefined) {
    const history = tableOf(target.history, example);
    checks.push(
      await tried({
        name: `history ${history}`,
        fix: 'Create it with two text keys such as tx_type_source and value_timestamp, and allow dynamodb:DescribeTable.',
        work: async (signal) => {
          const { hash, range } = await api.facts(history, signal);
          if (range === undefined)
            throw new Error(`The table ${history} has no sort key: versions of one group would overwrite each other.`);
          return `keys ${hash.name} and ${range.name}`;
        },
      }),
    );
  }
  return checks;
}

function describe(facts: TableFacts, { source, layout }: DynamodbSettings): string {
  const keys = `keys ${facts.hash.name}${facts.range === undefined ? '' : ` and ${facts.range.name}`}`;
  if (layout.type === 'datamart' && !facts.indexes.has(layout.keyIndex ?? `${layout.key}-index`))
    throw new Error(`It has no index ${layout.keyIndex ?? `${layout.key}-index`} by source and ${layout.key}.`);
  if (source?.type === 'poll') {
    if (!facts.indexes.has(source.index)) throw new Error(`It has no index ${source.index}. Create it, name another, or read by scan.`);
    return `${keys}, read by ${source.index}`;
  }
  if (source?.type === 'stream') {
    if (facts.stream === undefined) throw new Error('It has no stream. Enable one with NEW_AND_OLD_IMAGES.');
    if (!facts.stream.view.startsWith('NEW')) throw new Error(`Its stream is of ${facts.stream.view}. It must hold new images.`);
    return `${keys}, read by its stream of ${facts.stream.view}`;
  }
  return keys;
}
