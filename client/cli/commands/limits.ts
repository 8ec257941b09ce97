import { type Amount, boundless, type EndpointLimits, type Lease, type Ledger } from '../../../core/budget.js';
import { limitAt } from '../../../core/budget-ledger.js';
import { factorAt } from '../../../core/budget-pace.js';
import { type Instant, instantMs, toInstant } from '../../../core/instant.js';
import type { CommandSpec } from '../command.js';
import { exitCodes } from '../exit-codes.js';

export const limits: CommandSpec = {
  name: 'limits',
  summary: 'Show how the limits of each endpoint are shared among workers at this moment',
  examples: ['datawald limits', 'datawald limits --json'],
  async run(context) {
    const ledgers = await (await context.store()).budgets.list();
    const now = toInstant(new Date());
    const shown = ledgers.map((ledger) => toShown(ledger, now));
    const text = shown.map((one) => describe(one, now)).join('\n');
    context.output.data(shown, text === '' ? 'No worker has used an endpoint with limits yet.' : text);
    return exitCodes.done;
  },
};

interface ShownBudget {
  readonly endpoint: string;
  /** As configured, or known to the connector, without what is reserved. */
  readonly limits: EndpointLimits;
  /** Below 1 after the vendor has complained. */
  readonly factor: number;
  readonly pausedUntil?: Instant;
  /** What all workers together may have now. */
  readonly allowed: Partial<Amount>;
  readonly workers: readonly ShownWorker[];
}

interface ShownWorker {
  readonly worker: string;
  readonly share: Partial<Amount>;
  /** What the vendor may still see of it: more than its share while that shrinks. */
  readonly held: Partial<Amount>;
  readonly wants: Lease['wants'];
  readonly renewedAt: Instant;
  /** False where it was not renewed in time: others take over once nothing of it can count any more. */
  readonly isRenewed: boolean;
}

function toShown(ledger: Ledger, now: Instant): ShownBudget {
  const { budget, pace, leases } = ledger;
  const isPaused = pace.pausedUntil !== undefined && pace.pausedUntil > now;
  return {
    endpoint: budget,
    limits: ledger.limits,
    factor: Number(factorAt(pace, now).toFixed(3)),
    ...(isPaused && pace.pausedUntil !== undefined && { pausedUntil: pace.pausedUntil }),
    allowed: limited(limitAt(ledger, now), ledger.limits),
    workers: leases.map(({ holder, share, held, wants, renewedAt, leaseMs }) => ({
      worker: holder,
      share: limited(share, ledger.limits),
      held: limited(held, ledger.limits),
      wants,
      renewedAt,
      isRenewed: instantMs(now) - instantMs(renewedAt) <= leaseMs,
    })),
  };
}

/** Only the measures that have a limit. */
function limited({ slots, requests }: Amount, limitsOf: EndpointLimits): Partial<Amount> {
  return {
    ...(limitsOf.concurrency !== undefined && slots < boundless && { slots }),
    ...(limitsOf.requests !== undefined && requests < boundless && { requests }),
  };
}

function describe({ endpoint, limits: { concurrency, requests }, factor, pausedUntil, workers }: ShownBudget, now: Instant): string {
  const parts = [
    ...(requests === undefined ? [] : [`${requests.count} requests in ${requests.perSeconds} s`]),
    ...(concurrency === undefined ? [] : [`${concurrency} at the same time`]),
    `pace ${Math.floor(factor * 100)} %`,
    ...(pausedUntil === undefined ? [] : [`paused until ${pausedUntil.slice(0, 19)}Z`]),
    workers.length === 0 ? 'no worker uses it now' : `${workers.length} worker${workers.length === 1 ? '' : 's'}`,
  ];
  return [`${endpoint}: ${parts.join(', ')}`, ...workers.map((worker) => describeWorker(worker, now))].join('\n');
}

function describeWorker({ worker, share, held, renewedAt, isRenewed }: ShownWorker, now: Instant): string {
  const requests = share.requests === undefined ? [] : [`${share.requests} requests${more(share.requests, held.requests)}`];
  const slots = share.slots === undefined ? [] : [`${share.slots} at the same time${more(share.slots, held.slots)}`];
  const seconds = Math.max(0, Math.round((instantMs(now) - instantMs(renewedAt)) / 1000));
  return `  ${worker}: ${[...requests, ...slots].join(', ')}, renewed ${seconds} s ago${isRenewed ? '' : ': not in use any more'}`;
}

function more(share: number, held: number | undefined): string {
  return held !== undefined && held > share ? ` (${held} still count)` : '';
}
