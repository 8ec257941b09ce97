import { z } from 'zod';
import { validationError } from './answers.js';
import { parseBody, toAnswer } from './batches.js';
import type { ObjectType, PropertyDefinition } from './definitions.js';
import type { Portal } from './portal.js';
import type { CrmRecord } from './records.js';

const filter = z.object({
  propertyName: z.string(),
  operator: z.enum([
    'EQ',
    'NEQ',
    'LT',
    'LTE',
    'GT',
    'GTE',
    'BETWEEN',
    'IN',
    'NOT_IN',
    'HAS_PROPERTY',
    'NOT_HAS_PROPERTY',
    'CONTAINS_TOKEN',
    'NOT_CONTAINS_TOKEN',
  ]),
  value: z.coerce.string().optional(),
  highValue: z.coerce.string().optional(),
  values: z.array(z.coerce.string()).optional(),
});
type Filter = z.output<typeof filter>;

const searchBody = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filter) })).default([]),
  sorts: z.array(z.union([z.string(), z.object({ propertyName: z.string(), direction: z.string().optional() })])).default([]),
  query: z.string().max(3000).optional(),
  properties: z.array(z.string()).default([]),
  limit: z.int().nonnegative().default(10),
  after: z.union([z.string(), z.number()]).optional(),
});

const mostResults = 10_000;
const mostPerPage = 200;

/** One page of a search, within HubSpot's limits: 200 a page, 10,000 in all, 5 groups of 6 filters, one sort. */
export function search(portal: Portal, type: ObjectType, body: unknown): Readonly<Record<string, unknown>> {
  const request = parseBody(searchBody, body);
  const offset = Number(request.after ?? 0);
  requireLimits(request, offset);
  const definitions = portal.definitions(type);
  const matches = request.filterGroups.map((group) => group.filters.map((each) => toTest(each, definitions)));
  const query = request.query?.toLowerCase();
  const found: CrmRecord[] = [];
  for (const record of portal.records(type).all()) {
    const isMatch = matches.length === 0 || matches.some((tests) => tests.every((test) => test(record)));
    if (isMatch && (query === undefined || Object.values(record.properties).some((value) => value.toLowerCase().includes(query))))
      found.push(record);
  }
  sort(found, request.sorts[0], definitions);
  const limit = request.limit === 0 ? 10 : request.limit;
  const page = found.slice(offset, offset + limit);
  const next = offset + page.length;
  return {
    total: found.length,
    results: page.map((record) => toAnswer(type, record, request.properties)),
    ...(next < found.length && page.length > 0 && { paging: { next: { after: String(next) } } }),
  };
}

function requireLimits(request: z.output<typeof searchBody>, offset: number): void {
  const { filterGroups, sorts, limit } = request;
  const filters = filterGroups.flatMap((group) => group.filters);
  if (limit > mostPerPage) throw validationError(`limit must be at most ${mostPerPage}, found ${limit}`);
  if (!Number.isInteger(offset) || offset < 0) throw validationError(`after "${request.after}" is not a valid cursor`);
  if (offset + limit > mostResults) throw validationError(`Search results cannot be paged beyond ${mostResults}`);
  if (filterGroups.length > 5) throw validationError(`At most 5 filterGroups are allowed, found ${filterGroups.length}`);
  if (filterGroups.some((group) => group.filters.length > 6)) throw validationError('At most 6 filters are allowed in a filterGroup');
  if (filters.length > 18) throw validationError(`At most 18 filters are allowed, found ${filters.length}`);
  if (sorts.length > 1) throw validationError('Only one sort is allowed');
  for (const { value = '' } of filters) {
    if ((value.split('"').length - 1) % 2 === 1) throw validationError(`The filter value ${value} has an unbalanced quotation mark`);
  }
}

type Test = (record: CrmRecord) => boolean;

function toTest(condition: Filter, definitions: ReadonlyMap<string, PropertyDefinition>): Test {
  const { propertyName, operator, value = '', highValue = '', values = [] } = condition;
  const definition = definitions.get(propertyName);
  if (definition === undefined) throw validationError(`There was a problem with the request: property "${propertyName}" does not exist`);
  const held = (record: CrmRecord): string => record.properties[propertyName] ?? '';
  const order = (left: string, right: string): number => compare(definition, left, right);
  const has = (record: CrmRecord): boolean => held(record) !== '';
  const tests: Record<Filter['operator'], Test> = {
    EQ: (record) => has(record) && order(held(record), value) === 0,
    NEQ: (record) => has(record) && order(held(record), value) !== 0,
    LT: (record) => has(record) && order(held(record), value) < 0,
    LTE: (record) => has(record) && order(held(record), value) <= 0,
    GT: (record) => has(record) && order(held(record), value) > 0,
    GTE: (record) => has(record) && order(held(record), value) >= 0,
    BETWEEN: (record) => has(record) && order(held(record), value) >= 0 && order(held(record), highValue) <= 0,
    IN: (record) => has(record) && values.includes(held(record).toLowerCase()),
    NOT_IN: (record) => has(record) && !values.includes(held(record).toLowerCase()),
    HAS_PROPERTY: has,
    NOT_HAS_PROPERTY: (record) => !has(record),
    CONTAINS_TOKEN: (record) => hasToken(held(record), value),
    NOT_CONTAINS_TOKEN: (record) => !hasToken(held(record), value),
  };
  return tests[operator];
}

function hasToken(text: string, token: string): boolean {
  const wanted = token.toLowerCase();
  const tokens = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  if (!wanted.includes('*')) return tokens.includes(wanted) || text.toLowerCase() === wanted;
  const bare = wanted.replaceAll('*', '');
  return tokens.some((each) => each.includes(bare));
}

function compare(definition: PropertyDefinition, left: string, right: string): number {
  if (definition.type === 'number') return Number(left) - Number(right);
  if (definition.type === 'date' || definition.type === 'datetime') return momentMs(left) - momentMs(right);
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}

function momentMs(text: string): number {
  return /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
}

function sort(
  records: CrmRecord[],
  by: string | { readonly propertyName: string; readonly direction?: string | undefined } | undefined,
  definitions: ReadonlyMap<string, PropertyDefinition>,
): void {
  if (by === undefined) return;
  const isText = typeof by === 'string';
  const name = isText ? by.replace(/^-/, '') : by.propertyName;
  const sign = (isText ? by.startsWith('-') : by.direction === 'DESCENDING') ? -1 : 1;
  const definition = definitions.get(name);
  if (definition === undefined) throw validationError(`There was a problem with the request: property "${name}" does not exist`);
  records.sort((a, b) => sign * compare(definition, a.properties[name] ?? '', b.properties[name] ?? ''));
}
