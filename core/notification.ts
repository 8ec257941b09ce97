import type { Instant } from './instant.js';
import type { TaskReport } from './task-report.js';

/**
 * What people are told of without asking. `Paused`: credentials or settings were refused (not: somebody paused it).
 * `Stuck`: nothing has moved for the sync's `stuckAfterHours`.
 */
export const notificationEvents = ['Completed', 'Fail', 'Incompleted', 'Paused', 'Stuck'] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

/** Something that happened to a task. */
export interface TaskEvent {
  readonly kind: NotificationEvent;
  /** Counts the events of the task, from 1. */
  readonly no: number;
  readonly at: Instant;
}

/** What a channel is given to say: counts and reasons, never the records themselves. */
export interface Notification {
  readonly event: NotificationEvent;
  readonly at: Instant;
  /** One or two sentences for people. */
  readonly text: string;
  readonly task: TaskReport;
}

/** The same for every attempt at storing the event. */
export function notificationOf(event: TaskEvent, task: TaskReport): Notification {
  return { event: event.kind, at: event.at, text: describeEvent(event.kind, task), task };
}

/** Ids sort by time. `digest`: of what makes the message this one. */
export function notificationId(at: Instant, digest: string): string {
  return `${notificationStamp(at)}-${digest.slice(0, 16)}`;
}

/** What the ids of a moment begin with. */
export function notificationStamp(at: Instant): string {
  return at.replaceAll(/[-:.]/g, '');
}

function describeEvent(event: NotificationEvent, task: TaskReport): string {
  const { counts, note } = task;
  const numbers = `${counts.read} read, ${counts.sent} sent, ${counts.unchanged} unchanged, ${counts.failed} failed`;
  const why = note === undefined ? '' : `: ${note}`;
  return `${headlines[event]} ${task.taskId}${why} (${numbers}).${advice(event, task)}`;
}

const headlines: Readonly<Record<NotificationEvent, string>> = {
  Completed: 'Completed:',
  Fail: 'Failed:',
  Incompleted: 'Incomplete:',
  Paused: 'Waits for a person:',
  Stuck: 'Does not move:',
};

function advice(event: NotificationEvent, { taskId, isClosed }: TaskReport): string {
  if (isClosed || event === 'Completed') return '';
  if (event === 'Paused') return ` Mend it, then: datawald resume ${taskId}`;
  return ` Look: datawald task ${taskId}${event === 'Stuck' ? '' : `; then: datawald retry ${taskId}`}`;
}
