import { internalError, MagentoError } from './magento-error.js';
import type { Filter, SearchCriteria } from './search-criteria.js';

/** How the columns of one kind of record are found. */
export interface Searchable<T> {
  /** The value of a column; undefined where there is no such column, null where it is empty. */
  readonly column: (record: T, field: string) => string | number | null | undefined;
  /** Which columns there are, whatever a single record holds. */
  readonly isColumn: (field: string) => boolean;
  readonly idOf: (record: T) => number;
  /** Products answer an unknown attribute with 400; tables of orders and customers break with 500. */
  readonly isEav: boolean;
}

export interface SearchOptions {
  /** Up to 2.3, a page past the end was the last page again. */
  readonly repeatsLastPage: boolean;
}

export interface SearchResult<T> {
  readonly items: readonly T[];
  readonly search_criteria: SearchCriteria;
  readonly total_count: number;
}

/** What `GET .../search` answers: groups are joined by AND, the filters of a group by OR. */
export function search<T>(records: Iterable<T>, criteria: SearchCriteria, options: SearchOptions & Searchable<T>): SearchResult<T> {
  checkColumns(criteria, options);
  const found = [...records].filter((record) =>
    criteria.filter_groups.every(
      ({ filters }) => filters.length === 0 || filters.some((filter) => passes(options.column(record, filter.field), filter)),
    ),
  );
  const { page_size: size, current_page: page = 1 } = criteria;
  found.sort(comparison(criteria, options));
  if (size === undefined) return { items: found, search_criteria: criteria, total_count: found.length };
  const lastPage = Math.max(1, Math.ceil(found.length / size));
  const shown = options.repeatsLastPage ? Math.min(page, lastPage) : page;
  return { items: found.slice((shown - 1) * size, shown * size), search_criteria: criteria, total_count: found.length };
}

function checkColumns<T>(criteria: SearchCriteria, { isColumn, isEav }: Searchable<T>): void {
  const fields = [...criteria.filter_groups.flatMap(({ filters }) => filters), ...(criteria.sort_orders ?? [])].map(({ field }) => field);
  const unknown = fields.find((field) => !isColumn(field));
  if (unknown === undefined) return;
  throw isEav ? new MagentoError(400, 'Invalid attribute name: %1', [unknown]) : internalError('5f1c0000column');
}

/**
 * Rows that the sort orders leave equal come in whatever order the database likes, and in another one for the next page:
 * here by a number made of id and page.
 */
function comparison<T>(criteria: SearchCriteria, { column, idOf }: Searchable<T>): (a: T, b: T) => number {
  const orders = criteria.sort_orders ?? [];
  const page = criteria.current_page ?? 1;
  return (a, b) => {
    for (const { field, direction } of orders) {
      const order = compare(column(a, field) ?? null, column(b, field) ?? null);
      if (order !== 0) return direction === 'ASC' ? order : -order;
    }
    return orders.length === 0 ? idOf(a) - idOf(b) : scatter(idOf(a), page) - scatter(idOf(b), page) || idOf(a) - idOf(b);
  };
}

function scatter(id: number, page: number): number {
  const mixed = Math.imul(id ^ Math.imul(page, 0x9e3779b1), 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
}

const collator = new Intl.Collator('en', { sensitivity: 'base' });

function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (typeof a === 'number' || typeof b === 'number') return toNumber(a) - toNumber(b);
  return isTime(a) && isTime(b) ? (a < b ? -1 : a > b ? 1 : 0) : collator.compare(a, b);
}

function passes(value: string | number | null | undefined, { value: wanted, condition_type: condition }: Filter): boolean {
  if (condition === 'null') return value === null || value === undefined;
  if (value === null || value === undefined) return false;
  switch (condition) {
    case 'eq':
      return compareWith(value, wanted) === 0;
    case 'neq':
      return compareWith(value, wanted) !== 0;
    case 'gt':
      return compareWith(value, wanted) > 0;
    case 'gteq':
    case 'moreq':
    case 'from':
      return compareWith(value, wanted) >= 0;
    case 'lt':
      return compareWith(value, wanted) < 0;
    case 'lteq':
    case 'to':
      return compareWith(value, wanted) <= 0;
    case 'in':
      return wanted.split(',').some((one) => compareWith(value, one) === 0);
    case 'nin':
      return wanted.split(',').every((one) => compareWith(value, one) !== 0);
    case 'finset':
      return String(value).split(',').includes(wanted);
    case 'nfinset':
      return !String(value).split(',').includes(wanted);
    case 'like':
      return likePattern(wanted).test(String(value));
    case 'nlike':
      return !likePattern(wanted).test(String(value));
    case 'notnull':
      return true;
    default:
      return condition satisfies never;
  }
}

/** Columns of numbers compare as numbers, times as times (midnight where none is given), texts without case and accents. */
function compareWith(value: string | number, wanted: string): number {
  if (typeof value === 'number') return value - toNumber(wanted);
  if (!isTime(value)) return compare(value, wanted);
  if (/^\d{4}-\d{2}-\d{2}$/.test(wanted)) return compare(value, `${wanted} 00:00:00`);
  if (!isTime(wanted)) throw internalError('5f1c00000date');
  return compare(value, wanted);
}

function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text);
}

/** As MySQL casts: what does not begin with a number is 0. */
function toNumber(value: string | number): number {
  return typeof value === 'number' ? value : Number.parseFloat(value) || 0;
}

function likePattern(pattern: string): RegExp {
  const escaped = pattern
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${escaped}$`, 'is');
}
