import { chunksOf } from '../chunks.js';
import { shapeNamed } from '../entities/index.js';
import { type LotRequest, lotKey } from '../writing/door.js';
import { type FoundReferences, keyOf, type Wanted } from '../writing/reference.js';
import type { RestApi } from './api.js';
import { quoted } from './query.js';
import { textAt } from './read-row.js';

/** Values of one IN list; SuiteQL takes a thousand. */
const valuesAtOnce = 500;

/** Ids by exact values, one query per table and column. */
export async function lookupByQuery(api: RestApi, wanted: readonly Wanted[], signal: AbortSignal): Promise<FoundReferences> {
  const found = new Map<string, string[]>();
  for (const [, group] of groupBy(wanted, ({ target, field }) => `${target} ${field}`)) {
    const [first] = group;
    if (first === undefined) continue;
    const { target, field } = first;
    for (const values of chunksOf([...new Set(group.map(({ value }) => value))], valuesAtOnce)) {
      for (const row of await api.queryAll(lookupQuery(target, field, values), signal)) {
        const [id, value] = [textAt(row, 'id'), textAt(row, 'value')];
        if (id === undefined || value === undefined) continue;
        const key = keyOf({ target, field, value });
        found.set(key, [...(found.get(key) ?? []), id]);
      }
    }
  }
  return found;
}

export async function lotsByQuery(
  api: RestApi,
  wanted: readonly LotRequest[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const numbers of chunksOf([...new Set(wanted.map(({ number }) => number))], valuesAtOnce)) {
    const list = numbers.map(quoted).join(', ');
    const rows = await api.queryAll(
      `SELECT n.id AS id, n.inventorynumber AS number, n.item AS item FROM inventorynumber n WHERE n.inventorynumber IN (${list}) ORDER BY n.id`,
      signal,
    );
    for (const row of rows) {
      const [id, number, item] = [textAt(row, 'id'), textAt(row, 'number'), textAt(row, 'item')];
      if (id === undefined || number === undefined || item === undefined) continue;
      const key = lotKey({ item, number });
      found.set(key, [...(found.get(key) ?? []), id]);
    }
  }
  return found;
}

/** Names of columns and tables are letters, digits and underscores: nothing else comes into a query unquoted. */
function lookupQuery(target: string, field: string, values: readonly string[]): string {
  const query = shapeNamed(target)?.query;
  const table = query?.table ?? target;
  const column = field.toLowerCase().replaceAll(/\W/g, '');
  const type = query?.where === undefined ? '' : ` AND ${query.where}`;
  return `SELECT t.id AS id, t.${column} AS value FROM ${table.toLowerCase().replaceAll(/\W/g, '')} t WHERE t.${column} IN (${values.map(quoted).join(', ')})${type} ORDER BY t.id`;
}

export function groupBy<T>(list: readonly T[], key: (each: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const group = groups.get(key(each));
    if (group === undefined) groups.set(key(each), [each]);
    else group.push(each);
  }
  return groups;
}
