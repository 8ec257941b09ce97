import { isJsonObject, type JsonValue } from '../../core/json.js';
import { RuleCompiler, RuleError } from '../../mapping/compile.js';
import type { CustomField } from '../../mapping/mapping.js';
import { pythonLanguage } from '../../mapping/python/language.js';
import { caseStyle, decode } from './encoding.js';

/** One case of a file: a map of the predecessor, a record, and what the run is given besides. */
export interface MapCase {
  readonly id: string;
  readonly map: Readonly<Record<string, unknown>>;
  readonly record: unknown;
  readonly params?: {
    readonly custom?: string;
    readonly zone?: string;
    readonly now?: string;
    readonly legacyNested?: boolean;
  };
}

export type CaseAnswer =
  | { readonly id: string; readonly data: unknown }
  | { readonly id: string; readonly error: string; readonly path: string };

/** Custom fields as NetSuite's records keep them: exactly one entry with this script id, or nothing. */
const netsuiteField: CustomField = (record, name) => {
  const list = isJsonObject(record) ? record['customFieldList'] : undefined;
  const fields = isJsonObject(list) && Array.isArray(list['customField']) ? (list['customField'] as JsonValue[]) : [];
  const found = fields.filter((field) => isJsonObject(field) && field['scriptId'] === name);
  const [only] = found;
  return found.length === 1 && isJsonObject(only) ? (only['value'] ?? null) : null;
};

export function runCase({ id, map, record, params = {} }: MapCase): CaseAnswer {
  const language = { ...pythonLanguage({ numbers: 'float', times: 'text', zone: params.zone }, caseStyle), constant: decodeConstant };
  const fields = new RuleCompiler({ language, legacyNested: params.legacyNested ?? false }).compile(map);
  const context = {
    srcId: id,
    ...(params.now !== undefined && { now: params.now }),
    ...(params.custom === 'netsuite' && { customField: netsuiteField }),
  };
  try {
    return { id, data: fields.run({ record: decode(record), path: '', context }) };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return { id, error: kindOf(error), path: error.path };
  }
}

function decodeConstant(value: unknown): unknown {
  return decode(value) ?? null;
}

/** The kind of the innermost error that has one. */
function kindOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if ('kind' in cause && typeof cause.kind === 'string') return cause.kind;
  throw error;
}
