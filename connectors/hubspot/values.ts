import { parseInstant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';
import type { PropertyDefinition } from './wire.js';

const plainNumber = new Intl.NumberFormat('en-US', { useGrouping: false, maximumFractionDigits: 20 });

/**
 * A value as HubSpot takes it: numbers without separators or exponent, "true" and "false", lists joined by `;` as
 * multi-selects want them, and "" for null, which clears the property. Undefined for objects and nested lists.
 */
export function toText(value: JsonValue): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return plainNumber.format(value);
  if (typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return undefined;
  const parts = (value as readonly JsonValue[]).map((part) => (Array.isArray(part) ? undefined : toText(part)));
  return parts.some((part) => part === undefined) ? undefined : parts.join(';');
}

/** Whether writing `wanted` would leave a property that holds `held` as it is. */
export function isSameValue(definition: PropertyDefinition | undefined, wanted: string, held: string | null | undefined): boolean {
  const present = held ?? '';
  if (wanted === present) return true;
  if (wanted === '' || present === '') return false;
  switch (definition?.type) {
    case 'number':
      return Number(wanted) === Number(present);
    case 'bool':
      return wanted.toLowerCase() === present.toLowerCase();
    case 'date':
    case 'datetime':
      return isSameMoment(definition.type, wanted, present);
    case 'enumeration':
      return isSameChoice(wanted, present);
    case undefined:
    default:
      return isSameString(definition?.name, wanted, present);
  }
}

function isSameMoment(type: 'date' | 'datetime', wanted: string, held: string): boolean {
  const left = momentMs(wanted);
  const right = momentMs(held);
  if (left === undefined || right === undefined) return false;
  return type === 'date' ? Math.floor(left / 86_400_000) === Math.floor(right / 86_400_000) : left === right;
}

/** Epoch milliseconds of ISO 8601 or of milliseconds written as text. */
function momentMs(text: string): number | undefined {
  if (/^-?\d{9,}$/.test(text)) return Number(text);
  const instant = parseInstant(text, { assumeUtc: true });
  return instant === undefined ? undefined : Date.parse(`${instant.slice(0, 23)}Z`);
}

/** Multi-selects hold a set, in no order; a leading `;` only adds to it. */
function isSameChoice(wanted: string, held: string): boolean {
  const present = new Set(held.split(';').filter((part) => part !== ''));
  const chosen = new Set(wanted.split(';').filter((part) => part !== ''));
  if (![...chosen].every((part) => present.has(part))) return false;
  return wanted.startsWith(';') || chosen.size === present.size;
}

/** HubSpot trims texts, and keeps e-mail addresses and domains in lower case. */
function isSameString(name: string | undefined, wanted: string, held: string): boolean {
  const left = wanted.trim();
  const right = held.trim();
  return name === 'email' || name === 'domain' ? left.toLowerCase() === right.toLowerCase() : left === right;
}
