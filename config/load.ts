import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { stringify } from 'safe-stable-stringify';
import { loadMapping } from '../mapping/load.js';
import type { LookupContents } from '../mapping/lookup.js';
import { remoteRulesSchema, rulesFrom, withRules } from '../mapping/remote-rules.js';
import { type Config, type ConfigDocument, configSchema, documentOf } from './config.js';
import type { KnownConnectors } from './known-connectors.js';
import type { LookupRow } from './lookup-rows.js';
import { readLookups, withStoredRows } from './lookups.js';
import { checkReferences } from './references.js';
import { schemaProblems } from './schema-problems.js';
import { Secrets } from './secrets.js';
import { soundParts } from './sound-parts.js';
import { type Path, type Problem, SourceText } from './source-text.js';
import { readValidations } from './validations.js';

export interface LoadedConfig {
  readonly config: Config;
  /** Of lookup tables in the store without their rows, until `withLookupRows` has put them in. */
  readonly document: ConfigDocument;
  /** Digest of the document: equal for equal configs. */
  readonly version: string;
  /** The folder of the file: paths in the config are relative to it. */
  readonly folder: string;
  readonly secrets: Secrets;
}

/** `loaded` is there when no problem is an error. */
export interface ConfigResult {
  readonly problems: readonly Problem[];
  readonly loaded?: LoadedConfig;
}

export interface LoadOptions {
  readonly file: string;
  readonly connectors: KnownConnectors;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files are named relative to it in problems. */
  readonly cwd: string;
}

/** Reads a config with its mappings and finds every problem at once. Starts, opens and writes nothing. */
export function loadConfig(options: LoadOptions): ConfigResult {
  const file = resolve(options.cwd, options.file);
  const source = readSource(file, options.cwd);
  if (!(source instanceof SourceText)) return { problems: [source] };
  if (source.syntaxProblems.length > 0) return { problems: source.syntaxProblems };
  const parsed = configSchema.safeParse(source.value ?? {});
  const unsound = parsed.success ? [] : schemaProblems({ source, schema: configSchema, base: [] }, parsed.error.issues);
  const config = parsed.success ? parsed.data : soundParts(source.value);
  const secrets = new Secrets({ env: options.env, folder: dirname(file) });
  const files = { source, folder: dirname(file), cwd: options.cwd };
  const lookups = readLookups(config.lookups, { source, read: (name) => readText(resolve(files.folder, name), files.cwd) });
  const mappings = readMappings(config, { ...files, lookups: lookups.contents });
  const validations = readValidations(config, { source, read: (name) => readSource(resolve(files.folder, name), files.cwd) });
  const problems = sorted([
    ...unsound,
    ...checkReferences(config, { source, connectors: options.connectors, secrets }),
    ...lookups.problems,
    ...mappings.problems,
    ...validations.problems,
  ]);
  if (problems.some((problem) => problem.severity === 'error')) return { problems };
  const document = documentOf(config, mappings.documents, { lookups: lookups.contents, validations: validations.documents });
  return { problems, loaded: { config, document, version: versionOf(document), folder: dirname(file), secrets } };
}

function versionOf(document: ConfigDocument): string {
  return hash('sha256', stringify(document) ?? '', 'hex').slice(0, 12);
}

/** The config with the rules that lie elsewhere, by the names of the mappings whose they are. */
export function withFetchedRules(loaded: LoadedConfig, fetched: Readonly<Record<string, unknown>>): LoadedConfig {
  const whole = Object.entries(loaded.document.mappings).map(([name, mapping]) => {
    return [name, Object.hasOwn(fetched, name) ? withRules(mapping, fetched[name]) : mapping] as const;
  });
  const document = { ...loaded.document, mappings: Object.fromEntries(whole) };
  return { ...loaded, document, version: versionOf(document) };
}

/** The config with the rows that the store has of some lookup tables. Throws `Config` where they cross a limit. */
export function withLookupRows(loaded: LoadedConfig, stored: Readonly<Record<string, readonly LookupRow[]>>): LoadedConfig {
  const document = { ...loaded.document, lookups: withStoredRows(loaded.document.lookups ?? {}, stored) };
  return { ...loaded, document, version: versionOf(document) };
}

function readText(file: string, cwd: string): { readonly name: string; readonly text: string } | undefined {
  try {
    return { name: relative(cwd, file) || file, text: readFileSync(file, 'utf8') };
  } catch {
    return undefined;
  }
}

function readSource(file: string, cwd: string): SourceText | Problem {
  const name = relative(cwd, file) || file;
  try {
    return new SourceText(name, readFileSync(file, 'utf8'));
  } catch (error) {
    const isMissing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
    const message = isMissing ? 'there is no such file. Make one with: datawald init' : `the file cannot be read: ${String(error)}`;
    return { file: name, line: 1, column: 1, severity: 'error', message };
  }
}

interface MappingFiles {
  readonly source: SourceText;
  readonly folder: string;
  readonly cwd: string;
  readonly lookups: LookupContents;
}

/** The mappings that the syncs name, each read and checked once. */
function readMappings(config: Config, files: MappingFiles): { problems: Problem[]; documents: Record<string, unknown> } {
  const problems: Problem[] = [];
  const documents: Record<string, unknown> = { ...config.mappings };
  for (const [name, document] of Object.entries(config.mappings))
    problems.push(...problemsOf(document, { source: files.source, base: ['mappings', name], lookups: files.lookups }));
  for (const [syncId, sync] of Object.entries(config.syncs)) {
    if (sync.mapping === undefined || Object.hasOwn(documents, sync.mapping)) continue;
    const mapping = readSource(resolve(files.folder, sync.mapping), files.cwd);
    if (mapping instanceof SourceText) {
      documents[sync.mapping] = mapping.value ?? {};
      problems.push(...mappingProblems(mapping, files.lookups));
    } else {
      problems.push(files.source.problem(['syncs', syncId, 'mapping'], `syncs.${syncId}.mapping: ${mapping.file} cannot be read.`));
    }
  }
  return { problems, documents };
}

/** Everything that is wrong with a mapping file, at its place. Rules that lie elsewhere are looked at when they are fetched. */
export function mappingProblems(mapping: SourceText, lookups: LookupContents): readonly Problem[] {
  if (mapping.syntaxProblems.length > 0) return mapping.syntaxProblems;
  return problemsOf(mapping.value ?? {}, { source: mapping, base: [], lookups });
}

interface MappingPlace {
  readonly source: SourceText;
  /** Where the document is in it. */
  readonly base: Path;
  readonly lookups: LookupContents;
}

function problemsOf(document: unknown, { source, base, lookups }: MappingPlace): readonly Problem[] {
  const place = rulesFrom(document);
  if (place !== undefined) {
    const { error } = remoteRulesSchema.safeParse(place);
    return (error?.issues ?? []).map(({ path, message }) => {
      const at = [...base, 'rulesFrom', ...path.filter((step) => typeof step !== 'symbol')];
      return source.problem(at, `${at.join('.')}: ${message}`);
    });
  }
  const loaded = loadMapping(document, { lookups });
  if ('mapping' in loaded) return [];
  return loaded.problems.map(({ path, message, offset }) => {
    const at = [...base, ...path];
    const said = `${at.join('.')}: ${message}`;
    return offset === undefined ? source.problem(at, said) : source.problemWithin(at, offset, said);
  });
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
}
