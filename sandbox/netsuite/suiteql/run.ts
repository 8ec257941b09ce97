import { type Evaluation, evaluate, truthOf } from './evaluate.js';
import { aggregates, isNull, type Session, textOf } from './functions.js';
import { QueryProblem } from './problem.js';
import type { Expression, Join, Query, SelectItem, Source } from './syntax.js';
import type { Scope, Table, TableRow, Tables } from './table.js';
import { compareValues, isDate, type SqlValue } from './values.js';

/** What a query gives: names of columns, and rows in their order. */
export interface Result {
  readonly names: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/** A page of a result: only its rows are worked out. */
export interface ResultPage extends Result {
  readonly total: number;
}

/** Runs a query over tables. Throws QueryProblem. */
export function runQuery(query: Query, context: Context, outer?: Scope): Result {
  return finish(prepare(query, context, outer), { offset: 0, limit: Number.POSITIVE_INFINITY });
}

/** Runs a query, and works out the rows of one page. */
export function runPage(query: Query, context: Context, page: Page): ResultPage {
  return finish(prepare(query, context, undefined), page);
}

interface Page {
  readonly offset: number;
  readonly limit: number;
}

interface Prepared {
  readonly query: Query;
  readonly items: readonly SelectItem[];
  /** In their order. */
  readonly scopes: readonly Scope[];
  readonly evaluation: Evaluation;
}

function prepare(query: Query, context: Context, outer: Scope | undefined): Prepared {
  const evaluation: Evaluation = { session: context.session, rowsOf: innerRows(context) };
  const from = tableOf(query.from, context);
  let scopes: readonly Scope[] = from.rows.map((row) => ({ tables: new Map([[query.from.alias, { table: from, row }]]), outer }));
  const shape = new Map([[query.from.alias, from]]);
  for (const join of query.joins) {
    const table = tableOf(join.source, context);
    shape.set(join.source.alias, table);
    scopes = joined(scopes, { join, table, evaluation });
  }
  const empty: Scope = { tables: new Map([...shape].map(([alias, table]) => [alias, { table, row: undefined }])), outer };
  const items = itemsOf(query, shape);
  checkNames(query, items, { empty, evaluation });
  const { where } = query;
  const kept = where === undefined ? scopes : filtered(scopes, where, evaluation);
  const grouped = isGrouped(query, items) ? groups(kept, { query, empty, evaluation }) : kept;
  return { query, items, scopes: sorted(grouped, { query, items, evaluation }), evaluation };
}

function finish({ query, items, scopes, evaluation }: Prepared, { offset, limit }: Page): ResultPage {
  const names = items.map(({ name }) => name);
  const [from, to] = [query.skipped, query.skipped + (query.first ?? Number.POSITIVE_INFINITY)];
  const rowOf = (scope: Scope): readonly SqlValue[] => items.map((item) => evaluate(item.expression, scope, evaluation));
  if (!query.isDistinct) {
    const all = scopes.slice(from, to);
    return { names, rows: all.slice(offset, offset + limit).map(rowOf), total: all.length };
  }
  const byText = new Map(scopes.map(rowOf).map((row) => [row.map((value) => textOf(value, evaluation.session)).join('\u0000'), row]));
  const all = [...byText.values()].slice(from, to);
  return { names, rows: all.slice(offset, offset + limit), total: all.length };
}

/** Queries within the query that know nothing of the rows around them run once. */
function innerRows(context: Context): Evaluation['rowsOf'] {
  const known = new Map<Query, Result['rows'] | undefined>();
  return (query, scope) => {
    if (!known.has(query)) known.set(query, independent(query, context));
    return known.get(query) ?? runQuery(query, context, scope).rows;
  };
}

function independent(query: Query, context: Context): Result['rows'] | undefined {
  try {
    return runQuery(query, context).rows;
  } catch (error) {
    if (error instanceof QueryProblem) return undefined;
    throw error;
  }
}

/** What a query runs in. */
interface Context {
  readonly tables: Tables;
  readonly session: Session;
}

function tableOf({ of, alias }: Source, context: Context): Table {
  if (typeof of === 'string') return context.tables(of);
  const { names, rows } = runQuery(of, context);
  return {
    name: alias,
    columns: new Set(names),
    rows: rows.map((row) => ({ values: Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])), names: {} })),
  };
}

/** ROWNUM counts the rows that pass. */
function filtered(scopes: readonly Scope[], where: Expression, evaluation: Evaluation): readonly Scope[] {
  const kept: Scope[] = [];
  for (const scope of scopes) {
    const numbered = { ...scope, position: kept.length + 1 };
    if (truthOf(where, numbered, evaluation) === true) kept.push(numbered);
  }
  return kept;
}

interface Joining {
  readonly join: Join;
  readonly table: Table;
  readonly evaluation: Evaluation;
}

function joined(scopes: readonly Scope[], { join, table, evaluation }: Joining): readonly Scope[] {
  const { alias } = join.source;
  const withRow = (scope: Scope, row: TableRow | undefined): Scope => ({
    ...scope,
    tables: new Map([...scope.tables, [alias, { table, row }]]),
  });
  const candidates = indexOf({ join, table, evaluation });
  return scopes.flatMap((scope) => {
    const found = candidates(scope)
      .map((row) => withRow(scope, row))
      .filter((each) => join.on === undefined || truthOf(join.on, each, evaluation) === true);
    return found.length > 0 || join.kind !== 'left' ? found : [withRow(scope, undefined)];
  });
}

/** An equation of the ON clause that leads from what is known to the new table makes an index of it. */
function indexOf({ join, table, evaluation }: Joining): (scope: Scope) => readonly TableRow[] {
  const { alias } = join.source;
  const isOfTable = (side: Expression): boolean =>
    side.kind === 'column' && (side.table === alias || (side.table === undefined && table.columns.has(side.name)));
  const equation = equationsOf(join.on).find(([left, right]) => isOfTable(left) !== isOfTable(right));
  if (equation === undefined) return () => table.rows;
  const [inner, other] = isOfTable(equation[0]) ? equation : [equation[1], equation[0]];
  if (inner.kind !== 'column') return () => table.rows;
  const index = new Map<string, TableRow[]>();
  for (const row of table.rows) {
    const value = row.values[inner.name] ?? null;
    if (isNull(value) || isDate(value)) continue;
    const rows = index.get(String(value));
    if (rows === undefined) index.set(String(value), [row]);
    else rows.push(row);
  }
  return (scope) => {
    const value = evaluate(other, scope, evaluation);
    return isNull(value) ? [] : isDate(value) ? table.rows : (index.get(String(value)) ?? []);
  };
}

function equationsOf(on: Expression | undefined): readonly (readonly [Expression, Expression])[] {
  if (on?.kind !== 'binary') return [];
  if (on.operator === 'and') return [...equationsOf(on.left), ...equationsOf(on.right)];
  return on.operator === '=' ? [[on.left, on.right]] : [];
}

function itemsOf({ select }: Query, shape: ReadonlyMap<string, Table>): readonly SelectItem[] {
  return select.flatMap((item): readonly SelectItem[] => {
    if ('expression' in item) return [item];
    const chosen = [...shape].filter(([alias]) => item.star === undefined || alias === item.star);
    if (chosen.length === 0) throw new QueryProblem(`Record '${item.star}' was not found`);
    return chosen.flatMap(([alias, table]) =>
      [...table.columns].map((name): SelectItem => ({ expression: { kind: 'column', table: alias, name }, name })),
    );
  });
}

/** Unknown fields are refused also where there are no rows. */
function checkNames(
  query: Query,
  items: readonly SelectItem[],
  { empty, evaluation }: { readonly empty: Scope; readonly evaluation: Evaluation },
): void {
  const probe: Scope = { ...empty, group: [] };
  for (const { expression } of items) evaluate(expression, probe, evaluation);
  if (query.where !== undefined) truthOf(query.where, { ...probe, position: 1 }, evaluation);
}

function isGrouped({ groupBy, having }: Query, items: readonly SelectItem[]): boolean {
  return groupBy.length > 0 || having !== undefined || items.some(({ expression }) => hasAggregate(expression));
}

function hasAggregate(expression: Expression): boolean {
  if (expression.kind === 'call') return aggregates.includes(expression.name) || expression.args.some(hasAggregate);
  if (expression.kind === 'binary') return hasAggregate(expression.left) || hasAggregate(expression.right);
  if (expression.kind === 'negative') return hasAggregate(expression.of);
  return expression.kind === 'case' && expression.branches.some(({ then }) => hasAggregate(then));
}

function groups(
  scopes: readonly Scope[],
  { query, empty, evaluation }: { readonly query: Query; readonly empty: Scope; readonly evaluation: Evaluation },
): readonly Scope[] {
  const byKey = new Map<string, Scope[]>();
  for (const scope of scopes) {
    const key = query.groupBy.map((each) => textOf(evaluate(each, scope, evaluation), evaluation.session)).join('\u0000');
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [scope]);
    else group.push(scope);
  }
  const all = byKey.size === 0 && query.groupBy.length === 0 ? [[]] : [...byKey.values()];
  const made = all.map((group): Scope => ({ ...(group[0] ?? empty), group }));
  const { having } = query;
  return having === undefined ? made : made.filter((scope) => truthOf(having, scope, evaluation) === true);
}

interface Sorting {
  readonly query: Query;
  readonly items: readonly SelectItem[];
  readonly evaluation: Evaluation;
}

/** By expressions, aliases or positions. Nulls come last, or first where it is descending, as Oracle has it. */
function sorted(scopes: readonly Scope[], { query, items, evaluation }: Sorting): readonly Scope[] {
  if (query.orderBy.length === 0) return scopes;
  const keyed = scopes.map((scope) => ({
    scope,
    keys: query.orderBy.map(({ by }) => evaluate(sortExpression(by, items), scope, evaluation)),
  }));
  keyed.sort((a, b) => {
    for (const [index, { isDescending, nullsFirst }] of query.orderBy.entries()) {
      const order = compareKeys(a.keys[index] ?? null, b.keys[index] ?? null, { isDescending, nullsFirst });
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ scope }) => scope);
}

function sortExpression(by: Expression, items: readonly SelectItem[]): Expression {
  if (by.kind === 'value' && typeof by.value === 'number') return items[by.value - 1]?.expression ?? by;
  if (by.kind !== 'column' || by.table !== undefined) return by;
  const aliased = items.find(({ name }) => name === by.name)?.expression;
  return aliased ?? by;
}

function compareKeys(
  a: SqlValue,
  b: SqlValue,
  { isDescending, nullsFirst }: { readonly isDescending: boolean; readonly nullsFirst: boolean | undefined },
): number {
  if (isNull(a) || isNull(b)) {
    if (isNull(a) && isNull(b)) return 0;
    return isNull(a) === (nullsFirst ?? isDescending) ? -1 : 1;
  }
  const order = compareValues(a, b) ?? 0;
  return isDescending ? -order : order;
}
