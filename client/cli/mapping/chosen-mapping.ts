import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { metadataVersionOf, unvalidated, validatedBy } from '../../../activities/sync-mapping.js';
import type { ConfigDocument, SyncConfig } from '../../../config/config.js';
import { type LoadedConfig, mappingProblems } from '../../../config/load.js';
import { formatProblem, SourceText } from '../../../config/source-text.js';
import { identityMapping } from '../../../mapping/identity.js';
import { compileMapping } from '../../../mapping/load.js';
import type { LookupContents } from '../../../mapping/lookup.js';
import type { CustomField, Mapping, MappingContext } from '../../../mapping/mapping.js';
import { rulesFrom, withRules } from '../../../mapping/remote-rules.js';
import type { RuleTracer } from '../../../mapping/trace.js';
import { syncOf } from '../commands/start.js';
import { ConfigProblems, type Context } from '../context.js';
import { UsageError } from '../failures.js';
import { fetchRules } from '../remote-rules.js';
import { withStoredLookups } from '../stored-lookups.js';

/** A mapping that was named on the command line: by a sync, or by its file. */
export interface ChosenMapping {
  /** As it was named. */
  readonly name: string;
  /** Absent where the sync has no mapping: records go through as they are. */
  readonly source?: SourceText;
  /** The document that it is compiled from: the file's own, with the rules that it has elsewhere. */
  readonly document?: unknown;
  readonly lookups: LookupContents;
  /** The sync that it belongs to, where that is known. */
  readonly syncId?: string;
  readonly customField?: CustomField;
  /** Of a sync that is mapped by product metadata: what its rows make of a record. */
  readonly byMetadata?: Mapping;
  /** Of a sync with a validation: the mapping held against it. */
  readonly validated?: (mapping: Mapping) => Mapping;
}

/** Finds and checks a mapping. Throws ConfigProblems with all that is wrong with it, and a UsageError where there is no such. */
export async function chooseMapping(context: Context, name: string, sync?: string): Promise<ChosenMapping> {
  const loaded = existsSync(resolve(context.cwd, context.options.config)) ? context.config() : undefined;
  if (sync !== undefined) syncOf(context, sync);
  const named = loaded?.config.syncs[name];
  const file = named === undefined ? resolve(context.cwd, name) : fileOf(loaded, name);
  if (named === undefined && !existsSync(file ?? '')) throw noSuchMapping(context, name, loaded);
  const syncId = sync ?? (named === undefined ? syncWith(file, loaded) : name);
  const customField = syncId === undefined ? undefined : customFieldOf(context, syncId);
  const whole = loaded === undefined ? undefined : await withStoredLookups(context, loaded);
  const lookups = whole?.document.lookups ?? {};
  const chosen = {
    name,
    ...(syncId !== undefined && { syncId }),
    ...(customField !== undefined && { customField }),
    ...(named !== undefined && whole !== undefined && (await ofSync(context, named, whole.document))),
  };
  const inConfig = named?.mapping === undefined ? undefined : whole?.document.mappings[named.mapping];
  if (file === undefined)
    return { ...chosen, lookups, ...(inConfig !== undefined && { document: await withRulesOf(name, inConfig, lookups) }) };
  return { ...chosen, lookups, ...(await checkedSource(context, file, lookups)) };
}

/** What a sync does with records besides its mapping. */
async function ofSync(
  context: Context,
  sync: SyncConfig,
  document: ConfigDocument,
): Promise<Pick<ChosenMapping, 'byMetadata' | 'validated'>> {
  const validated = (mapping: Mapping) => validatedBy(sync, document, mapping);
  if (sync.productMetadata === undefined) return { validated };
  const tables = (await context.store()).productMetadata;
  const parts = { document, compileMapping, tables, metadata: await metadataVersionOf(sync, tables) };
  return { validated, byMetadata: await unvalidated(sync, parts) };
}

async function checkedSource(context: Context, file: string, lookups: LookupContents): Promise<Pick<ChosenMapping, 'source' | 'document'>> {
  const source = new SourceText(relative(context.cwd, file) || file, readFileSync(file, 'utf8'));
  const problems = mappingProblems(source, lookups);
  if (problems.length > 0) throw new ConfigProblems(problems.map(formatProblem));
  return { source, document: await withRulesOf(relative(context.cwd, file), source.value ?? {}, lookups) };
}

/** The document with its rules, wherever they are. */
async function withRulesOf(name: string, document: unknown, lookups: LookupContents): Promise<unknown> {
  return rulesFrom(document) === undefined ? document : withRules(document, await fetchRules(name, document, lookups));
}

function fileOf(loaded: LoadedConfig | undefined, syncId: string): string | undefined {
  const mapping = loaded?.config.syncs[syncId]?.mapping;
  if (mapping === undefined || loaded === undefined || Object.hasOwn(loaded.config.mappings, mapping)) return undefined;
  return resolve(loaded.folder, mapping);
}

function syncWith(file: string | undefined, loaded: LoadedConfig | undefined): string | undefined {
  return Object.keys(loaded?.config.syncs ?? {}).find((id) => fileOf(loaded, id) === file);
}

function customFieldOf(context: Context, syncId: string): CustomField | undefined {
  const { endpoints } = context.config().config;
  return context.registry.find(endpoints[syncOf(context, syncId).source]?.connector ?? '')?.customField;
}

function noSuchMapping(context: Context, name: string, loaded: LoadedConfig | undefined): UsageError {
  if (loaded === undefined)
    return new UsageError(`There is no file ${name}, and no config (${context.options.config}) with a sync of that name.`);
  try {
    syncOf(context, name);
  } catch (error) {
    if (error instanceof UsageError) return new UsageError(`There is no file ${name}. ${error.message}`);
    throw error;
  }
  return new UsageError(`There is no file ${name}.`);
}

/** What becomes of a record: by the mapping or product metadata, and then by the sync's validation. */
export function compileChosen({ document, lookups, name, byMetadata, validated }: ChosenMapping, tracer?: RuleTracer): Mapping {
  const options = { lookups, ...(tracer !== undefined && { tracer }) };
  const mapping = byMetadata ?? (document === undefined ? identityMapping : compileMapping(document, name, options));
  return validated === undefined ? mapping : validated(mapping);
}

/** What rules of this mapping may read besides the record. */
export function contextFor(
  { customField }: ChosenMapping,
  { srcId, now }: { readonly srcId: string; readonly now: string },
): MappingContext {
  return { srcId, now, ...(customField !== undefined && { customField }) };
}
