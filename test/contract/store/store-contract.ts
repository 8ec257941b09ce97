import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Store } from '../../../stores/store.js';
import { describeAbsent } from './absent.js';
import { describeBudgets } from './budgets.js';
import { describeClaims } from './claims.js';
import { describeConfigVersions } from './config-versions.js';
import { describeCutDates } from './cut-dates.js';
import { describeHeads } from './heads.js';
import { describeInbox } from './inbox.js';
import { describeLookups } from './lookups.js';
import { describeMigrations } from './migrations.js';
import { describeOutbox } from './outbox.js';
import { describePages } from './pages.js';
import { describeProductMetadata } from './product-metadata.js';
import { describeRecords } from './records.js';
import { describeResolution } from './resolution.js';
import { describeRetention } from './retention.js';
import { describeRetries } from './retries.js';
import { describeRows } from './rows.js';
import { describeSequences } from './sequences.js';
import { describeTasks } from './tasks.js';
import { describeWaiting } from './waiting.js';

/** One database, which may be opened more than once at a time. */
export interface StoreUnderTest {
  /** Another connection to the same database; the caller disposes of it. */
  open(): Promise<Store> | Store;
  /** An empty database beside it. */
  openEmpty(): Promise<{ open(): Store }> | { open(): Store };
}

/** What every store must do, whatever it stands on: the sentences of `stores/store.ts`, one by one. */
export function storeContract(name: string, begin: () => Promise<StoreUnderTest>): void {
  describe(`the store on ${name}`, () => {
    let underTest: StoreUnderTest;
    let store: Store;
    beforeAll(async () => {
      underTest = await begin();
      store = await underTest.open();
      await store.migrate();
    });
    afterAll(async () => {
      await store[Symbol.asyncDispose]();
    });

    const get = () => store;
    describeMigrations(() => underTest);
    describeTasks(get);
    describeResolution(get);
    describePages(get);
    describeHeads(get);
    describeClaims(get, () => underTest);
    describeWaiting(get);
    describeRetries(get);
    describeRows(get);
    describeRecords(get);
    describeAbsent(get);
    describeLookups(get);
    describeCutDates(get, () => underTest);
    describeConfigVersions(get);
    describeProductMetadata(get, () => underTest);
    describeSequences(get);
    describeRetention(get);
    describeOutbox(get);
    describeInbox(get, () => underTest);
    describeBudgets(get, () => underTest);
  });
}
