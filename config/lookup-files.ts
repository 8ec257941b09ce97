import { CsvError, parse } from 'csv-parse/sync';
import { isJsonObject } from '../core/json.js';
import type { LookupConfig } from './lookup-config.js';
import { type LookupRow, rowProblem, sizeProblem } from './lookup-rows.js';
import { type Problem, SourceText } from './source-text.js';

export interface ReadRows {
  readonly rows: readonly LookupRow[];
  readonly problems: readonly Problem[];
}

/** A file of a table, and which of its columns are meant. */
export interface LookupFile extends Pick<LookupConfig, 'key' | 'value'> {
  /** As problems name it. */
  readonly name: string;
  readonly text: string;
}

/** The rows of a CSV, YAML or JSON file, by their keys, and everything that is wrong with them. Rows with problems are left out. */
export function readLookupFile(file: LookupFile): ReadRows {
  const { rows, problems } = /\.csv$/i.test(file.name) ? readCsv(file) : readYaml(file);
  const size = sizeProblem(rows);
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return { rows: sorted, problems: size === undefined ? problems : [...problems, problemAt(file, 1, size)] };
}

function problemAt({ name }: LookupFile, line: number, message: string): Problem {
  return { file: name, line, column: 1, severity: 'error', message };
}

interface CsvRecord {
  readonly record: Readonly<Record<string, string>>;
  /** `lines`: the line on which the record ends, from 1. */
  readonly info: { readonly lines: number };
}

function readCsv(file: LookupFile): ReadRows {
  let columns: readonly string[] = [];
  try {
    const found = parse(file.text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      columns: (header: string[]) => {
        columns = header;
        return header;
      },
    }) as unknown as readonly CsvRecord[];
    const [key, value] = [columnOf('key', file, columns), columnOf('value', file, columns)];
    if (typeof key !== 'string' || typeof value !== 'string')
      return { rows: [], problems: [key, value].filter((one) => typeof one !== 'string') };
    return checked(
      file,
      found.map(({ record, info }) => ({ row: [record[key] ?? '', record[value] ?? ''] as const, line: info.lines })),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    return { rows: [], problems: [problemAt(file, line, error.message)] };
  }
}

function columnOf(which: 'key' | 'value', file: LookupFile, columns: readonly string[]): string | Problem {
  const wanted = file[which];
  const listed = columns.join(', ');
  if (wanted !== undefined)
    return columns.includes(wanted) ? wanted : problemAt(file, 1, `there is no column "${wanted}". There are: ${listed}.`);
  const only = which === 'key' ? columns[0] : columns.length === 2 ? columns[1] : undefined;
  return only ?? problemAt(file, 1, `say which column is the ${which}. There are: ${listed || 'none'}.`);
}

interface PlacedRow {
  readonly row: LookupRow;
  readonly line: number;
}

/** Rows that are sound, and what is wrong with the others. */
function checked(file: LookupFile, placed: readonly PlacedRow[]): ReadRows {
  const lines = new Map<string, number>();
  const rows: LookupRow[] = [];
  const problems: Problem[] = [];
  for (const { row, line } of placed) {
    const before = lines.get(row[0]);
    const wrong = before === undefined ? rowProblem(row) : `has the key "${row[0]}" of line ${before} once more`;
    lines.set(row[0], before ?? line);
    if (wrong === undefined) rows.push(row);
    else problems.push(problemAt(file, line, `the row ${wrong}`));
  }
  return { rows, problems };
}

function readYaml(file: LookupFile): ReadRows {
  const source = new SourceText(file.name, file.text);
  if (source.syntaxProblems.length > 0) return { rows: [], problems: source.syntaxProblems };
  const table = source.value ?? {};
  if (!isJsonObject(table)) return { rows: [], problems: [problemAt(file, 1, 'must hold one table of keys and values')] };
  const rows: LookupRow[] = [];
  const problems: Problem[] = [];
  for (const [key, value] of Object.entries(table)) {
    const isValue = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const wrong = isValue ? rowProblem([key, value]) : 'has a value that is neither text, number, true nor false';
    if (wrong !== undefined) problems.push(source.problem([], `the row "${key}" ${wrong}`, { key }));
    else if (isValue) rows.push([key, value]);
  }
  return { rows, problems };
}
