import type { Cursor } from './cursor.js';
import type { Lane } from './ids.js';
import type { TaskCounts, TaskStatus, Trigger } from './task.js';

/** One of the commonest reasons for failure, with an entity to look at. */
export interface ReportedReason {
  readonly code: string;
  readonly message: string;
  readonly count: number;
  readonly exampleSrcId: string;
}

/** What a sync task says of itself: the answer to the `report` query and to every update, and its result. */
export interface TaskReport {
  readonly taskId: string;
  readonly syncId: string;
  /** Absent until the task is opened. */
  readonly lane?: Lane;
  readonly trigger: Trigger;
  /** What a backfill reads, in words; absent in tasks that go on from the cut date. */
  readonly scope?: string;
  readonly status: TaskStatus;
  /** True: the task has ended; nothing can be asked of it any more. */
  readonly isClosed: boolean;
  /** For people: why it is where it is. */
  readonly note?: string;
  readonly counts: TaskCounts;
  readonly reasons: readonly ReportedReason[];
  /** Where the cut date stands; absent before the first commit. */
  readonly cutDate?: Cursor;
  /** True when this task moved it. */
  readonly isCutDateMoved: boolean;
  readonly openedAt: string;
}

/**
 * The report in Markdown, for the current details of the Web UI and for `datawald task`: bold, code spans and lists
 * only, since the Web UI renders tables without padding.
 */
export function describeReport(report: TaskReport): string {
  return [headline(report), '', ...facts(report), ...reasons(report), ...advice(report)].join('\n');
}

function headline(report: TaskReport): string {
  const note = report.note === undefined ? '' : `: ${report.note}`;
  return `**${report.status}**${note}`;
}

function facts(report: TaskReport): string[] {
  const { counts, lane } = report;
  const shown = [
    `read **${counts.read}**`,
    `sent **${counts.sent}**`,
    `unchanged **${counts.unchanged}**`,
    `ignored **${counts.ignored}**`,
    `failed **${counts.failed}**`,
    ...(counts.unknown > 0 ? [`outcome unknown **${counts.unknown}**`] : []),
    ...(counts.pending > 0 ? [`pending **${counts.pending}**`] : []),
  ];
  const flow = lane === undefined ? '' : `: ${lane.txType} from \`${lane.source}\` to \`${lane.target}\``;
  const group = lane?.group === undefined ? '' : `, group \`${lane.group}\``;
  const scope = report.scope === undefined ? [] : [`- ${report.scope}`];
  return [`- sync \`${report.syncId}\`${flow}${group}`, ...scope, `- ${shown.join(' · ')}`, `- cut date: ${describeCutDate(report)}`];
}

function describeCutDate(report: TaskReport): string {
  if (report.cutDate === undefined) return 'not set yet';
  const entity = report.cutDate.srcId === undefined ? '' : ` (up to \`${report.cutDate.srcId}\`)`;
  const by = report.scope === undefined ? '' : ', left alone by a backfill';
  return `\`${report.cutDate.updatedAt}\`${entity}${report.isCutDateMoved ? ', moved by this task' : by}`;
}

function reasons(report: TaskReport): string[] {
  if (report.reasons.length === 0) return [];
  const lines = report.reasons.map(
    (reason) => `- ${reason.count} × \`${reason.code}\` ${reason.message} — for example \`${reason.exampleSrcId}\``,
  );
  return ['', '**Why**', '', ...lines];
}

function advice(report: TaskReport): string[] {
  if (report.isClosed) return [];
  const { taskId } = report;
  switch (report.status) {
    case 'Fail':
    case 'Incompleted': {
      const example = report.reasons[0]?.exampleSrcId;
      const look = example === undefined ? [] : [`- look at one: \`datawald entity ${report.syncId} ${example}\``];
      return [
        '',
        '**What to do**',
        '',
        ...look,
        `- mend the cause, then send them again: \`datawald retry ${taskId}\``,
        `- or let them go: \`datawald dismiss ${taskId}\``,
      ];
    }
    case 'Paused':
      return ['', '**What to do**', '', `- go on: \`datawald resume ${taskId}\``, `- or end it: \`datawald cancel ${taskId}\``];
    case 'Processing':
    case 'Completed':
    case 'Cancelled':
      return [];
  }
}
