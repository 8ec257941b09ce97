import { aggregates, callFunction, isNull, type Session, textOf, words } from './functions.js';
import { QueryProblem } from './problem.js';
import type { BinaryOperator, Expression, Query } from './syntax.js';
import type { Scope, TableRow } from './table.js';
import { compareValues, isDate, type SqlValue } from './values.js';

/** True, false, or, as SQL has it, unknown. */
export type Truth = boolean | undefined;

export interface Evaluation {
  readonly session: Session;
  /** The rows of a query within the query. */
  readonly rowsOf: (query: Query, outer: Scope) => readonly (readonly SqlValue[])[];
}

const comparing: readonly BinaryOperator[] = ['=', '<>', '<', '<=', '>', '>=', 'and', 'or'];

export function evaluate(expression: Expression, scope: Scope, evaluation: Evaluation): SqlValue {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'column':
      return columnValue(expression, scope, evaluation);
    case 'negative':
      return -Number(evaluate(expression.of, scope, evaluation));
    case 'call':
      return callValue(expression, scope, evaluation);
    case 'zoned': {
      const value = evaluate(expression.of, scope, evaluation);
      return isDate(value) ? { ...value, zone: expression.zone } : value;
    }
    case 'case': {
      const branch = expression.branches.find(({ when }) => truthOf(when, scope, evaluation) === true);
      const chosen = branch?.then ?? expression.otherwise;
      return chosen === undefined ? null : evaluate(chosen, scope, evaluation);
    }
    case 'scalar':
      return evaluation.rowsOf(expression.query, scope)[0]?.[0] ?? null;
    case 'binary':
      if (!comparing.includes(expression.operator)) return arithmetic(expression, scope, evaluation);
      throw new QueryProblem('a condition stands where a value is expected');
    default:
      throw new QueryProblem('a condition stands where a value is expected');
  }
}

type Of<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>;

function columnValue(column: Of<'column'>, scope: Scope, { session }: Evaluation): SqlValue {
  const { table, name } = column;
  if (table === undefined) {
    if (name === 'rownum') return scope.position ?? null;
    const word = words[name];
    if (word !== undefined) return word(session);
  }
  const found = place(column, scope);
  if (found === undefined) throw new QueryProblem(`Unknown identifier '${table === undefined ? '' : `${table}.`}${name}'`);
  return found.row?.values[name] ?? null;
}

/** Where a column is: the table that it names, or the only one that has it. Inner queries first. */
export function place({ table, name }: Of<'column'>, scope: Scope): { readonly row: TableRow | undefined } | undefined {
  if (table !== undefined) {
    const named = scope.tables.get(table);
    if (named?.table.columns.has(name) === true) return named;
  } else {
    const here = [...scope.tables.values()].filter((each) => each.table.columns.has(name));
    if (here.length > 1) throw new QueryProblem(`Field '${name}' is ambiguous`);
    if (here[0] !== undefined) return here[0];
  }
  return scope.outer === undefined ? undefined : place({ kind: 'column', table, name }, scope.outer);
}

function callValue(call: Of<'call'>, scope: Scope, evaluation: Evaluation): SqlValue {
  if (call.name === 'builtin.df') return displayValue(call, scope, evaluation);
  if (aggregates.includes(call.name)) return aggregate(call, scope, evaluation);
  const args = call.args.map((arg) => evaluate(arg, scope, evaluation));
  return callFunction(call.name, args, evaluation.session);
}

function displayValue({ args }: Of<'call'>, scope: Scope, evaluation: Evaluation): SqlValue {
  const [column] = args;
  if (column?.kind !== 'column') throw new QueryProblem('BUILTIN.DF takes a field');
  const value = columnValue(column, scope, evaluation);
  const name = place(column, scope)?.row?.names[column.name];
  return name ?? (isNull(value) ? null : textOf(value, evaluation.session));
}

function aggregate(call: Of<'call'>, scope: Scope, evaluation: Evaluation): SqlValue {
  const { group } = scope;
  if (group === undefined) throw new QueryProblem(`${call.name.toUpperCase()} cannot stand here`);
  if (call.isStar) return group.length;
  const [argument] = call.args;
  if (argument === undefined) throw new QueryProblem(`${call.name.toUpperCase()} takes an argument`);
  const all = group.map((each) => evaluate(argument, each, evaluation)).filter((value) => !isNull(value));
  const values = call.isDistinct ? [...new Map(all.map((value) => [textOf(value, evaluation.session), value])).values()] : all;
  if (call.name === 'count') return values.length;
  if (values.length === 0) return null;
  if (call.name === 'listagg')
    return values.map((value) => textOf(value, evaluation.session)).join(String(call.args[1]?.kind === 'value' ? call.args[1].value : ''));
  if (call.name === 'min' || call.name === 'max') {
    const sign = call.name === 'min' ? -1 : 1;
    return values.reduce((best, each) => (sign * (compareValues(each, best) ?? 0) > 0 ? each : best));
  }
  const sum = values.reduce<number>((total, each) => total + Number(each), 0);
  return call.name === 'sum' ? Number(sum.toFixed(8)) : sum / values.length;
}

function arithmetic({ operator, left, right }: Of<'binary'>, scope: Scope, evaluation: Evaluation): SqlValue {
  const a = evaluate(left, scope, evaluation);
  const b = evaluate(right, scope, evaluation);
  if (operator === '||') return textOf(a, evaluation.session) + textOf(b, evaluation.session);
  if (isNull(a) || isNull(b)) return null;
  if (isDate(a) && isDate(b) && operator === '-') return (a.ms - b.ms) / 86_400_000;
  if (isDate(a) && !isDate(b))
    return { ...a, ms: a.ms + (operator === '-' ? -1 : 1) * Number(b) * 86_400_000, hasTime: a.hasTime || !Number.isInteger(Number(b)) };
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) throw new QueryProblem('ORA-01722: invalid number');
  if (operator === '/' && y === 0) throw new QueryProblem('ORA-01476: divisor is equal to zero');
  return operator === '+' ? x + y : operator === '-' ? x - y : operator === '*' ? x * y : x / y;
}

export function truthOf(expression: Expression, scope: Scope, evaluation: Evaluation): Truth {
  switch (expression.kind) {
    case 'not': {
      const inner = truthOf(expression.of, scope, evaluation);
      return inner === undefined ? undefined : !inner;
    }
    case 'isNull':
      return isNull(evaluate(expression.of, scope, evaluation)) !== expression.isNegated;
    case 'in':
      return inTruth(expression, scope, evaluation);
    case 'like':
      return likeTruth(expression, scope, evaluation);
    case 'between': {
      const value = evaluate(expression.of, scope, evaluation);
      const low = compared(value, evaluate(expression.from, scope, evaluation));
      const high = compared(value, evaluate(expression.to, scope, evaluation));
      return low === undefined || high === undefined ? undefined : (low >= 0 && high <= 0) !== expression.isNegated;
    }
    case 'exists':
      return evaluation.rowsOf(expression.query, scope).length > 0;
    case 'binary':
      return binaryTruth(expression, scope, evaluation);
    default:
      throw new QueryProblem('a value stands where a condition is expected');
  }
}

function binaryTruth({ operator, left, right }: Of<'binary'>, scope: Scope, evaluation: Evaluation): Truth {
  if (operator === 'and') {
    const a = truthOf(left, scope, evaluation);
    if (a === false) return false;
    const b = truthOf(right, scope, evaluation);
    return b === false ? false : a === undefined || b === undefined ? undefined : true;
  }
  if (operator === 'or') {
    const a = truthOf(left, scope, evaluation);
    if (a === true) return true;
    const b = truthOf(right, scope, evaluation);
    return b === true ? true : a === undefined || b === undefined ? undefined : false;
  }
  if (!comparing.includes(operator)) throw new QueryProblem('a value stands where a condition is expected');
  const [a, b] = [evaluate(left, scope, evaluation), evaluate(right, scope, evaluation)];
  const order = compared(codedValue(left, b, scope) ?? a, codedValue(right, a, scope) ?? b);
  if (order === undefined) return undefined;
  if (operator === '=') return order === 0;
  if (operator === '<>') return order !== 0;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** The code of a column, where it is compared with something that looks like one. */
function codedValue(expression: Expression, other: SqlValue, scope: Scope): SqlValue | undefined {
  if (expression.kind !== 'column' || typeof other !== 'string' || !other.includes(':')) return undefined;
  return place(expression, scope)?.row?.codes?.[expression.name];
}

/** A date and a text are not compared: whose format would it be? */
function compared(a: SqlValue, b: SqlValue): number | undefined {
  const [date, other] = isDate(a) ? [a, b] : [b, a];
  if (isDate(date) && !isDate(other) && !isNull(other)) {
    throw new QueryProblem('a date is compared with something that is none (ORA-01843: not a valid month); use TO_DATE with a format');
  }
  return compareValues(a, b);
}

function inTruth({ of, list, isNegated }: Of<'in'>, scope: Scope, evaluation: Evaluation): Truth {
  const value = evaluate(of, scope, evaluation);
  const values =
    'select' in list ? evaluation.rowsOf(list, scope).map((row) => row[0] ?? null) : list.map((each) => evaluate(each, scope, evaluation));
  const orders = values.map((each) => compared(codedValue(of, each, scope) ?? value, each));
  if (orders.includes(0)) return !isNegated;
  return orders.includes(undefined) ? undefined : isNegated;
}

function likeTruth({ of, pattern, escape, isNegated }: Of<'like'>, scope: Scope, evaluation: Evaluation): Truth {
  const value = evaluate(of, scope, evaluation);
  const wanted = evaluate(pattern, scope, evaluation);
  if (isNull(value) || isNull(wanted)) return undefined;
  let source = '';
  const text = textOf(wanted, evaluation.session);
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === escape && index + 1 < text.length) {
      index += 1;
      source += text.charAt(index).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    } else source += character === '%' ? '.*' : character === '_' ? '.' : character.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 's').test(textOf(value, evaluation.session)) !== isNegated;
}
