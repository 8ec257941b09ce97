import { sql, type Transaction } from 'kysely';
import type { Ledger, Renewal, Share } from '../../core/budget.js';
import { renewLease } from '../../core/budget-ledger.js';
import type { Budgets } from '../budgets.js';
import { LeaseWatch } from '../lease-watch.js';
import type { SqlDatabase } from './database.js';
import type { Tables } from './tables.js';

/** See `Budgets` in the contract. A ledger is one row: who renews holds it locked for the time of a read and a write. */
export class SqlBudgets implements Budgets {
  readonly #database: SqlDatabase;
  readonly #watch: LeaseWatch;

  constructor(database: SqlDatabase, watch: LeaseWatch = new LeaseWatch()) {
    this.#database = database;
    this.#watch = watch;
  }

  renew(renewal: Renewal): Promise<Share> {
    return this.#database.write(async (trx) => {
      const known = (await this.#lock(trx, renewal.budget)) ?? (await this.#begin(trx, renewal.budget));
      const { ledger, share } = renewLease(known, renewal, this.#watch.observe(known));
      await sql`update budgets set ledger = ${JSON.stringify(ledger)} where budget = ${renewal.budget}`.execute(trx);
      return share;
    });
  }

  /** Undefined where there is no row yet. */
  async #lock(trx: Transaction<Tables>, budget: string): Promise<Ledger | undefined> {
    const { rows } = await sql<{ ledger: string }>`
      select b.ledger from budgets as b where b.budget = ${budget} ${this.#database.dialect.lock('b')}`.execute(trx);
    return rows[0] === undefined ? undefined : parse(rows[0].ledger);
  }

  async #begin(trx: Transaction<Tables>, budget: string): Promise<Ledger | undefined> {
    await sql`insert into budgets (budget, ledger) values (${budget}, ${'null'}) on conflict (budget) do nothing`.execute(trx);
    return await this.#lock(trx, budget);
  }

  async list(): Promise<readonly Ledger[]> {
    const { rows } = await this.#database.read((db) => sql<{ ledger: string }>`select ledger from budgets order by budget`.execute(db));
    const ledgers = rows.flatMap(({ ledger }) => parse(ledger) ?? []);
    for (const ledger of ledgers) this.#watch.observe(ledger);
    return ledgers;
  }
}

function parse(text: string): Ledger | undefined {
  return (JSON.parse(text) as Ledger | null) ?? undefined;
}
