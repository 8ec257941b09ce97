import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { EndpointLimits, Ledger, Renewal, Share } from '../../core/budget.js';
import { renewLease } from '../../core/budget-ledger.js';
import { EndpointBudget, type EndpointBudgetOptions } from './endpoint-budget.js';

/** What a connector knows of its system's limits. */
export interface KnownLimits extends EndpointLimits {
  /** Of a limit beside the endpoint's main one, such as that of searches; the config's limits do not apply to it. */
  readonly name?: string;
}

/** Opens a budget of an endpoint. The config's limits go before those that the connector knows. */
export type OpenBudget = (known: KnownLimits) => EndpointBudget;

export interface BudgetsOptions extends Pick<EndpointBudgetOptions, 'endpointId' | 'now' | 'log'> {
  /** Of the config. */
  readonly limits?: EndpointLimits;
  /** Percent of every limit that is left to others. */
  readonly reserve?: number;
  /** Where processes share. Absent: the process is alone. */
  readonly renew?: EndpointBudgetOptions['renew'];
}

export function budgetsOf({ endpointId, now, log, limits = {}, reserve = 0, renew }: BudgetsOptions): OpenBudget {
  return ({ name, ...known }) => {
    const effective = withoutReserve(name === undefined ? { ...known, ...limits } : known, reserve);
    const isLimited = effective.concurrency !== undefined || effective.requests !== undefined;
    return new EndpointBudget({
      endpointId,
      budget: name === undefined ? endpointId : `${endpointId}/${name}`,
      holder: `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`,
      limits: effective,
      renew: isLimited && renew !== undefined ? renew : ownLedger(),
      now,
      log,
    });
  };
}

function withoutReserve({ concurrency, requests }: EndpointLimits, reserve: number): EndpointLimits {
  const left = (limit: number) => Math.max(1, Math.floor((limit * (100 - reserve)) / 100));
  return {
    ...(concurrency !== undefined && { concurrency: left(concurrency) }),
    ...(requests !== undefined && { requests: { ...requests, count: left(requests.count) } }),
  };
}

/** The books of a process that shares with nobody. */
function ownLedger(): (renewal: Renewal) => Promise<Share> {
  let known: Ledger | undefined;
  return (renewal) => {
    const { ledger, share } = renewLease(known, renewal, () => 0);
    known = ledger;
    return Promise.resolve(share);
  };
}
