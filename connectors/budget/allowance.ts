import {
  type Amount,
  boundless,
  type EndpointLimits,
  type Renewal,
  type RequestLane,
  requestLanes,
  type Share,
} from '../../core/budget.js';
import { noteAnswer, SendWindow, type Sent } from './send-window.js';

/** So many requests at the same time in one process where the endpoint has no limit of them. */
const slotsWithoutLimit = 8;

export function slotsOfOneProcess({ concurrency }: EndpointLimits): number {
  return concurrency ?? slotsWithoutLimit;
}

export interface AllowanceOptions {
  readonly limits: EndpointLimits;
  readonly leaseMs: number;
}

type ByLane = Record<RequestLane, number>;
const none = (): ByLane => ({ live: 0, backfill: 0 });

/** What one holder may send, from renewal to renewal. Knows no clock: every call says what time it is. */
export class Allowance {
  readonly #limits: EndpointLimits;
  readonly #leaseMs: number;
  readonly #window: SendWindow | undefined;
  readonly #busy = none();
  /** Since the last renewal: the most that were under way or waiting at one time, and how many were sent. */
  #peak = none();
  #sent = none();
  /** By the last renewal. */
  #kept: Amount = { slots: 0, requests: 0 };
  #share: Share = { slots: 0, requests: 0, isShort: false };
  #endsMs = Number.NEGATIVE_INFINITY;

  constructor({ limits, leaseMs }: AllowanceOptions) {
    this.#limits = limits;
    this.#leaseMs = leaseMs;
    this.#window = limits.requests && new SendWindow(limits.requests.perSeconds);
  }

  hasLease(nowMs: number): boolean {
    return nowMs < this.#endsMs;
  }

  get busy(): number {
    return this.#busy.live + this.#busy.backfill;
  }

  /** Requests that count in the window. */
  used(nowMs: number): number {
    return requestLanes.reduce((sum, lane) => sum + this.#usedIn(lane, nowMs), 0);
  }

  #usedIn(lane: RequestLane, nowMs: number): number {
    return this.#window?.count(lane, nowMs) ?? 0;
  }

  /** `isCounted`: false for what counts in another window. */
  canSend(nowMs: number, isCounted = true): boolean {
    const hasSlot = this.busy < Math.min(this.#share.slots, slotsOfOneProcess(this.#limits));
    return this.hasLease(nowMs) && hasSlot && (!isCounted || this.#hasRoom(nowMs));
  }

  #hasRoom(nowMs: number): boolean {
    return this.#limits.requests === undefined || this.used(nowMs) < this.#share.requests;
  }

  /** When the window has room by itself, where it is the window that has none. */
  get roomAtMs(): number | undefined {
    return this.#window?.nextFreeMs;
  }

  /** After how long the next renewal is due, counted from the last one; 0: as soon as may be. */
  renewAfterMs({ nowMs, everyMs, isWaiting }: { readonly nowMs: number; readonly everyMs: number; readonly isWaiting: boolean }): number {
    const { slots, isShort } = this.#share;
    if (isShort && this.#canGiveBack(nowMs)) return 0;
    if (!isWaiting) return everyMs;
    if (!this.hasLease(nowMs)) return 0;
    const hasNone = slots === 0 || (this.#limits.requests !== undefined && this.#share.requests === 0);
    if (isShort) return hasNone ? everyMs / 5 : everyMs;
    return this.busy >= slots || !this.#hasRoom(nowMs) ? 0 : everyMs;
  }

  /** Others wait for what is held here and will not be used. */
  #canGiveBack(nowMs: number): boolean {
    const { slots, requests } = this.#share;
    const hasSlots = this.#kept.slots > Math.max(slots, this.busy);
    return hasSlots || (this.#kept.requests > requests && this.used(nowMs) <= requests);
  }

  /** True where nothing has happened since the last renewal. */
  get isQuiet(): boolean {
    return this.busy === 0 && requestLanes.every((lane) => this.#peak[lane] === 0 && this.#sent[lane] === 0);
  }

  noteWaiting(lane: RequestLane, waiting: number): void {
    this.#peak[lane] = Math.max(this.#peak[lane], this.#busy[lane] + waiting);
  }

  send({ lane, isCounted }: { readonly lane: RequestLane; readonly isCounted: boolean }, nowMs: number): Sent {
    this.#busy[lane] += 1;
    if (isCounted) this.#sent[lane] += 1;
    this.#peak[lane] = Math.max(this.#peak[lane], this.#busy[lane]);
    return (isCounted ? this.#window : undefined)?.send(lane, nowMs) ?? { lane, countedMs: nowMs };
  }

  answered(sent: Sent, nowMs: number): void {
    this.#busy[sent.lane] -= 1;
    noteAnswer(sent, nowMs);
  }

  /**
   * What to tell in a renewal that is sent now. Until its answer comes, and also when none comes, the share stays as it
   * is: that is what is kept. The next period is taken to be like the last one.
   */
  renewal(nowMs: number): Pick<Renewal, 'keeps' | 'wants'> {
    const wants = { live: this.#wantsIn('live', nowMs), backfill: this.#wantsIn('backfill', nowMs) };
    this.#peak = none();
    this.#sent = none();
    const isHeld = this.hasLease(nowMs);
    const share = isHeld ? this.#share : { slots: 0, requests: 0 };
    if (!isHeld) this.#share = { slots: 0, requests: 0, isShort: false };
    const kept = (limit: unknown, used: number, shared: number) => (limit === undefined ? 0 : Math.max(used, shared));
    this.#kept = {
      slots: kept(this.#limits.concurrency, this.busy, share.slots),
      requests: kept(this.#limits.requests, this.used(nowMs), share.requests),
    };
    return { keeps: this.#kept, wants };
  }

  #wantsIn(lane: RequestLane, nowMs: number): Amount {
    const slots = Math.max(this.#peak[lane], this.#busy[lane]);
    const waiting = slots - this.#busy[lane];
    const isIdle = slots === 0 && this.#sent[lane] === 0;
    return { slots, requests: isIdle ? 0 : Math.min(boundless, this.#usedIn(lane, nowMs) + waiting + this.#sent[lane]) };
  }

  /** @param requestedMs when the renewal was sent: the lease counts from there */
  granted(share: Share, requestedMs: number): void {
    this.#share = share;
    this.#endsMs = requestedMs + this.#leaseMs;
  }

  /** Sends nothing more until the next renewal, and holds on to nothing but what counts. */
  endLease(): void {
    this.#endsMs = Number.NEGATIVE_INFINITY;
  }

  /** Sends nothing more until the next renewal. */
  giveBack(): void {
    this.#share = { slots: 0, requests: 0, isShort: false };
  }
}
