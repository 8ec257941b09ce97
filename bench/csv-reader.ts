// Reads the file of the figure `csv` to its end, and tells its parent how many rows there were and how much memory it took.
import { budgetsOf } from '../connectors/budget/budgets.js';
import { s3 } from '../connectors/s3/index.js';
import { s3Settings } from '../connectors/s3/settings.js';
import type { Cursor } from '../core/cursor.js';
import { toInstant } from '../core/instant.js';

const [endpoint = ''] = process.argv.slice(2);
const credentials = { type: 'keys', accessKeyId: 'bench', secretAccessKey: 'bench' };
const source = { bucket: 'bench-files', claims: false, srcMetadata: { id: 'order_no', updatedAt: 'changed_at' } };
const settings = s3Settings.parse({ endpoint, region: 'eu-central-1', forcePathStyle: true, credentials, source });
const now = () => new Date();
const log = () => {};
const opened = s3.open(settings, { endpointId: 'files', now, log, budget: budgetsOf({ endpointId: 'files', now, log }) });
const began = performance.now();
const until = toInstant(Date.now() + 60_000);
let rows = 0;
let cursor: Cursor | undefined;
for (let isDone = false; !isDone; ) {
  const page = await opened.source?.read({
    txType: 'order',
    until,
    limit: 1000,
    signal: new AbortController().signal,
    ...(cursor !== undefined && { cursor }),
  });
  rows += page?.entities.length ?? 0;
  cursor = page?.next;
  isDone = page?.isDone ?? true;
}
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
process.send?.({ rows, seconds: (performance.now() - began) / 1000, megabytes });
process.disconnect();
