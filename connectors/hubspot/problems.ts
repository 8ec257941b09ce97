import { z } from 'zod';
import type { Failed } from '../../core/outcome.js';
import { contextList, type ErrorBody, type PropertyDefinition } from './wire.js';

/** One thing that HubSpot has against one record. */
export interface Problem {
  /** HubSpot's own code, such as `INVALID_EMAIL`; its category where there is no code. */
  readonly code: string;
  readonly property?: string;
  /** HubSpot's own words. */
  readonly message: string;
}

const words: Readonly<Record<string, string>> = {
  INVALID_EMAIL: 'is not a valid e-mail address',
  INVALID_OPTION: 'is not one of the options of this property',
  INVALID_INTEGER: 'is not a whole number',
  INVALID_FLOAT: 'is not a number',
  INVALID_LONG: 'is not a whole number',
  INVALID_NUMBER: 'is not a number',
  INVALID_DATE: 'is not a date that HubSpot reads (expected YYYY-MM-DD, or midnight UTC in milliseconds)',
  INVALID_DATETIME: 'is not a moment that HubSpot reads (expected ISO 8601, or milliseconds)',
  INVALID_BOOLEAN: 'is neither true nor false',
  PROPERTY_DOESNT_EXIST: 'does not exist in this portal',
  READ_ONLY_VALUE: 'can only be set by HubSpot itself',
  REQUIRED_FIELD: 'is required and has no value',
  REQUIRED_PROPERTY_MISSING: 'is required and has no value',
  CONFLICTING_UNIQUE_VALUE: 'must be unique, and another record has this value',
};

/** Categories of errors that pass by themselves, per record as well as per request. */
const passing = new Set([
  'RATE_LIMIT',
  'RATE_LIMITS',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
  'TIMEOUT',
  'LOCKED',
  'OBJECT_LOCKED',
  'DEADLINE_EXCEEDED',
]);

const embeddedProblem = z.object({ error: z.string().nullish(), name: z.string().nullish(), message: z.string().nullish() });

/** Reads both shapes of a validation error: `errors[]` with codes, and JSON inside the message. Never empty. */
export function problemsOf(body: ErrorBody): readonly Problem[] {
  const embedded = embeddedProblems(body.message ?? '');
  if (embedded.length > 0) return embedded;
  const listed = (body.errors ?? []).map((each) => {
    const property = contextList(each.context, 'propertyName')[0] ?? contextList(each.context, 'properties')[0] ?? each.in ?? undefined;
    return {
      code: each.code ?? body.category ?? 'REFUSED',
      message: each.message ?? body.message ?? '',
      ...(property !== undefined && { property }),
    };
  });
  if (listed.length > 0) return listed;
  const property = contextList(body.context, 'propertyName')[0];
  return [{ code: body.category ?? 'REFUSED', message: body.message ?? 'no reason given', ...(property !== undefined && { property }) }];
}

function embeddedProblems(message: string): readonly Problem[] {
  const start = message.indexOf('[{');
  const end = message.lastIndexOf('}]');
  if (start === -1 || end < start) return [];
  try {
    const parsed = z.array(embeddedProblem).safeParse(JSON.parse(message.slice(start, end + 2)));
    if (!parsed.success) return [];
    return parsed.data.map((each) => ({
      code: each.error ?? 'VALIDATION_ERROR',
      message: each.message ?? message,
      ...(each.name !== null && each.name !== undefined && { property: each.name }),
    }));
  } catch {
    return [];
  }
}

/** True where the same record may be accepted later without anybody changing it: a lock, an overload. */
export function isPassing(body: ErrorBody): boolean {
  const status = Number(body.status);
  return passing.has(body.category ?? '') || status === 423 || status === 429 || status >= 500;
}

/** `Existing ID: 123` of a conflict. The message is the only place where HubSpot gives it. */
export function existingIdOf(body: ErrorBody): string | undefined {
  if (body.category !== 'CONFLICT' && body.category !== 'OBJECT_ALREADY_EXISTS') return undefined;
  return /Existing ID: (\d+)/i.exec(body.message ?? '')?.[1];
}

export interface RefusedRecord {
  /** What was refused, for people: `deal "000000012"`. */
  readonly what: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly definitions: ReadonlyMap<string, PropertyDefinition>;
}

/** The outcome of a record that HubSpot refused, with every problem put into words. */
export function toFailed(body: ErrorBody, record: RefusedRecord): Failed {
  const problems = problemsOf(body);
  const reasons = problems.map((problem) => describe(problem, record));
  const canPass = isPassing(body);
  const advice = canPass ? 'It is tried again.' : 'Correct it in the source, or change the mapping or the portal; then retry it.';
  return {
    status: 'failed',
    code: problems[0]?.code ?? 'REFUSED',
    message: `${record.what} was refused: ${reasons.join('; ')}. ${advice}`,
    ...(canPass && { isPassing: true }),
  };
}

function describe(problem: Problem, record: RefusedRecord): string {
  const { property, code } = problem;
  const own = problem.message.replace(/[.\s]+$/, '');
  if (property === undefined) return `${own} (${code})`;
  const value = record.properties[property];
  const found = value === undefined || value === '' ? '' : ` (found "${value.length > 80 ? `${value.slice(0, 80)}…` : value}")`;
  const text = words[code] ?? `was refused by HubSpot, which says: ${own}`;
  return `property "${property}" ${text}${found}${code === 'INVALID_OPTION' ? optionsOf(record, property) : ''} [${code}]`;
}

function optionsOf(record: RefusedRecord, property: string): string {
  const options = (record.definitions.get(property)?.options ?? []).map((option) => `"${option.value}"`);
  if (options.length === 0) return '';
  return `, allowed: ${options.slice(0, 8).join(', ')}${options.length > 8 ? ` and ${options.length - 8} more` : ''}`;
}
