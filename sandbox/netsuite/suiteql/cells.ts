import type { Account } from '../records/account.js';
import { asFields, asList, asReference, type CustomValue, type Fields, type StoredRecord, textOf, type Value } from '../records/shapes.js';
import type { TableRow } from './table.js';
import { dayOf, type SqlDate, type SqlValue } from './values.js';

/** A value with the name behind it. */
export interface NamedCell {
  readonly value: SqlValue;
  readonly name: string | undefined;
}

export type Cell = SqlValue | NamedCell;

export function isNamed(cell: Cell): cell is NamedCell {
  return typeof cell === 'object' && cell !== null && 'value' in cell;
}

export function rowOf(cells: Readonly<Record<string, Cell | undefined>>): TableRow {
  const values: Record<string, SqlValue> = {};
  const names: Record<string, string> = {};
  for (const [column, cell] of Object.entries(cells)) {
    if (cell === undefined || cell === null || cell === '') continue;
    if (!isNamed(cell)) values[column] = cell;
    else if (cell.value !== null) {
      values[column] = cell.value;
      if (cell.name !== undefined) names[column] = cell.name;
    }
  }
  return { values, names };
}

/** Makes cells of the values of records. */
export class Cells {
  readonly zone: string;
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
    this.zone = account.settings.timeZone ?? 'America/Los_Angeles';
  }

  time(iso: string): SqlDate {
    return { ms: Math.floor(Date.parse(iso) / 1000) * 1000, zone: this.zone, hasTime: true };
  }

  day(value: Value | undefined): SqlDate | null {
    return typeof value === 'string' && value !== '' ? dayOf(value.slice(0, 10), this.zone) : null;
  }

  reference(value: Value | undefined): Cell {
    const reference = asReference(value);
    return reference?.internalId === undefined ? null : { value: Number(reference.internalId), name: reference.name };
  }

  text(value: Value | undefined): Cell {
    return value === undefined || typeof value === 'object' ? null : String(value);
  }

  number(value: Value | undefined): Cell {
    return value === undefined || typeof value === 'object' || value === '' ? null : Number(value);
  }

  flag(value: Value | undefined): Cell {
    return value === true ? 'T' : 'F';
  }

  /** Several references as one text: `1, 2, 3`. */
  many(value: Value | undefined): Cell {
    const references = asList(value).map((each) => asReference(each));
    if (references.length === 0) return null;
    return { value: references.map((each) => each?.internalId).join(', '), name: references.map((each) => each?.name).join(', ') };
  }

  /** The columns of custom fields, which every record of the kind has. */
  custom(fields: Fields, on: string): Readonly<Record<string, Cell>> {
    const values = asFields(fields.customFieldList) ?? {};
    const definitions = this.#account.settings.customFields.filter((field) => field.on === on);
    return Object.fromEntries(
      definitions.map(({ scriptId }): [string, Cell] => {
        const custom = values[scriptId] as CustomValue | undefined;
        return [scriptId, custom === undefined ? null : this.#customCell(custom)];
      }),
    );
  }

  #customCell({ kind, value }: CustomValue): Cell {
    if (kind === 'select') return this.reference(value);
    if (kind === 'multiSelect') return this.many(value);
    if (kind === 'date') return this.time(textOf(value));
    if (kind === 'boolean') return this.flag(value);
    return kind === 'string' ? this.text(value) : this.number(value);
  }

  /** The columns that every record has. */
  common(record: StoredRecord): Readonly<Record<string, Cell>> {
    return {
      id: Number(record.internalId),
      externalid: record.externalId ?? null,
      lastmodifieddate: this.time(record.modifiedAt),
      isinactive: this.flag(record.fields.isInactive),
    };
  }
}
