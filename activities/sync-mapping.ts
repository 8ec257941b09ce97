import type { ConfigDocument, SyncConfig } from '../config/config.js';
import { DataWaldError } from '../core/errors.js';
import type { MetadataFlow, MetadataTables } from '../core/product-metadata.js';
import { identityMapping } from '../mapping/identity.js';
import type { MappingOptions } from '../mapping/load.js';
import type { Mapping } from '../mapping/mapping.js';
import { compileProductMetadata } from '../mapping/product-metadata.js';
import { compileValidation, validated } from '../mapping/validation/validator.js';

export interface MappingParts {
  readonly document: ConfigDocument;
  readonly compileMapping: (document: unknown, name: string, options: MappingOptions) => Mapping;
  readonly tables: MetadataTables;
  /** The version of product metadata that the task has pinned. */
  readonly metadata: string | undefined;
}

/** What a sync does with a record: its mapping or product metadata, then its validation. Throws `Config` where one of them is not to be used. */
export async function mappingOf(sync: SyncConfig, parts: MappingParts): Promise<Mapping> {
  return validatedBy(sync, parts.document, await unvalidated(sync, parts));
}

/** Holds what a mapping gives against the sync's validation, where it has one. */
export function validatedBy(sync: SyncConfig, document: ConfigDocument, mapping: Mapping): Mapping {
  if (sync.validation === undefined) return mapping;
  if (typeof sync.validation !== 'string') return validated(mapping, compileValidation(sync.validation, 'of the sync'));
  return validated(mapping, compileValidation(document.validations?.[sync.validation], sync.validation));
}

/** The same without the validation. */
export async function unvalidated(sync: SyncConfig, { document, compileMapping, tables, metadata }: MappingParts): Promise<Mapping> {
  if (sync.productMetadata !== undefined) {
    const rows = metadata === undefined ? undefined : await tables.rows(metadata);
    if (rows === undefined) throw new DataWaldError('Config', noRows(sync));
    return compileProductMetadata(rows, sync.productMetadata);
  }
  if (sync.mapping === undefined) return identityMapping;
  return compileMapping(document.mappings[sync.mapping], sync.mapping, { lookups: document.lookups ?? {} });
}

/** The version of product metadata that a task takes which begins, or is retried, now. */
export async function metadataVersionOf(sync: SyncConfig, tables: MetadataTables): Promise<string | undefined> {
  if (sync.productMetadata === undefined) return undefined;
  const version = await tables.current(flowOf(sync));
  if (version === undefined) throw new DataWaldError('Config', noRows(sync));
  return version;
}

function flowOf({ source, target }: SyncConfig): MetadataFlow {
  return { source, target };
}

function noRows({ source, target }: SyncConfig): string {
  return `There is no product metadata for ${source} to ${target}. Bring it in with: datawald metadata import FILE --source ${source} --target ${target}`;
}
