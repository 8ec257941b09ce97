import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Decimal } from 'decimal.js';
import type { JsonObject, JsonValue } from '../../core/json.js';

export type Item = Readonly<Record<string, AttributeValue>>;

/** A value that DynamoDB has no place for. `message`: what was found, and where. */
export class UnfitValue extends Error {}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const mostDigits = 38;
const numeric = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/;

/** The text of a number as DynamoDB takes it: at most 38 digits, and between 1E-130 and 9.99…E+125. */
export function numberText(text: string, where: string): string {
  if (!numeric.test(text)) throw new UnfitValue(`${where} is no number: "${text.slice(0, 60)}"`);
  const exact = new Decimal(text);
  const digits = exact.precision();
  if (digits > mostDigits) throw new UnfitValue(`${where} has ${digits} digits, and DynamoDB keeps ${mostDigits}`);
  if (!exact.isZero() && (exact.e > 125 || exact.e < -130))
    throw new UnfitValue(`${where} is out of DynamoDB's range: ${text.slice(0, 60)}`);
  return Math.abs(exact.e) < mostDigits ? exact.toFixed() : exact.toString();
}

export interface EncodeOptions {
  /** Fields whose texts are numbers, by their paths without places in lists: `lines.price`. */
  readonly exactNumbers: ReadonlySet<string>;
}

/** A record as a map of DynamoDB. Throws UnfitValue. */
export function toItem(data: Readonly<Record<string, unknown>>, options: EncodeOptions, path = ''): Record<string, AttributeValue> {
  const entries = Object.entries(data).flatMap(([name, value]): [string, AttributeValue][] =>
    value === undefined ? [] : [[name, toAttribute(value, options, path === '' ? name : `${path}.${name}`)]],
  );
  return Object.fromEntries(entries);
}

/** What is undefined is left out; dates become their text in UTC. What JSON does not know comes from sources in this process alone. */
function toAttribute(value: unknown, options: EncodeOptions, path: string): AttributeValue {
  if (value === null || value === undefined) return { NULL: true };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number' || typeof value === 'bigint') return { N: numberText(String(value), path) };
  if (typeof value === 'string') return options.exactNumbers.has(path) ? { N: numberText(value, path) } : { S: value };
  if (value instanceof Date && !Number.isNaN(value.getTime())) return { S: value.toISOString() };
  if (Array.isArray(value)) return { L: value.map((element: unknown) => toAttribute(element, options, path)) };
  if (isPlainObject(value)) return { M: toItem(value, options, path) };
  throw new UnfitValue(`${path} is neither a text, a number, a list nor an object, but ${typeof value}`);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

export function fromItem(item: Item): JsonObject {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromAttribute(value)]));
}

/** Numbers that JavaScript cannot hold exactly stay texts; bytes become base64, sets become lists. */
export function fromAttribute(value: AttributeValue): JsonValue {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return exactNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return fromItem(value.M);
  if (value.L !== undefined) return value.L.map(fromAttribute);
  if (value.SS !== undefined) return value.SS;
  if (value.NS !== undefined) return value.NS.map(exactNumber);
  if (value.B !== undefined) return base64(value.B);
  if (value.BS !== undefined) return value.BS.map(base64);
  return null;
}

function exactNumber(text: string): JsonValue {
  const near = Number(text);
  const exact = new Decimal(text);
  return Number.isFinite(near) && exact.equals(near) ? near : exact.toFixed();
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** A text attribute of an item; of numbers their text. */
export function textOf(value: AttributeValue | undefined): string | undefined {
  return value?.S ?? value?.N;
}
