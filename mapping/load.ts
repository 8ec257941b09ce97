import { hash } from 'node:crypto';
import { DataWaldError } from '../core/errors.js';
import type { JsonObject } from '../core/json.js';
import { type MappingProblem, RuleCompiler, RuleError } from './compile.js';
import { isInLongForm, parseDocument } from './document.js';
import { jsonataLanguage } from './jsonata-language.js';
import type { Mapping, MappingContext, MappingResult } from './mapping.js';
import { pythonLanguage } from './python/language.js';

/** Compiles a mapping document, or says everything that is wrong with it. */
export function loadMapping(document: unknown): { readonly mapping: Mapping } | { readonly problems: readonly MappingProblem[] } {
  const parsed = parseDocument(document);
  const prefix = isInLongForm(document) ? ['rules'] : [];
  if (!parsed.success) {
    const skipped = 1 - prefix.length;
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({
        path: path.slice(skipped).filter((step) => typeof step !== 'symbol'),
        message,
      })),
    };
  }
  const { language, rules, legacyNested } = parsed.data;
  const compiler = new RuleCompiler({ language: language === 'python' ? pythonLanguage(parsed.data) : jsonataLanguage, legacyNested });
  const fields = compiler.compile(rules, prefix);
  if (compiler.problems.length > 0) return { problems: compiler.problems };
  const version = hash('sha256', JSON.stringify(document), 'base64url').slice(0, 22);
  const run = (record: JsonObject, context: MappingContext) => {
    try {
      const result = fields.run({ record, path: '', context });
      return result instanceof Promise ? result.then(succeed, failWith) : succeed(result);
    } catch (error) {
      return failWith(error);
    }
  };
  return { mapping: { version, run } };
}

/** The same, for a document that was checked when the config was applied. Throws `Config` with the first problem. */
export function compileMapping(document: unknown, name: string): Mapping {
  const loaded = loadMapping(document);
  if ('mapping' in loaded) return loaded.mapping;
  const [first] = loaded.problems;
  throw new DataWaldError('Config', `The mapping ${name} cannot be used: ${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`);
}

/** The languages write JSON alone. */
function succeed(data: Readonly<Record<string, unknown>>): MappingResult {
  return { data: data as JsonObject };
}

function failWith(error: unknown): MappingResult {
  const message = error instanceof RuleError ? `rule ${error.path}: ${error.message}` : `the mapping broke: ${String(error)}`;
  return { failure: { code: 'Mapping', message } };
}
