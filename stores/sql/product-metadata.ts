import { type Kysely, sql } from 'kysely';
import type { MetadataFlow, MetadataRow, MetadataTables, ReplaceMetadata } from '../../core/product-metadata.js';
import { metadataVersion } from '../metadata-version.js';
import type { SqlDatabase } from './database.js';
import type { Tables } from './tables.js';

/** See `MetadataTables` in the contract. */
export class SqlProductMetadata implements MetadataTables {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  current(flow: MetadataFlow): Promise<string | undefined> {
    return this.#database.read((db) => currentVersion(db, flow));
  }

  rows(version: string): Promise<readonly MetadataRow[] | undefined> {
    return this.#database.read(async (db) => {
      const { rows } = await sql<{ document: string }>`
        select document from product_metadata_versions where version = ${version}`.execute(db);
      const [row] = rows;
      return row && (JSON.parse(row.document) as readonly MetadataRow[]);
    });
  }

  replace({ flow, expected, rows, at }: ReplaceMetadata): Promise<string | undefined> {
    const { version, document } = metadataVersion(rows);
    return this.#database.write(async (trx) => {
      await sql`
        insert into product_metadata_versions (version, document, written_at) values (${version}, ${document}, ${at})
        on conflict (version) do nothing`.execute(trx);
      const change = { flow, expected, version, at };
      const isMoved = await (expected === undefined ? insert(trx, change) : update(trx, change));
      if (isMoved) return version;
      return (await currentVersion(trx, flow)) === version ? version : undefined;
    });
  }

  flows(): Promise<readonly MetadataFlow[]> {
    return this.#database.read(async (db) => {
      const { rows } = await sql<MetadataFlow>`select source, target from product_metadata order by source, target`.execute(db);
      return rows.map(({ source, target }) => ({ source, target }));
    });
  }
}

async function currentVersion(db: Kysely<Tables>, { source, target }: MetadataFlow): Promise<string | undefined> {
  const { rows } = await sql<{ version: string }>`
    select version from product_metadata where source = ${source} and target = ${target}`.execute(db);
  return rows[0]?.version;
}

interface VersionChange {
  readonly flow: MetadataFlow;
  readonly expected: string | undefined;
  readonly version: string;
  readonly at: string;
}

async function insert(db: Kysely<Tables>, { flow, version, at }: VersionChange): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into product_metadata (source, target, version, changed_at) values (${flow.source}, ${flow.target}, ${version}, ${at})
    on conflict (source, target) do nothing`.execute(db);
  return numAffectedRows === 1n;
}

async function update(db: Kysely<Tables>, { flow, expected, version, at }: VersionChange): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update product_metadata set version = ${version}, changed_at = ${at}
    where source = ${flow.source} and target = ${flow.target} and version = ${expected}`.execute(db);
  return numAffectedRows === 1n;
}
