import { setTimeout } from 'node:timers/promises';
import type { Ledger, Renewal, Share } from '../../core/budget.js';
import { renewLease } from '../../core/budget-ledger.js';
import { ConnectorError } from '../../core/errors.js';
import type { Budgets } from '../budgets.js';
import { LeaseWatch } from '../lease-watch.js';
import type { DynamoDatabase } from './database.js';
import { taskKeys } from './keys.js';

/** So often a renewal is begun anew because others came first. */
const tries = 20;
const longestPauseMs = 100;

/** See `Budgets` in the contract. A ledger is one item, put if its round is still the one that was read. */
export class DynamoBudgets implements Budgets {
  readonly #database: DynamoDatabase;
  readonly #watch: LeaseWatch;

  constructor(database: DynamoDatabase, watch: LeaseWatch = new LeaseWatch()) {
    this.#database = database;
    this.#watch = watch;
  }

  async renew(renewal: Renewal): Promise<Share> {
    const key = taskKeys.budget(renewal.budget);
    for (let left = tries; left > 0; left -= 1) {
      const known = (await this.#database.get<{ readonly ledger: Ledger }>('tasks', key))?.ledger;
      const { ledger, share } = renewLease(known, renewal, this.#watch.observe(known));
      const condition =
        known === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'ledger.round = :round', ExpressionAttributeValues: { ':round': known.round } };
      if (await this.#database.putIf('tasks', { ...key, ledger }, condition)) return share;
      await setTimeout(Math.random() * longestPauseMs);
    }
    const message = `the ledger of ${renewal.budget} (${this.#database.names.where}) was changed by others ${tries} times; tried again`;
    throw new ConnectorError('Transient', message, { endpoint: 'store' });
  }

  async list(): Promise<readonly Ledger[]> {
    const items = await this.#database.query<{ readonly ledger: Ledger }>('tasks', {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': taskKeys.budgets },
    });
    const ledgers = items.map(({ ledger }) => ledger);
    for (const ledger of ledgers) this.#watch.observe(ledger);
    return ledgers;
  }
}
