import { Kysely, type Transaction } from 'kysely';
import type { SqlDialect } from './dialect.js';
import type { Tables } from './tables.js';

/** The database as the rooms of this folder see it: reads, writing transactions, and errors that say what is wrong. */
export class SqlDatabase implements AsyncDisposable {
  readonly dialect: SqlDialect;
  readonly kysely: Kysely<Tables>;
  #hasWritten = false;

  constructor(dialect: SqlDialect) {
    this.dialect = dialect;
    this.kysely = new Kysely<Tables>({ dialect: dialect.kysely });
  }

  /** For single statements. */
  async read<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    try {
      return await work(this.kysely);
    } catch (error) {
      throw this.dialect.explain(error);
    }
  }

  /** One transaction; what `work` throws rolls it back. */
  async write<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
    if (!this.#hasWritten) {
      this.#hasWritten = true;
      this.dialect.onFirstWrite?.();
    }
    try {
      return await this.kysely.transaction().execute(work);
    } catch (error) {
      throw this.dialect.explain(error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kysely.destroy();
    await this.dialect.close?.();
  }
}
