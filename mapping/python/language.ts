import type { JsonValue } from '../../core/json.js';
import { isJsonObject } from '../../core/json.js';
import type { Language, LanguageProblem } from '../language.js';
import type { LookupTables } from '../lookup.js';
import type { Rule } from '../rule.js';
import { type InputModel, toPython } from './convert.js';
import { PythonError } from './error.js';
import { CompileError, compilePython } from './expression.js';
import { keyOf } from './key.js';
import { lookupNames } from './lookup.js';
import { compileLegacyPath } from './path.js';
import { jsonStyle, type ResultStyle, writeResult } from './result.js';
import { pythonRuleSchema } from './rule.js';
import { Dict, PythonObject, Tuple, type Value } from './value.js';

export interface PythonOptions extends InputModel {
  /** IANA zone of times that bear none. Absent: what needs one fails. */
  readonly zone?: string | undefined;
  readonly lookups?: LookupTables | undefined;
}

/** Rules and expressions of the predecessor's maps. `style` says how results are written; by default as JSON. */
export function pythonLanguage<Result = JsonValue>(options: PythonOptions, style?: ResultStyle<Result>): Language {
  const write = style === undefined ? (value: Value) => writeResult(value, jsonStyle) : (value: Value) => writeResult(value, style);
  const { zone, lookups } = options;
  const names = lookupNames(lookups, (value) => toPython(value, options));
  return {
    checkRule,
    constant: (value) => value ?? null,
    compilePath: compileLegacyPath,
    compileExpression: (text) => {
      const evaluate = compilePython(text, names);
      return {
        isAsync: false,
        evaluate: (labels, { now, trace }) => evaluate(inputsOf(labels, options), { now, zone, lookups, lookupUses: trace?.lookups }),
      };
    },
    elementsOf,
    recordOf: (value) => value,
    write: (value) => write(value as Value),
    problemOf: (error) => (error instanceof CompileError ? problemOf(error) : undefined),
  };
}

function inputsOf(labels: ReadonlyMap<string, unknown>, options: PythonOptions): Dict {
  const src = new Dict();
  for (const [label, value] of labels) src.set(keyOf(label), label, toPython(value, options));
  return src;
}

function problemOf({ kind, message, offset }: CompileError): LanguageProblem {
  return { kind, message, ...(offset !== undefined && { offset }) };
}

function checkRule(
  raw: unknown,
): { readonly rule: Rule } | { readonly problems: readonly { path: readonly (string | number)[]; message: string }[] } {
  const parsed = pythonRuleSchema.safeParse(raw);
  if (parsed.success) return { rule: parsed.data as Rule };
  return { problems: parsed.error.issues.map(({ path, message }) => ({ path: path.filter((step) => typeof step !== 'symbol'), message })) };
}

/** A list gives its elements, an object its keys, a text its letters; nothing is done for null. */
function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.map((element: unknown) => element ?? undefined);
  if (value instanceof Tuple) return value.items.map((element) => element ?? undefined);
  if (value instanceof Dict) return [...value.entries.values()].map(({ key }) => key);
  if (typeof value === 'string') return Array.from(value);
  if (isJsonObject(value) && !(value instanceof PythonObject)) return Object.keys(value);
  throw new PythonError('lookup', 'a rule of type list needs a list');
}
