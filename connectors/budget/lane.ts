import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestLane } from '../../core/budget.js';

const lanes = new AsyncLocalStorage<RequestLane>();

/**
 * Everything that `work` sends to endpoints, however deep within a connector, goes in this lane. Without it, requests
 * are live.
 */
export function inLane<T>(lane: RequestLane, work: () => Promise<T>): Promise<T> {
  return lanes.run(lane, work);
}

export function currentLane(): RequestLane {
  return lanes.getStore() ?? 'live';
}
