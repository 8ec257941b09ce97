import type { TaskReport } from '../../../core/task-report.js';
import { table } from '../output.js';

export interface SyncRun {
  readonly taskId: string;
  readonly report: TaskReport;
}

export interface Surroundings {
  /** Absent where Temporal runs elsewhere. */
  readonly webUi: string | undefined;
  readonly shop: string;
  readonly crm: string;
  /** The stand-in for SQS and S3. */
  readonly doors: string;
  readonly isOnce: boolean;
  readonly workerPid: number | undefined;
}

/** What `npm start` ends in: a table, where to look, and what to try. */
export function describeEnd(runs: readonly SyncRun[], around: Surroundings): string {
  const rows = runs.map(({ report }) => {
    const { read, sent, unchanged, failed } = report.counts;
    return [report.syncId, report.status, read, sent, unchanged, failed, report.cutDate?.updatedAt.slice(0, 19) ?? ''];
  });
  const summary = table(['sync', 'status', 'read', 'sent', 'unchanged', 'failed', 'cut date (UTC)'], rows);
  if (around.isOnce) return summary;
  return ['', summary, '', ...places(runs, around), '', ...toTry(around), ''].join('\n');
}

function places(runs: readonly SyncRun[], { webUi, shop, crm }: Surroundings): string[] {
  const tasks = webUi === undefined ? [] : runs.map(({ taskId }) => `  ${taskUrl(webUi, taskId)}`);
  return [...(webUi === undefined ? [] : ['Tasks in the Web UI', ...tasks]), `The shop  ${shop}`, `The CRM   ${crm}`];
}

export function taskUrl(webUi: string, taskId: string): string {
  return `${webUi}/namespaces/default/workflows/${encodeURIComponent(taskId)}`;
}

const refuseGermany =
  '{"object":"deals","property":"shipping_country","op":"equals","value":"DE","message":"Germany is not served yet","code":"COUNTRY_NOT_SERVED"}';

function toTry({ crm, doors, workerPid }: Surroundings): string[] {
  return [
    'Four things to try, in another terminal in this folder:',
    '',
    '1. Kill the worker while the shop goes on selling. A new one takes over; nothing is lost, nothing doubled.',
    `   kill -9 ${workerPid ?? '<pid>'}`,
    '',
    '2. Let the CRM refuse orders to Germany, see the next such order fail with its reason, mend it, and retry it.',
    `   curl -X POST ${crm}/__sandbox/rules -H 'content-type: application/json' -d '${refuseGermany}'`,
    '   npx datawald tasks --status Fail',
    `   curl -X DELETE ${crm}/__sandbox/rules`,
    '   npx datawald retry <task> --wait',
    '',
    '3. Look at one order on its way: every version, attempt and outcome.',
    '   npx datawald entity shop-orders-to-crm 830 --data',
    '',
    '4. Be another service: put orders on the queue, or a file of orders into the bucket. A bridge brings them in.',
    `   AWS_URL=${doors} node examples/shop-to-crm/post-orders.mjs 20`,
    `   AWS_URL=${doors} node examples/shop-to-crm/drop-file.mjs 20`,
    '   npx datawald tasks --sync queue-orders-to-crm',
    '',
    'The shop goes on selling, and the schedules bring it over. Ctrl-C ends all.',
  ];
}
