import { Decimal } from 'decimal.js';
import type { JsonValue } from '../../core/json.js';

const Exact = Decimal.clone({ precision: 1000, maxE: 9e15, minE: -9e15 });

const numeral = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const exactDigits = 15;

/** A text that is a number in decimal notation, such as `-12.50` or `1e3`. */
export function isNumeral(text: string): boolean {
  return text.length <= 1000 && numeral.test(text);
}

/**
 * Texts that mappings write in place of numbers that a number of JSON cannot hold exactly: whole numbers beyond 2^53, and decimals of
 * more than 15 digits.
 */
export function standsForNumber(value: JsonValue): value is string {
  if (typeof value !== 'string' || !isNumeral(value)) return false;
  const exact = new Exact(value);
  if (exact.isInteger() && exact.abs().greaterThan(Number.MAX_SAFE_INTEGER)) return true;
  return exact.precision() > exactDigits;
}

export function isWhole(value: JsonValue): boolean {
  if (typeof value === 'number') return Number.isInteger(value);
  return standsForNumber(value) && new Exact(value).isInteger();
}

/** Less than 0 where the first is less; undefined where the two cannot be compared, as a text with a number. */
export function compare(a: JsonValue, b: JsonValue): number | undefined {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) return left.comparedTo(right);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  return undefined;
}

function numberOf(value: JsonValue): Decimal | undefined {
  return typeof value === 'number' || standsForNumber(value) ? new Exact(value) : undefined;
}

/** A numeral as JSON carries it: a number where that is exact, else its digits as text. */
export function exactNumber(text: string): JsonValue {
  const exact = new Exact(text);
  if (exact.precision() <= exactDigits || (exact.isInteger() && Number.isSafeInteger(exact.toNumber()))) return exact.toNumber();
  return exact.toFixed();
}
