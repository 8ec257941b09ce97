import type { Cursor } from './cursor.js';
import type { Lane } from './ids.js';
import { type NotificationEvent, notificationEvents } from './notification.js';
import type { TaskCounts, TaskStatus } from './task.js';
import { noCounts } from './task.js';
import { type Order, refuseOrder, type TaskPhase } from './task-order.js';
import type { ReportedReason, TaskReport } from './task-report.js';
import type { ReadPosition, TransferProgress, TransferResult } from './transfer.js';

/** What is known before a task is opened. */
export type TaskOpening = Pick<TaskReport, 'taskId' | 'syncId' | 'trigger' | 'scope' | 'openedAt'>;

/**
 * The state of one sync task and the rules of what may be asked of it. Pure: the workflow feeds it with what happened
 * and acts on the orders that it accepted.
 */
export class TaskState {
  readonly #opening: TaskOpening;
  #lane: Lane | undefined;
  #phase: TaskPhase = 'waiting';
  #status: TaskStatus = 'Processing';
  #note: string | undefined;
  #counts: TaskCounts = noCounts;
  #reasons: readonly ReportedReason[] = [];
  #cutDate: Cursor | undefined;
  #isCutDateMoved = false;
  #unread: readonly ReadPosition[] = [];
  #latest: Cursor | undefined;
  /** What the transfers say they have read: the store must know as much. */
  #readByTransfers = 0;
  #round = 0;
  #orders: Order[] = [];
  #ending: 'done' | 'cancelled' | 'expired' = 'done';
  #event: NotificationEvent | undefined;
  #movement = 0;
  /** How far the transfer was when it last said so. */
  #done = '';
  #isStuck = false;
  #units: 'none' | 'ended' | 'finished' = 'none';
  /** Why they could not be finished. */
  #unitsProblem: string | undefined;

  constructor(opening: TaskOpening) {
    this.#opening = opening;
  }

  opened(lane: Lane, cutDate: Cursor | undefined): void {
    this.#lane = lane;
    this.#cutDate = cutDate;
  }

  /** Why this order makes no sense now, for people; undefined when it does. */
  refusal(order: Order): string | undefined {
    const { taskId } = this.#opening;
    return refuseOrder(order, { taskId, phase: this.#phase, status: this.#status, round: this.#round, waiting: this.#orders });
  }

  /** Takes an order that is not refused. Refused ones are dropped: a signal has nobody to answer to. */
  accept(order: Order): void {
    if (this.refusal(order) === undefined) this.#orders.push(order);
  }

  get hasOrder(): boolean {
    return this.#orders.length > 0;
  }

  nextOrder(): Order | undefined {
    return this.#orders.shift();
  }

  get phase(): TaskPhase {
    return this.#phase;
  }

  get status(): TaskStatus {
    return this.#status;
  }

  /** What people are to be told of since the last time this was asked. */
  takeEvent(): NotificationEvent | undefined {
    const event = this.#event;
    this.#event = undefined;
    return event;
  }

  /** Changes whenever something has moved: a page read, a chunk written, a lane found free. */
  get movement(): number {
    return this.#movement;
  }

  /** Nothing has moved for so long that a person should look. Said once, until something moves. */
  stuck(hours: number): void {
    if (this.#isStuck || this.#status !== 'Processing') return;
    this.#isStuck = true;
    this.#event = 'Stuck';
    const note = `nothing has moved for ${hours} hours: an endpoint may be away, or no worker may serve it`;
    this.#note = this.#phase === 'waiting' && this.#note !== undefined ? `${this.#note}; ${note}` : note;
  }

  #moved(): void {
    this.#movement += 1;
    this.#isStuck = false;
  }

  waitForLane(note: string): void {
    this.#phase = 'waiting';
    this.#status = 'Processing';
    if (!this.#isStuck) this.#note = note;
  }

  /** The lane is ours: the transfer runs. */
  startTransfer(): void {
    this.#moved();
    this.#phase = 'transferring';
    this.#status = 'Processing';
    this.#note = this.#round === 0 ? undefined : `retry ${this.#round} is running`;
  }

  /** A retry begins; returns its number within the task, from 1. */
  startRetry(): number {
    this.#round += 1;
    this.#isStuck = false;
    this.waitForLane(`retry ${this.#round} begins`);
    return this.#round;
  }

  /** A retry came to nothing; the task is as open as it was before, and says why. */
  retryEnded(reason: string): void {
    this.#note = `the retry could not run: ${reason}`;
    this.conclude();
  }

  /** 0 for the first transfer, then the number of the retry. */
  get round(): number {
    return this.#round;
  }

  /** Positions that the last transfer left unread: a retry reads them first. */
  get unread(): readonly ReadPosition[] {
    return this.#unread;
  }

  progressed(progress: TransferProgress): void {
    if (this.#phase !== 'transferring') return;
    if (this.#round === 0) this.#counts = progress.tally;
    this.#latest = progress.latest ?? this.#latest;
    if (progress.halt !== undefined && this.#status !== 'Paused') this.#event = 'Paused';
    const done = `${progress.pages}/${progress.chunks}/${progress.tally.pending}`;
    if (done !== this.#done) this.#moved();
    this.#done = done;
    this.#status = progress.isPaused || progress.halt !== undefined ? 'Paused' : 'Processing';
    if (this.#isStuck && this.#status === 'Processing') return;
    if (progress.halt !== undefined) this.#note = progress.halt.message;
    else if (progress.isPaused) this.#note = 'paused by request';
    else this.#note = this.#round === 0 ? undefined : `retry ${this.#round} is running`;
  }

  /** The exact counts, after a transfer or a recheck. */
  counted(counts: TaskCounts, reasons: readonly ReportedReason[]): void {
    this.#counts = counts;
    this.#reasons = reasons;
  }

  transferEnded(result: TransferResult): void {
    this.#unread = result.unread;
    if (result.progress.units > 0) this.#units = 'ended';
    this.#readByTransfers += result.progress.tally.read;
    this.#latest = result.progress.latest ?? this.#latest;
    this.#note = result.failure?.message;
  }

  /** Units of the source were read to their end, every entity has its outcome, and the source has not been told. */
  get hasUnitsToFinish(): boolean {
    return this.#units === 'ended' && this.#counts.pending + this.#counts.unknown === 0 && this.#lost === 0;
  }

  /** `problem`: why the source could not do with them what it should. */
  unitsFinished(problem?: string): void {
    this.#unitsProblem = problem;
    if (problem === undefined) this.#units = 'finished';
  }

  /**
   * The cursor to commit now, if any. All of the source must have been read and be in the store, and every entity be
   * terminal; with `strict`, none may have failed.
   */
  committable(onFailure: 'park' | 'strict'): Cursor | undefined {
    const isAllRead = !this.#unread.some(({ kind }) => kind === 'source' || kind === 'inbox' || kind === 'absent');
    const isAllTerminal = this.#counts.pending === 0 && this.#counts.unknown === 0;
    const isHeld = onFailure === 'strict' && this.#counts.failed > 0;
    return isAllRead && isAllTerminal && this.#lost === 0 && !isHeld && !this.#isCutDateMoved ? this.#latest : undefined;
  }

  /** Entities that were read and that the store does not know any more: a power cut can take its last moment away. */
  get #lost(): number {
    return Math.max(0, this.#readByTransfers - this.#counts.read);
  }

  cutDateMoved(cursor: Cursor): void {
    this.#cutDate = cursor;
    this.#isCutDateMoved = true;
  }

  /** What the counts say: Completed, or open as Fail or Incompleted. Keeps the note of what stopped a transfer. */
  conclude(): void {
    const before = this.#phase === 'open' ? this.#status : undefined;
    this.#judge();
    if (this.#status !== before && isTold(this.#status)) this.#event = this.#status;
  }

  #judge(): void {
    const { failed, unknown, pending } = this.#counts;
    const isUnread = this.#unread.length > 0;
    if (this.#lost > 0) {
      const note = `the store has lost ${this.#lost} entities that were read, as a power cut can do; the cut date has not moved. Dismiss this task and start the sync again`;
      this.#open('Incompleted', note);
    } else if (unknown + pending > 0 || isUnread) {
      this.#open(
        'Incompleted',
        `${unknown + pending} entities without a known outcome${isUnread ? '; the source is not read to its end' : ''}`,
      );
    } else if (this.#unitsProblem !== undefined) {
      this.#open('Incompleted', `all entities have their outcome, but what they came in could not be put away: ${this.#unitsProblem}`);
    } else if (failed > 0) {
      this.#open('Fail', `${failed} of ${this.#counts.read} entities failed`);
    } else {
      this.close('Completed');
    }
  }

  #open(status: TaskStatus, note: string): void {
    this.#phase = 'open';
    this.#status = status;
    this.#note = this.#note === undefined ? note : `${note}. ${this.#note}`;
  }

  close(status: TaskStatus, note?: string): void {
    this.#phase = 'closed';
    this.#status = status;
    this.#note = note;
  }

  cancel(note: string): void {
    this.close('Cancelled', note);
    this.#ending = 'cancelled';
  }

  /** The deadline is over: what is still open stays as it is and is no longer waited for. */
  expire(hours: number): void {
    if (isTold(this.#status)) this.#event = this.#status;
    this.close(this.#status, `closed ${hours} hours after its start, its deadline`);
    this.#ending = 'expired';
  }

  get ending(): 'done' | 'cancelled' | 'expired' {
    return this.#ending;
  }

  /** Changes whenever what operators are shown of the status changes. */
  get statusKey(): string {
    return JSON.stringify([this.#phase, this.#status, this.#note]);
  }

  get report(): TaskReport {
    return {
      ...this.#opening,
      ...(this.#lane !== undefined && { lane: this.#lane }),
      status: this.#status,
      isClosed: this.#phase === 'closed',
      ...(this.#note !== undefined && { note: this.#note }),
      counts: this.#counts,
      reasons: this.#reasons,
      ...(this.#cutDate !== undefined && { cutDate: this.#cutDate }),
      isCutDateMoved: this.#isCutDateMoved,
    };
  }
}

function isTold(status: TaskStatus): status is TaskStatus & NotificationEvent {
  return (notificationEvents as readonly string[]).includes(status);
}
