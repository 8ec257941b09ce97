import type { StoreKind } from './store/chaos-store.js';

/** Of a sync: what is read, and written, at a time. */
export interface Sizes {
  readonly pageSize: number;
  readonly pagesPerRead: number;
  readonly maxEntitiesInMessageBody: number;
  readonly chunksInFlight: number;
  /** The most entities of one write; a chunk of more is written in several batches. */
  readonly maxBatch: number;
}

export interface Load {
  readonly records: number;
  readonly changesPerSecond: number;
  readonly sizes: Sizes;
}

const usual: Load = {
  records: 20_000,
  changesPerSecond: 200,
  sizes: { pageSize: 500, pagesPerRead: 2, maxEntitiesInMessageBody: 200, chunksInFlight: 6, maxBatch: 100 },
};

/** What each kind of store can take. The stand-in for DynamoDB writes about a hundred items a second. */
export const loads: Readonly<Record<StoreKind, Load>> = {
  embedded: usual,
  postgres: usual,
  dynamodb: {
    records: 400,
    changesPerSecond: 5,
    sizes: { pageSize: 20, pagesPerRead: 2, maxEntitiesInMessageBody: 10, chunksInFlight: 3, maxBatch: 5 },
  },
};
