// The bare loop: the same reads, the same mapping, the same writes, and nothing else. Prints milliseconds and peak memory.
import { budgetsOf } from '../connectors/budget/budgets.js';
import { loadMapping } from '../mapping/load.js';
import { benchConnector } from './connector.js';
import { benchMapping } from './record.js';

const [source = '', target = ''] = process.argv.slice(2);
const context = (endpointId: string) => {
  const parts = { endpointId, now: () => new Date(), log: () => {} };
  return { ...parts, budget: budgetsOf(parts) };
};
const reader = benchConnector.open({ url: source }, context('source'));
const writer = benchConnector.open({ url: target }, context('target'));
const loaded = loadMapping(benchMapping);
if (!('mapping' in loaded) || reader.source === undefined || writer.target === undefined) throw new Error('the benchmark cannot run');

const signal = new AbortController().signal;
const started = performance.now();
let cursor: { updatedAt: never; srcId: string } | undefined;
let count = 0;
for (let isDone = false; !isDone; ) {
  const page = await reader.source.read({
    txType: 'order',
    limit: 1000,
    until: '9999' as never,
    signal,
    ...(cursor !== undefined && { cursor }),
  });
  const mapped = page.entities.map(({ srcId, updatedAt, data }) => {
    const result = loaded.mapping.run(data, { srcId, now: '' });
    if (result instanceof Promise || !('data' in result)) throw new Error('the mapping of the benchmark failed');
    return { srcId, updatedAt, key: srcId, data: result.data };
  });
  for (let start = 0; start < mapped.length; start += 100) {
    const outcomes = await writer.target.write({ txType: 'order', entities: mapped.slice(start, start + 100), attempt: 1, signal });
    count += outcomes.length;
  }
  cursor = page.next as typeof cursor;
  isDone = page.isDone;
}
process.stdout.write(`${JSON.stringify({ count, ms: performance.now() - started, peakMb: process.resourceUsage().maxRSS / 1024 })}\n`);
await reader[Symbol.asyncDispose]();
await writer[Symbol.asyncDispose]();
