import { listShape, recordDefinition } from '../catalogue/catalogue.js';
import type { Account } from '../records/account.js';
import { asReference, type StoredRecord, textOf, type Value } from '../records/shapes.js';
import { placesOf } from '../records/write.js';
import { valuesOf } from '../search/field-values.js';
import { dayOf, type SqlDate } from '../suiteql/values.js';
import { badRequest } from './errors.js';
import { fieldByRestName } from './names.js';

type Test = (record: StoredRecord) => boolean;
type Kind = 'text' | 'number' | 'boolean' | 'date' | 'reference';

const operators: Readonly<Record<Kind, readonly string[]>> = {
  text: ['IS', 'CONTAIN', 'START_WITH', 'END_WITH', 'ENDWITH'],
  number: ['ANY_OF', 'BETWEEN', 'EQUAL', 'GREATER', 'GREATER_OR_EQUAL', 'LESS', 'LESS_OR_EQUAL', 'WITHIN'],
  boolean: ['IS'],
  date: ['AFTER', 'BEFORE', 'ON', 'ON_OR_AFTER', 'ON_OR_BEFORE'],
  reference: ['ANY_OF', 'EQUAL'],
};

/** Reads `q`, such as `email START_WITH barbara AND isInactive IS false`. Throws RestProblem. https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1545222128.html */
export function readFilter(account: Account, q: string, of: { readonly type: string; readonly scriptId?: string }): Test {
  const reader = new FilterReader(account, tokensOf(q), of);
  return reader.read();
}

function tokensOf(q: string): readonly string[] {
  return q.match(/"(?:\\.|[^"\\])*"|[()[\],]|[^\s()[\],"]+/g) ?? [];
}

class FilterReader {
  readonly #account: Account;
  readonly #tokens: readonly string[];
  readonly #of: { readonly type: string; readonly scriptId?: string };
  #position = 0;

  constructor(account: Account, tokens: readonly string[], of: { readonly type: string; readonly scriptId?: string }) {
    this.#account = account;
    this.#tokens = tokens;
    this.#of = of;
  }

  read(): Test {
    const test = this.#either();
    const rest = this.#tokens[this.#position];
    if (rest !== undefined) throw invalid(`"${rest}" is not expected`);
    return test;
  }

  #either(): Test {
    let test = this.#both();
    while (this.#accept('OR')) {
      const [left, right] = [test, this.#both()];
      test = (record) => left(record) || right(record);
    }
    return test;
  }

  #both(): Test {
    let test = this.#one();
    while (this.#accept('AND')) {
      const [left, right] = [test, this.#one()];
      test = (record) => left(record) && right(record);
    }
    return test;
  }

  #one(): Test {
    if (this.#accept('(')) {
      const test = this.#either();
      if (!this.#accept(')')) throw invalid('a ) is missing');
      return test;
    }
    return this.#condition(this.#next('a field'), this.#next('an operator').toUpperCase());
  }

  #condition(name: string, operator: string): Test {
    const { field, kind, isCustom } = this.#fieldOf(name);
    const isNegated = operator.endsWith('_NOT');
    const plain = operator.replace(/_NOT$/, '');
    const values = (record: StoredRecord): readonly Value[] => valuesOf(record, { field, isCustom });
    if (plain === 'EMPTY') return (record) => (values(record).length === 0) !== isNegated;
    if (!operators[kind].includes(plain)) {
      throw invalid(`the operator ${operator} does not fit ${name}, which is of type ${kind}; it takes ${operators[kind].join(', ')}`);
    }
    const wanted = this.#values(plain);
    checkValues(wanted, kind, name);
    if (kind === 'date')
      return (record) => values(record).some((value) => holdsDate(plain, value, this.#day(wanted[0] ?? ''))) !== isNegated;
    return (record) => {
      const found = values(record);
      const all = found.length === 0 && kind === 'boolean' ? [false] : found;
      return all.some((value) => holds(plain, comparable(value, kind), wanted)) !== isNegated;
    };
  }

  #values(operator: string): readonly string[] {
    if (operator === 'BETWEEN' || operator === 'WITHIN' || operator === 'ANY_OF') {
      if (!this.#accept('[')) throw invalid(`${operator} takes values in square brackets`);
      const values = [this.#value()];
      while (this.#accept(',')) values.push(this.#value());
      if (!this.#accept(']')) throw invalid('a ] is missing');
      return values;
    }
    return [this.#value()];
  }

  #value(): string {
    const token = this.#next('a value');
    return token.startsWith('"') ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token;
  }

  /** Days alone, as the account writes them; a time of day is refused. */
  #day(text: string): SqlDate {
    const { dateFormat = 'M/D/YYYY', timeZone = 'America/Los_Angeles' } = this.#account.settings;
    const parts = text.match(/^(\d{1,4})[/-](\d{1,2})[/-](\d{1,4})$/)?.slice(1);
    const [first = '', second = '', third = ''] = parts ?? [];
    const [year, month, day] = {
      'M/D/YYYY': [third, first, second],
      'D/M/YYYY': [third, second, first],
      'YYYY-MM-DD': [first, second, third],
    }[dateFormat];
    const isDay = /^\d{4}$/.test(year ?? '') && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
    if (!isDay)
      throw invalid(`the date/time "${text}" does not fit the date format ${dateFormat} of the account, in time zone ${timeZone}`);
    return dayOf(`${year}-${month}-${day}`, timeZone);
  }

  #fieldOf(name: string): { readonly field: string; readonly kind: Kind; readonly isCustom: boolean } {
    const { type, scriptId } = this.#of;
    if (name === 'id') return { field: 'internalIdNumber', kind: 'number', isCustom: false };
    if (name === 'externalId') return { field: 'externalIdString', kind: 'text', isCustom: false };
    const custom = this.#account.customField(name, placesOf(type, scriptId));
    if (custom !== undefined) {
      const kinds = {
        string: 'text',
        long: 'number',
        double: 'number',
        boolean: 'boolean',
        date: 'date',
        select: 'reference',
        multiSelect: 'reference',
      } as const;
      return { field: custom.scriptId, kind: kinds[custom.kind], isCustom: true };
    }
    const definition = recordDefinition(type);
    const field = definition === undefined ? undefined : fieldByRestName(definition, name);
    if (field === undefined || listShape(field) !== undefined || field.kind === 'object') throw invalid(`there is no body field ${name}`);
    const kinds: Partial<Record<string, Kind>> = {
      number: 'number',
      integer: 'number',
      boolean: 'boolean',
      date: 'date',
      reference: 'reference',
    };
    return { field: field.name, kind: kinds[field.kind] ?? 'text', isCustom: false };
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#position]?.toUpperCase() !== token) return false;
    this.#position += 1;
    return true;
  }

  #next(what: string): string {
    const token = this.#tokens[this.#position];
    if (token === undefined) throw invalid(`${what} is missing`);
    this.#position += 1;
    return token;
  }
}

function invalid(message: string): Error {
  return badRequest('INVALID_PARAMETER', `Invalid query parameter q: ${message}.`, 'q');
}

function checkValues(values: readonly string[], kind: Kind, name: string): void {
  for (const value of values) {
    if (kind === 'number' && !Number.isFinite(Number(value))) throw invalid(`"${value}" is no number, and ${name} is one`);
    if (kind === 'boolean' && !['true', 'false'].includes(value)) throw invalid(`"${value}" is neither true nor false`);
  }
}

function comparable(value: Value, kind: Kind): string {
  if (kind === 'reference') return asReference(value)?.internalId ?? textOf(value);
  return textOf(asReference(value)?.name ?? value);
}

function holds(operator: string, found: string, wanted: readonly string[]): boolean {
  const [first = '', second = first] = wanted;
  const text = found.toLowerCase();
  switch (operator) {
    case 'IS':
      return text === first.toLowerCase();
    case 'CONTAIN':
      return text.includes(first.toLowerCase());
    case 'START_WITH':
      return text.startsWith(first.toLowerCase());
    case 'END_WITH':
    case 'ENDWITH':
      return text.endsWith(first.toLowerCase());
    case 'ANY_OF':
      return wanted.includes(found);
    case 'EQUAL':
      return Number(found) === Number(first);
    case 'GREATER':
      return Number(found) > Number(first);
    case 'GREATER_OR_EQUAL':
      return Number(found) >= Number(first);
    case 'LESS':
      return Number(found) < Number(first);
    case 'LESS_OR_EQUAL':
      return Number(found) <= Number(first);
    case 'BETWEEN':
    case 'WITHIN':
      return Number(found) >= Number(first) && Number(found) <= Number(second);
    default:
      return false;
  }
}

/** A day stands for all of it, in the account's zone. */
function holdsDate(operator: string, value: Value, { ms: from, zone }: SqlDate): boolean {
  const text = textOf(value);
  const found = text.length === 10 ? dayOf(text, zone).ms : Date.parse(text);
  const to = from + 86_400_000 - 1;
  if (operator === 'ON') return found >= from && found <= to;
  if (operator === 'AFTER') return found > to;
  if (operator === 'ON_OR_AFTER') return found >= from;
  return operator === 'BEFORE' ? found < from : found <= to;
}
