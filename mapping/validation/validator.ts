import { hash } from 'node:crypto';
import { DataWaldError } from '../../core/errors.js';
import type { JsonObject } from '../../core/json.js';
import type { Mapping, MappingContext, MappingResult } from '../mapping.js';
import { SchemaCompiler, type SchemaProblem, type Scope } from './compile.js';
import { type ValidationDocument, validationSchema } from './document.js';
import { Findings, within } from './findings.js';
import { normalizeObject } from './normalize.js';
import type { ObjectSchema } from './schema.js';
import { validateObject } from './validate-object.js';

/** A compiled schema: immutable, shared by all activities of a process. */
export interface Validator {
  /** Digest of the document that it was compiled from. */
  readonly version: string;
  /** The record with defaults and other types as the rules say; or everything that is wrong with it, as one failure with the code `Validation`. */
  validate(record: JsonObject): MappingResult;
}

/** Compiles a validation document, or says everything that is wrong with it. */
export function loadValidation(document: unknown): { readonly validator: Validator } | { readonly problems: readonly SchemaProblem[] } {
  const parsed = validationSchema.safeParse(document);
  if (!parsed.success)
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({ path: path.filter((step) => typeof step !== 'symbol'), message })),
    };
  const compiler = new SchemaCompiler();
  const schema = compiler.object(parsed.data.schema ?? {}, ['schema'], scopeOf(parsed.data));
  if (compiler.problems.length > 0) return { problems: compiler.problems };
  const version = hash('sha256', JSON.stringify(document), 'base64url').slice(0, 22);
  const required = parsed.data.required ?? [];
  return { validator: { version, validate: (record) => validate(record, schema, required) } };
}

function scopeOf({ schema, unknown = schema === undefined ? 'keep' : 'fail' }: ValidationDocument): Scope {
  return { allowUnknown: unknown === 'keep', purgesUnknown: unknown === 'drop', requiresAll: false, isFixed: false, depth: 0 };
}

function validate(record: JsonObject, schema: ObjectSchema, required: readonly string[]): MappingResult {
  const findings = new Findings();
  const data = normalizeObject(schema, record, { path: '', findings });
  validateObject(schema, { path: '', object: data, record: data }, findings);
  for (const name of required) {
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    const path = within('', name);
    if ((value === undefined || value === null || value === '') && !findings.has(path)) findings.add(path, 'is required and is not there');
  }
  return findings.count === 0 ? { data } : { failure: { code: 'Validation', message: findings.describe() } };
}

/** The same, for a document that was checked when the config was applied. Throws `Config` with the first problem. */
export function compileValidation(document: unknown, name: string): Validator {
  const loaded = loadValidation(document);
  if ('validator' in loaded) return loaded.validator;
  const [first] = loaded.problems;
  throw new DataWaldError('Config', `The validation ${name} cannot be used: ${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`);
}

/** A mapping whose results are held against a schema. Its version changes with either. */
export function validated(mapping: Mapping, validator: Validator): Mapping {
  const check = (result: MappingResult): MappingResult => ('data' in result ? validator.validate(result.data) : result);
  const run = (record: JsonObject, context: MappingContext) => {
    const result = mapping.run(record, context);
    return result instanceof Promise ? result.then(check) : check(result);
  };
  return { version: `${mapping.version}+${validator.version}`, run };
}
