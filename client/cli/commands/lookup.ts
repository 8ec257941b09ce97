import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readLookupFile } from '../../../config/lookup-files.js';
import { assertRows, withStoredRows } from '../../../config/lookups.js';
import { formatProblem } from '../../../config/source-text.js';
import { toInstant } from '../../../core/instant.js';
import { nearest } from '../../../core/nearest.js';
import type { LookupEntry, StoredRow } from '../../../stores/lookups.js';
import { argument, type CommandInput, type CommandSpec, textOption } from '../command.js';
import { ConfigProblems, type Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';
import { table } from '../output.js';
import { storedTables, withStoredLookups } from '../stored-lookups.js';

const tableArgument = { name: 'table', summary: 'a lookup table of the config with rows: store' };
const next = 'Tasks know it after: datawald apply';

/** A table whose rows are in the store. Throws a UsageError that names those there are. */
function storedTable(context: Context, input: CommandInput): string {
  const name = argument(input, 0);
  const known = storedTables(context.config());
  if (known.includes(name)) return name;
  const file = context.config().config.lookups[name]?.file;
  if (file !== undefined) throw new UsageError(`The rows of ${name} are in ${file}: edit them there.`);
  const guess = nearest(name, known);
  const listed = known.length === 0 ? 'The config has none' : `There are: ${known.join(', ')}`;
  throw new UsageError(
    `The config has no lookup table "${name}" with rows in the store.${guess === undefined ? '' : ` Did you mean ${guess}?`} ${listed}.`,
  );
}

const list: CommandSpec = {
  name: 'list',
  summary: 'List the lookup tables of the config, or the rows of one',
  arguments: [{ ...tableArgument, summary: 'any lookup table of the config', isOptional: true }],
  examples: ['datawald lookup list', 'datawald lookup list tax_classes --json'],
  async run(context, input) {
    const name = input.arguments[0];
    const { lookups = {} } = (await withStoredLookups(context, context.config())).document;
    if (name === undefined) {
      const tables = Object.entries(lookups).map(([id, { from, missing, rows }]) => ({ table: id, from, missing, rows: rows.length }));
      const rows = tables.map((one) => [one.table, one.from, one.rows, typeof one.missing === 'string' ? one.missing : 'default']);
      context.output.data(
        tables,
        tables.length === 0 ? 'The config has no lookup tables.' : table(['table', 'from', 'rows', 'missing'], rows),
      );
      return exitCodes.done;
    }
    const found = Object.hasOwn(lookups, name) ? lookups[name] : undefined;
    const rows = found === undefined ? (await storedRows(context, input)).map(({ key, value }) => [key, value] as const) : found.rows;
    const shown = rows.map(([key, value]) => [key, String(value)]);
    context.output.data(
      rows.map(([key, value]) => ({ key, value })),
      shown.length === 0 ? `${name} has no rows.` : table(['key', 'value'], shown),
    );
    return exitCodes.done;
  },
};

async function storedRows(context: Context, input: CommandInput): Promise<readonly StoredRow[]> {
  const name = storedTable(context, input);
  return await (await context.store()).lookups.rows(name);
}

const set: CommandSpec = {
  name: 'set',
  summary: 'Add a row to a lookup table in the store, or give it another value',
  arguments: [tableArgument, { name: 'key', summary: 'what is looked up' }, { name: 'value', summary: 'what it gives' }],
  options: [{ flags: '--text', summary: 'the value is text, also where it looks like a number, true or false' }],
  examples: ['datawald lookup set tax_classes 7 reduced', 'datawald lookup set tax_rates 7 0.07'],
  async run(context, input) {
    const name = storedTable(context, input);
    const [key, text] = [argument(input, 1), argument(input, 2)];
    const row: LookupEntry = { key, value: input.options['text'] === true ? text : valueOf(text) };
    await putRows(context, { name, rows: [row], replaces: false });
    context.output.data({ table: name, ...row }, `${name}: ${key} gives ${JSON.stringify(row.value)}. ${next}`);
    return exitCodes.done;
  },
};

function valueOf(text: string): LookupEntry['value'] {
  if (text === 'true' || text === 'false') return text === 'true';
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && String(Number(text)) === text;
  return isNumber ? Number(text) : text;
}

const remove: CommandSpec = {
  name: 'delete',
  summary: 'Take a row out of a lookup table in the store',
  arguments: [tableArgument, { name: 'key', summary: 'what is looked up' }],
  examples: ['datawald lookup delete tax_classes 7'],
  async run(context, input) {
    const [name, key] = [storedTable(context, input), argument(input, 1)];
    const deleted = await (await context.store()).lookups.delete(name, [key]);
    context.output.data({ table: name, key, deleted }, deleted === 0 ? `${name} has no row ${key}.` : `${name}: ${key} is gone. ${next}`);
    return deleted === 0 ? exitCodes.failure : exitCodes.done;
  },
};

const importRows: CommandSpec = {
  name: 'import',
  summary: 'Add the rows of a CSV, YAML or JSON file to a lookup table in the store',
  arguments: [tableArgument, { name: 'file', summary: 'a .csv with a header line, a .yaml or a .json of keys and values' }],
  options: [
    { flags: '--key <column>', summary: 'of a CSV file: the column of the keys; default the first' },
    { flags: '--value <column>', summary: 'of a CSV file: the column of the values; default the second, where there are two' },
    { flags: '--replace', summary: 'rows that are not in the file go' },
  ],
  examples: [
    'datawald lookup import tax_classes classes.csv',
    'datawald lookup import tax_classes classes.csv --key id --value name --replace',
  ],
  async run(context, input) {
    const name = storedTable(context, input);
    const file = argument(input, 1);
    const [key, value] = [textOption(input, 'key'), textOption(input, 'value')];
    const text = readFile(resolve(context.cwd, file), file);
    const columns = { ...(key !== undefined && { key }), ...(value !== undefined && { value }) };
    const { rows, problems } = readLookupFile({ name: file, text, ...columns });
    if (problems.length > 0) throw new ConfigProblems(problems.map(formatProblem));
    const entries = rows.map((row) => ({ key: row[0], value: row[1] }));
    const deleted = await putRows(context, { name, rows: entries, replaces: input.options['replace'] === true });
    const gone = deleted === 0 ? '' : `, ${deleted} others are gone`;
    context.output.data({ table: name, imported: rows.length, deleted }, `${name}: ${rows.length} rows from ${file}${gone}. ${next}`);
    return exitCodes.done;
  },
};

function readFile(path: string, name: string): string {
  if (!/\.(csv|ya?ml|json)$/i.test(name)) throw new UsageError(`${name} must end in .csv, .yaml, .yml or .json.`);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Edit {
  readonly name: string;
  readonly rows: readonly LookupEntry[];
  readonly replaces: boolean;
}

/** Writes nothing where the config could not be applied afterwards. Returns how many rows are gone. */
async function putRows(context: Context, { name, rows, replaces }: Edit): Promise<number> {
  const { lookups } = await context.store();
  const before = await lookups.rows(name);
  const keys = new Set(rows.map(({ key }) => key));
  const others = before.filter(({ key }) => !keys.has(key));
  const after = [...(replaces ? [] : others), ...rows].map(({ key, value }) => [key, value] as const);
  assertRows(name, after);
  const { document } = await withStoredLookups(context, context.config());
  withStoredRows(document.lookups ?? {}, { [name]: after });
  await lookups.put(name, rows, toInstant(new Date()));
  return replaces
    ? await lookups.delete(
        name,
        others.map(({ key }) => key),
      )
    : 0;
}

export const lookup: CommandSpec = {
  name: 'lookup',
  summary: 'List and edit the lookup tables whose rows are kept in the store',
  subcommands: [list, set, remove, importRows],
  examples: ['datawald lookup list', 'datawald lookup set tax_classes 7 reduced', 'datawald lookup import tax_classes classes.csv'],
  run() {
    throw new UsageError('lookup knows: list, set, delete, import. See: datawald lookup --help');
  },
};
