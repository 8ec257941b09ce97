import { hash } from 'node:crypto';
import { DataWaldError } from '../core/errors.js';
import type { JsonObject } from '../core/json.js';
import { type MappingProblem, RuleCompiler, RuleError } from './compile.js';
import { isInLongForm, parseDocument, soundPart } from './document.js';
import { jsonataLanguage } from './jsonata-language.js';
import { type LookupContents, LookupMissing, LookupTables, lookupMissingCode } from './lookup.js';
import type { Mapping, MappingContext, MappingResult } from './mapping.js';
import { pythonLanguage } from './python/language.js';
import type { RuleTracer } from './trace.js';

export interface MappingOptions {
  /** The tables that rules may ask. Default none. */
  readonly lookups?: LookupContents;
  /** Is told how each field comes about. Absent: nothing is noted, and noting costs nothing. */
  readonly tracer?: RuleTracer;
}

/** Compiles a mapping document, or says everything that is wrong with it. */
export function loadMapping(
  document: unknown,
  { lookups = {}, tracer }: MappingOptions = {},
): { readonly mapping: Mapping } | { readonly problems: readonly MappingProblem[] } {
  const parsed = parseDocument(document);
  const prefix = isInLongForm(document) ? ['rules'] : [];
  const tables = Object.keys(lookups).length === 0 ? undefined : new LookupTables(lookups);
  if (!parsed.success) {
    const { language, rules } = soundPart(document);
    const spoken = language === 'python' ? pythonLanguage({ ...defaultInput, lookups: tables }) : jsonataLanguage(tables);
    const compiler = new RuleCompiler({ language: spoken });
    compiler.compile(rules, prefix);
    return { problems: [...shapeProblems(parsed.error.issues, 1 - prefix.length), ...compiler.problems] };
  }
  const { language, rules, legacyNested } = parsed.data;
  const spoken = language === 'python' ? pythonLanguage({ ...parsed.data, lookups: tables }) : jsonataLanguage(tables);
  const compiler = new RuleCompiler({ language: spoken, legacyNested, tracer });
  const fields = compiler.compile(rules, prefix);
  if (compiler.problems.length > 0) return { problems: compiler.problems };
  const run = (record: JsonObject, context: MappingContext) => {
    try {
      const result = fields.run({ record, path: '', context });
      return result instanceof Promise ? result.then(succeed, failWith) : succeed(result);
    } catch (error) {
      return failWith(error);
    }
  };
  return { mapping: { version: versionOf(document, lookups), run } };
}

const defaultInput = { numbers: 'float', times: 'datetime' } as const;

function shapeProblems(issues: readonly { path: PropertyKey[]; message: string }[], skipped: number): MappingProblem[] {
  return issues.map(({ path, message }) => ({ path: path.slice(skipped).filter((step) => typeof step !== 'symbol'), message }));
}

/** Of the document, and of the tables that it names: one that was amended makes the mapping another one. */
function versionOf(document: unknown, lookups: LookupContents): string {
  const text = JSON.stringify(document);
  const named = Object.entries(lookups).filter(([name]) => text.includes(name));
  return hash('sha256', named.length === 0 ? text : JSON.stringify([document, named]), 'base64url').slice(0, 22);
}

/** The same, for a document that was checked when the config was applied. Throws `Config` with the first problem. */
export function compileMapping(document: unknown, name: string, options: MappingOptions = {}): Mapping {
  const loaded = loadMapping(document, options);
  if ('mapping' in loaded) return loaded.mapping;
  const [first] = loaded.problems;
  const place = first?.offset === undefined ? '' : ` (at character ${first.offset + 1} of the expression)`;
  throw new DataWaldError('Config', `The mapping ${name} cannot be used: ${first?.path.join('.') ?? ''}: ${first?.message ?? ''}${place}`);
}

/** The languages write JSON alone. */
function succeed(data: Readonly<Record<string, unknown>>): MappingResult {
  return { data: data as JsonObject };
}

function failWith(error: unknown): MappingResult {
  const message = error instanceof RuleError ? `rule ${error.path}: ${error.message}` : `the mapping broke: ${String(error)}`;
  return { failure: { code: codeOf(error), message } };
}

function codeOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof LookupMissing) return cause.isParked ? lookupMissingCode : 'Mapping';
  return 'Mapping';
}
