import { Allowance } from '../../connectors/budget/allowance.js';
import type { Sent } from '../../connectors/budget/send-window.js';
import { type EndpointLimits, type Ledger, type Renewal, type RequestLane, requestLanes } from '../../core/budget.js';
import { renewLease } from '../../core/budget-ledger.js';
import { toInstant } from '../../core/instant.js';
import { LeaseWatch } from '../../stores/lease-watch.js';

export const leaseMs = 5000;
/** Requests take no longer than this, so that those of a lease that has ended are over before its slots are given away. */
export const longestRequestMs = 0.9 * leaseMs;

interface UnderWay {
  readonly sent: Sent;
  readonly countedMs: number;
  readonly endMs: number;
}

/** What a vendor has seen: when each request arrived, and how many were there at the same time. */
export class Vendor {
  readonly arrivals: number[] = [];
  readonly stays: { readonly fromMs: number; readonly toMs: number }[] = [];

  /** The most requests in any window of this length. */
  mostIn(windowMs: number): number {
    const moments = [...this.arrivals].sort((a, b) => a - b);
    let first = 0;
    let most = 0;
    moments.forEach((moment, index) => {
      while ((moments[first] ?? moment) <= moment - windowMs) first += 1;
      most = Math.max(most, index - first + 1);
    });
    return most;
  }

  mostAtOnce(): number {
    const changes = this.stays.flatMap(({ fromMs, toMs }) => [
      { ms: fromMs, by: 1 },
      { ms: toMs, by: -1 },
    ]);
    changes.sort((a, b) => a.ms - b.ms || a.by - b.by);
    let present = 0;
    let most = 0;
    for (const { by } of changes) {
      present += by;
      most = Math.max(most, present);
    }
    return most;
  }
}

/** How a renewal fares: how long it takes to the store and back; `isLost`: no answer comes. */
export interface Passage {
  readonly thereMs: number;
  readonly backMs: number;
  readonly isLost?: boolean;
}

/** Processes with clocks of their own, one store, and one vendor, in a time that only `World.pass` moves. */
export class World {
  readonly vendor = new Vendor();
  readonly processes: Process[] = [];
  nowMs = 0;
  ledger: Ledger | undefined;
  #later: { readonly ms: number; readonly no: number; readonly happen: () => void }[] = [];
  #no = 0;
  #started = 0;
  readonly limits: EndpointLimits;

  constructor(limits: EndpointLimits) {
    this.limits = limits;
  }

  /** @param clock how its clock runs beside that of the world */
  start(clock = { offsetMs: 0, rate: 1 }): Process {
    this.#started += 1;
    const process = new Process(this, `p${this.#started}`, clock);
    this.processes.push(process);
    return process;
  }

  /** Kills a process, and starts another one in its place. */
  replace(index: number): void {
    this.processes[index]?.kill();
    const next = this.start();
    this.processes.pop();
    this.processes[index] = next;
  }

  at(ms: number, happen: () => void): void {
    this.#no += 1;
    this.#later.push({ ms, no: this.#no, happen });
  }

  /** Lets time pass, and everything happen in its order. */
  pass(ms: number): void {
    const end = this.nowMs + ms;
    for (;;) {
      const [next] = this.#later.filter((event) => event.ms <= end).sort((a, b) => a.ms - b.ms || a.no - b.no);
      if (next === undefined) break;
      this.#later = this.#later.filter((event) => event !== next);
      this.nowMs = Math.max(this.nowMs, next.ms);
      next.happen();
    }
    this.nowMs = end;
  }
}

/** What `EndpointBudget` does, step by step. */
export class Process {
  readonly #world: World;
  readonly #holder: string;
  readonly #clock: { readonly offsetMs: number; readonly rate: number };
  readonly #allowance: Allowance;
  readonly #watch: LeaseWatch;
  readonly waiting: Record<RequestLane, number> = { live: 0, backfill: 0 };
  #renewals = 0;
  #renewedMs = Number.NEGATIVE_INFINITY;
  isDead = false;
  sent: Record<RequestLane, number> = { live: 0, backfill: 0 };

  constructor(world: World, holder: string, clock: { readonly offsetMs: number; readonly rate: number }) {
    this.#world = world;
    this.#holder = holder;
    this.#clock = clock;
    this.#allowance = new Allowance({ limits: world.limits, leaseMs });
    this.#watch = new LeaseWatch(() => this.#nowMs);
  }

  get #nowMs(): number {
    return this.#clock.offsetMs + this.#world.nowMs * this.#clock.rate;
  }

  /** Sends what it wants and may, live first. `wayMs` and `takesMs`: how long each request is on its way, and in all. */
  send({ wayMs, takesMs }: { readonly wayMs: number; readonly takesMs: number }): void {
    if (this.isDead) return;
    for (const lane of requestLanes) {
      this.#allowance.noteWaiting(lane, this.waiting[lane]);
      while (this.waiting[lane] > 0 && this.#allowance.canSend(this.#nowMs)) {
        this.waiting[lane] -= 1;
        this.sent[lane] += 1;
        this.#sendOne(this.#allowance.send({ lane, isCounted: true }, this.#nowMs), { wayMs, takesMs });
      }
    }
  }

  #sendOne(sent: Sent, { wayMs, takesMs }: { readonly wayMs: number; readonly takesMs: number }): void {
    const world = this.#world;
    const request: UnderWay = { sent, countedMs: world.nowMs + wayMs, endMs: world.nowMs + Math.max(takesMs, wayMs) };
    world.vendor.arrivals.push(request.countedMs);
    world.vendor.stays.push({ fromMs: request.countedMs, toMs: request.endMs });
    world.at(request.endMs, () => this.#allowance.answered(sent, this.#nowMs));
  }

  renew({ thereMs, backMs, isLost = false }: Passage = { thereMs: 0, backMs: 0 }): void {
    if (this.isDead) return;
    const world = this.#world;
    const requestedMs = this.#nowMs;
    this.#renewedMs = requestedMs;
    this.#renewals += 1;
    const no = this.#renewals;
    for (const lane of requestLanes) this.#allowance.noteWaiting(lane, this.waiting[lane]);
    const at = toInstant(Math.round(1_800_000_000_000 + requestedMs));
    const asked = this.#allowance.renewal(requestedMs);
    const renewal: Renewal = { budget: 'b', holder: this.#holder, no, limits: world.limits, leaseMs, at, ...asked };
    world.at(world.nowMs + thereMs, () => {
      const { ledger, share } = renewLease(world.ledger, renewal, this.#watch.observe(world.ledger));
      world.ledger = ledger;
      if (isLost) return;
      world.at(world.nowMs + backMs, () => {
        // Renewals come one after the other: an answer to an older one is not waited for any more.
        if (no === this.#renewals) this.#allowance.granted(share, requestedMs);
      });
    });
  }

  /** Renews when it is due, as an `EndpointBudget` does. */
  renewIfDue(everyMs: number): void {
    const isWaiting = requestLanes.some((lane) => this.waiting[lane] > 0);
    const delayMs = Math.max(this.#allowance.renewAfterMs({ nowMs: this.#nowMs, everyMs, isWaiting }), everyMs / 10);
    if (this.#nowMs - this.#renewedMs < delayMs) return;
    this.renew({ thereMs: 3, backMs: 3 });
  }

  leave(): void {
    for (const lane of requestLanes) this.waiting[lane] = 0;
    this.#allowance.giveBack();
    this.renew();
  }

  /** It sends nothing any more; what is under way stays so. */
  kill(): void {
    this.isDead = true;
  }
}
