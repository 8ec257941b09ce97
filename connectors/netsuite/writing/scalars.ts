import { parseInstant } from '../../../core/instant.js';
import { isJsonObject, type JsonValue } from '../../../core/json.js';
import type { Field } from '../entities/notation.js';
import type { CustomKind } from '../settings.js';
import { enumWord, wordsOf } from '../values/enums.js';
import { toDay } from '../values/times.js';
import { DraftProblem } from './draft.js';

const longestText = 4000;

/** A value of the body or of a line, by the kind of its field. Throws DraftProblem. */
export function scalar(
  value: JsonValue,
  field: Field,
  { where, zone }: { readonly where: string; readonly zone: string },
): string | number | boolean {
  const refuse = (expected: string): DraftProblem =>
    new DraftProblem('INVALID_VALUE', `${where} is ${JSON.stringify(value)?.slice(0, 80)}; ${expected} was expected.`);
  switch (field.kind) {
    case 'number':
    case 'integer': {
      const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
      if (Number.isFinite(number)) return number;
      throw refuse('a number');
    }
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw refuse('true or false');
    case 'day': {
      const day = typeof value === 'string' ? toDay(value, zone) : undefined;
      if (day !== undefined) return day;
      throw refuse('a day such as 2026-01-31');
    }
    case 'moment': {
      const instant = typeof value === 'string' ? parseInstant(value) : undefined;
      if (instant !== undefined) return instant;
      throw refuse('a moment with an offset, such as 2026-01-31T09:30:00Z');
    }
    case 'enum': {
      const given = isJsonObject(value) ? value['id'] : value;
      const word = typeof given === 'string' ? enumWord(field.of ?? '', given) : undefined;
      if (word !== undefined) return word;
      throw refuse(`one of ${wordsOf(field.of ?? '').join(', ')}`);
    }
    default:
      if (typeof value === 'object') throw refuse('a text');
      return String(value);
  }
}

/** The kind of a custom field of which no setting is known, by its value. Throws DraftProblem. */
export function kindOf(value: JsonValue, where: string): CustomKind {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'double';
  if (Array.isArray(value)) return 'multiSelect';
  if (isJsonObject(value)) return 'select';
  throw new DraftProblem('INVALID_CUSTOM', `${where}: the kind of the custom field is not known. Name it in settings.customFields.`);
}

/** A value of a custom field. Throws DraftProblem. */
export function customScalar(value: JsonValue, kind: CustomKind, where: string): string | number | boolean {
  const refuse = (expected: string): DraftProblem =>
    new DraftProblem('INVALID_VALUE', `${where} is ${JSON.stringify(value)?.slice(0, 80)}; ${expected} was expected.`);
  if (kind === 'boolean') {
    if (typeof value === 'boolean') return value;
    throw refuse('true or false');
  }
  if (kind === 'date') {
    const instant = typeof value === 'string' ? parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00Z` : value) : undefined;
    if (instant !== undefined) return instant;
    throw refuse('a day, or a moment with an offset');
  }
  if (kind === 'long' || kind === 'double') {
    const number = typeof value === 'object' || typeof value === 'boolean' || value === '' ? Number.NaN : Number(value);
    if (Number.isFinite(number) && (kind === 'double' || Number.isInteger(number))) return number;
    throw refuse(kind === 'long' ? 'a whole number' : 'a number');
  }
  if (typeof value === 'object') throw refuse('a text');
  const text = String(value);
  if (text.length > longestText)
    throw new DraftProblem('TEXT_TOO_LONG', `${where} has ${text.length} characters; ${longestText} are the most.`);
  return text;
}
