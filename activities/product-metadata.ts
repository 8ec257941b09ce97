import { metadataProblems } from '../config/product-metadata.js';
import { DataWaldError } from '../core/errors.js';
import { toInstant } from '../core/instant.js';
import { changeRows, type MetadataChange, type MetadataFlow, type MetadataRow, type MetadataTables } from '../core/product-metadata.js';
import type { ControlActivities } from './contract.js';
import type { ControlDependencies } from './control.js';

/** So often a change is begun anew because somebody else changed the rows meanwhile. */
const tries = 20;

/** Reads and edits product metadata in a store. Tasks that run keep what they began with; retries and later tasks take what is there then. */
export class ProductMetadata {
  readonly #tables: MetadataTables;
  readonly #now: () => Date;

  constructor(tables: MetadataTables, now: () => Date = () => new Date()) {
    this.#tables = tables;
    this.#now = now;
  }

  /** Every row of a flow, by column. */
  async list(flow: MetadataFlow): Promise<readonly MetadataRow[]> {
    const version = await this.#tables.current(flow);
    return (version === undefined ? undefined : await this.#tables.rows(version)) ?? [];
  }

  /**
   * Changes rows: all of the change or nothing. Returns the rows as they then are. Throws `Config` with every problem of the rows as they
   * would be, and `Transient` where others kept changing them at the same time.
   */
  async change(flow: MetadataFlow, change: MetadataChange): Promise<readonly MetadataRow[]> {
    for (let left = tries; left > 0; left -= 1) {
      const expected = await this.#tables.current(flow);
      const before = (expected === undefined ? undefined : await this.#tables.rows(expected)) ?? [];
      const at = toInstant(this.#now());
      const rows = changeRows(before, change, at);
      refuse(rows);
      if ((await this.#tables.replace({ flow, expected, rows, at })) !== undefined) return rows;
    }
    throw new DataWaldError(
      'Transient',
      `The product metadata of ${flow.source} to ${flow.target} was changed by others ${tries} times. Try again.`,
    );
  }
}

/** The most JSON in one answer; Temporal takes two megabytes. */
const mostLetters = 500_000;

/** Activities by which the client reads and edits rows. */
export function metadataActivities({
  store,
  now,
}: Pick<ControlDependencies, 'store' | 'now'>): Pick<ControlActivities, 'productMetadata' | 'changeProductMetadata'> {
  const metadata = new ProductMetadata(store.productMetadata, now);
  return {
    async productMetadata({ flow, after = '' }) {
      const behind = (await metadata.list(flow)).filter(({ column }) => column > after);
      let letters = 0;
      const tooMany = behind.findIndex((row) => (letters += JSON.stringify(row).length) > mostLetters);
      const rows = tooMany === -1 ? behind : behind.slice(0, Math.max(tooMany, 1));
      return { rows, isDone: rows.length === behind.length };
    },

    async changeProductMetadata({ flow, change }) {
      await metadata.change(flow, change);
    },
  };
}

function refuse(rows: readonly MetadataRow[]): void {
  const problems = metadataProblems(rows);
  if (problems.length === 0) return;
  const lines = problems.map(({ column, message }) => `${column}: ${message}`);
  throw new DataWaldError('Config', `The rows cannot be used, and nothing was changed:\n${lines.join('\n')}`);
}
