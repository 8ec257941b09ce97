import { setTimeout as delay } from 'node:timers/promises';
import type { EndpointLimits, Renewal, RequestLane, Share } from '../../core/budget.js';
import { ConnectorError } from '../../core/errors.js';
import { instantMs, toInstant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import { Allowance, slotsOfOneProcess } from './allowance.js';
import { currentLane } from './lane.js';
import type { Sent } from './send-window.js';
import { WaitingLine } from './waiting-line.js';

export interface EndpointBudgetOptions {
  /** Named in errors. */
  readonly endpointId: string;
  /** The id of the budget: that of the endpoint, or `endpoint/name`. */
  readonly budget: string;
  readonly holder: string;
  readonly limits: EndpointLimits;
  /** Takes or renews the lease. What it throws is logged once and tried again. */
  readonly renew: (renewal: Renewal) => Promise<Share>;
  readonly now: () => Date;
  readonly log: (level: 'debug' | 'info' | 'warn', message: string, fields?: JsonObject) => void;
  /** Default: five seconds, renewed every second. */
  readonly leaseMs?: number;
}

export interface TurnRequest {
  readonly signal: AbortSignal;
  /** Default: that of `inLane`, and live outside of it. */
  readonly lane?: RequestLane;
  /** False where the vendor counts the request in another window than this budget's: it takes a slot alone. Default true. */
  readonly isCounted?: boolean;
}

const usualLeaseMs = 5000;
/** A pause up to this is waited for; a longer one is an error, and Temporal waits. */
const longestPauseMs = 30_000;
/** After so long without anything to send, a window that is not empty yet is no reason to go on renewing. */
const quietMs = 60_000;
/** A store that does not answer holds up no shutdown: the lease ends by itself. */
const leavingMs = 2000;

/**
 * The turns of one process at one endpoint. Every request takes one, in the lane of whoever asked for it; how many there
 * are is dealt out among all processes by the lease. While nothing is asked for, nothing is renewed.
 */
export class EndpointBudget implements AsyncDisposable {
  readonly #options: EndpointBudgetOptions;
  readonly #allowance: Allowance;
  readonly #line = new WaitingLine<Sent>();
  readonly #leaseMs: number;
  #pausedUntilMs = 0;
  #throttled: { readonly waitMs: number } | undefined;
  #renewing: Promise<void> | undefined;
  #renewedMs = Number.NEGATIVE_INFINITY;
  #renewals = 0;
  #lastBusyMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #wakeUp: NodeJS.Timeout | undefined;
  /** When the renewal that was last answered was sent, by the clock that people read. */
  #grantedAtMs = Number.POSITIVE_INFINITY;
  #isAway = false;
  #isClosed = false;

  constructor(options: EndpointBudgetOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? usualLeaseMs;
    this.#allowance = new Allowance({ limits: options.limits, leaseMs: this.#leaseMs });
  }

  /** The most requests that this process ever has under way at the same time. */
  get slots(): number {
    return slotsOfOneProcess(this.#options.limits);
  }

  /**
   * Waits for a turn, and runs `work`, which sends exactly one request, within it. Rejects with the signal's reason; with
   * `Throttled` where the vendor has asked for a pause that is longer than half a minute.
   */
  async run<T>(work: () => Promise<T>, { signal, lane = currentLane(), isCounted = true }: TurnRequest): Promise<T> {
    if (this.#isClosed) throw this.#closed();
    const turn = this.#line.wait({ lane, isCounted }, signal);
    this.#allowance.noteWaiting(lane, this.#line.count(lane));
    this.#letIn();
    const sent = await turn;
    try {
      return await work();
    } finally {
      this.#allowance.answered(sent, performance.now());
      this.#letIn();
    }
  }

  /**
   * The vendor has answered 429, or its own word for it: all processes go at half the pace, and none sends anything for
   * `waitMs`. The pace comes back by itself.
   */
  throttled(waitMs = 1000): void {
    this.#throttled = { waitMs: Math.max(waitMs, this.#throttled?.waitMs ?? 0) };
    this.#pauseUntil(this.#options.now().getTime() + waitMs);
    this.#renewIn(0);
  }

  #pauseUntil(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, ms);
  }

  /** Gives out all the turns that there are, and sees to it that somebody looks again. */
  #letIn(): void {
    clearTimeout(this.#wakeUp);
    if (this.#isClosed) return;
    const pauseMs = this.#pausedUntilMs - this.#options.now().getTime();
    if (pauseMs > longestPauseMs) this.#line.turnAway(this.#paused(pauseMs));
    const nowMs = performance.now();
    this.#endLeaseAfterSleep();
    for (let turn = this.#line.next; turn !== undefined && pauseMs <= 0; turn = this.#line.next) {
      if (!this.#allowance.canSend(nowMs, turn.isCounted)) break;
      this.#line.admit(turn.lane, this.#allowance.send(turn, nowMs));
    }
    const [everyMs, isWaiting] = [this.#renewEveryMs, this.#line.next !== undefined];
    if (isWaiting) {
      const roomMs = (this.#allowance.roomAtMs ?? nowMs + everyMs) - nowMs;
      this.#wakeUp = setTimeout(() => this.#letIn(), Math.max(1, pauseMs > 0 ? pauseMs : Math.min(roomMs, everyMs)));
    }
    if (isWaiting || !this.#allowance.isQuiet) this.#renewIn(this.#allowance.renewAfterMs({ nowMs, everyMs, isWaiting }));
  }

  /** The clock that only goes forward may stand still while the machine sleeps; the other one then jumps. */
  #endLeaseAfterSleep(): void {
    if (this.#options.now().getTime() - this.#grantedAtMs > this.#leaseMs) this.#allowance.endLease();
  }

  get #renewEveryMs(): number {
    return this.#leaseMs / 5;
  }

  /** Not more often than ten times in the usual interval. One renewal at a time. */
  #renewIn(delayMs: number): void {
    if (this.#renewing !== undefined || this.#isClosed) return;
    const isFirst = this.#renewedMs === Number.NEGATIVE_INFINITY;
    const sinceMs = performance.now() - this.#renewedMs;
    const waitMs = isFirst ? 0 : Math.max(delayMs - sinceMs, this.#renewEveryMs / 10 - sinceMs, 0);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (waitMs === 0) this.#renewing = this.#renew();
    else this.#timer = setTimeout(() => this.#renewIn(0), waitMs).unref();
  }

  async #renew(): Promise<void> {
    const nowMs = performance.now();
    if (this.#line.next !== undefined || !this.#allowance.isQuiet) this.#lastBusyMs = nowMs;
    const isLeaving = this.#isLeaving(nowMs);
    if (isLeaving) this.#allowance.giveBack();
    for (const lane of ['live', 'backfill'] as const) this.#allowance.noteWaiting(lane, this.#line.count(lane));
    const isAnswered = await this.#ask(nowMs);
    this.#renewing = undefined;
    if (this.#isClosed) return;
    this.#letIn();
    if (this.#timer === undefined && (!isLeaving || !isAnswered)) this.#renewIn(this.#renewEveryMs);
  }

  /** Nothing was asked for in three intervals, and nothing counts any more, or long since. */
  #isLeaving(nowMs: number): boolean {
    const idleMs = nowMs - this.#lastBusyMs;
    return this.#isClosed || (idleMs > 2 * this.#renewEveryMs && (this.#allowance.used(nowMs) === 0 || idleMs > quietMs));
  }

  async #ask(nowMs: number): Promise<boolean> {
    const { budget, holder, limits, now, renew } = this.#options;
    const throttled = this.#throttled;
    this.#throttled = undefined;
    this.#renewedMs = nowMs;
    this.#renewals += 1;
    const at = now();
    const asked = { budget, holder, no: this.#renewals, limits, leaseMs: this.#leaseMs, at: toInstant(at) };
    try {
      const share = await renew({ ...asked, ...this.#allowance.renewal(nowMs), ...(throttled !== undefined && { throttled }) });
      this.#allowance.granted(share, nowMs);
      this.#grantedAtMs = at.getTime();
      if (share.pausedUntil !== undefined) this.#pauseUntil(instantMs(share.pausedUntil));
      if (this.#isAway) this.#options.log('info', 'the store answers again; requests go on', { budget });
      this.#isAway = false;
      return true;
    } catch (error) {
      this.#throttled ??= throttled;
      this.#noteAbsence(error);
      return false;
    }
  }

  /** Said once, when the lease is over: until then everything goes on as it was. */
  #noteAbsence(error: unknown): void {
    if (this.#isAway || this.#isClosed || this.#allowance.hasLease(performance.now())) return;
    this.#isAway = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log('warn', 'the share of the limits cannot be renewed; requests wait until it can', {
      budget: this.#options.budget,
      reason,
    });
  }

  #paused(pauseMs: number): ConnectorError {
    const { endpointId } = this.#options;
    const message = `the other side has asked to wait; requests go on in ${Math.ceil(pauseMs / 1000)} s`;
    return new ConnectorError('Throttled', message, { endpoint: endpointId, effect: 'none', retryAfterMs: pauseMs });
  }

  #closed(): ConnectorError {
    const message = 'the endpoint is closed, since the worker stops; it is tried again';
    return new ConnectorError('Transient', message, { endpoint: this.#options.endpointId, effect: 'none' });
  }

  /** Turns away who waits, and gives the share back. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#wakeUp);
    this.#line.turnAway(this.#closed());
    if (this.#renewedMs !== Number.NEGATIVE_INFINITY) await Promise.race([this.#leave(), delay(leavingMs, undefined, { ref: false })]);
  }

  async #leave(): Promise<void> {
    await this.#renewing;
    this.#allowance.giveBack();
    await this.#ask(performance.now());
  }
}
