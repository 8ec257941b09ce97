import { DataWaldError } from '../core/errors.js';
import type { LookupContents, LookupTable } from '../mapping/lookup.js';
import type { LookupConfig } from './lookup-config.js';
import { readLookupFile } from './lookup-files.js';
import { type LookupRow, rowProblem, sizeProblem, totalProblem } from './lookup-rows.js';
import type { Problem, SourceText } from './source-text.js';

export interface ReadLookups {
  /** The tables with the rows of their files; those of the store have none yet. */
  readonly contents: LookupContents;
  readonly problems: readonly Problem[];
}

export interface LookupReading {
  /** The config, for problems of what it says. */
  readonly source: SourceText;
  /** The text of a file and the name that problems call it by; undefined where it cannot be read. */
  readonly read: (file: string) => { readonly name: string; readonly text: string } | undefined;
}

/** Reads the tables of a config that are files. */
export function readLookups(lookups: Readonly<Record<string, LookupConfig>>, { source, read }: LookupReading): ReadLookups {
  const contents: Record<string, LookupTable> = {};
  const problems: Problem[] = [];
  for (const [name, { file, key, value, missing }] of Object.entries(lookups)) {
    const found = file === undefined ? { name: '', text: '' } : read(file);
    if (found === undefined) problems.push(source.problem(['lookups', name, 'file'], `lookups.${name}.file: ${file} cannot be read.`));
    const columns = { ...(key !== undefined && { key }), ...(value !== undefined && { value }) };
    const table = file === undefined || found === undefined ? { rows: [], problems: [] } : readLookupFile({ ...found, ...columns });
    problems.push(...table.problems);
    contents[name] = { from: file ?? 'store', missing, rows: table.rows };
  }
  const total = totalProblem(rowsOf(contents));
  if (total !== undefined) problems.push(source.problem(['lookups'], `lookups: ${total}.`));
  return { contents, problems };
}

function rowsOf(contents: LookupContents): Readonly<Record<string, readonly LookupRow[]>> {
  return Object.fromEntries(Object.entries(contents).map(([name, { rows }]) => [name, rows]));
}

/** The same tables with the rows that the store has for some. Throws `Config` where they are too many or too large. */
export function withStoredRows(contents: LookupContents, stored: Readonly<Record<string, readonly LookupRow[]>>): LookupContents {
  const whole = Object.fromEntries(Object.entries(contents).map(([name, table]) => [name, { ...table, rows: stored[name] ?? table.rows }]));
  for (const [name, rows] of Object.entries(stored)) assertRows(name, rows);
  const total = totalProblem(rowsOf(whole));
  if (total !== undefined) throw new DataWaldError('Config', `lookups: ${total}.`);
  return whole;
}

/** Throws `Config` with the first thing that is wrong. */
export function assertRows(name: string, rows: readonly LookupRow[]): void {
  const size = sizeProblem(rows);
  if (size !== undefined) throw new DataWaldError('Config', `The lookup table ${name} ${size}.`);
  for (const row of rows) {
    const wrong = rowProblem(row);
    if (wrong !== undefined) throw new DataWaldError('Config', `The lookup table ${name}: the row "${row[0].slice(0, 40)}" ${wrong}.`);
  }
}
