import { resolve } from 'node:path';
import { ProductMetadata } from '../../../activities/product-metadata.js';
import type { MetadataFlow, MetadataRow } from '../../../core/product-metadata.js';
import { argument, type CommandInput, type CommandSpec, textOption } from '../command.js';
import type { Context } from '../context.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';
import { table } from '../output.js';
import { readMetadataRules, readRule } from './metadata-file.js';

type Action = (context: Context, input: CommandInput, flow: MetadataFlow) => Promise<ExitCode>;

export const metadata: CommandSpec = {
  name: 'metadata',
  summary: 'List or edit the rows of product metadata: list, set, delete, import',
  arguments: [
    { name: 'action', summary: 'list, set, delete, import' },
    { name: 'name', summary: 'the column of set and delete, the file of import', isOptional: true },
  ],
  options: [
    { flags: '--source <id>', summary: 'the endpoint that products come from' },
    { flags: '--target <id>', summary: 'the endpoint that they go to' },
    { flags: '--rule <json>', summary: 'with set: { dest, src, funct, schema }; @FILE reads it from a file' },
    { flags: '--replace', summary: 'with import: rows that are not in the file go' },
  ],
  examples: [
    'datawald metadata list --source shop --target ns --json',
    'datawald metadata import rows.json --source shop --target ns',
    'datawald metadata set price --source shop --target ns --rule @price.json',
    'datawald metadata delete color --source shop --target ns',
  ],
  async run(context, input) {
    const name = argument(input, 0);
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) throw new UsageError(`metadata knows list, set, delete and import, not "${name}".`);
    const [source, target] = [textOption(input, 'source'), textOption(input, 'target')];
    if (source === undefined || target === undefined) throw new UsageError('Name whose rows: --source ID --target ID.');
    return await action(context, input, { source, target });
  },
};

const actions: Readonly<Record<string, Action>> = {
  async list(context, _, flow) {
    const rows = await (await opened(context)).list(flow);
    const text = table(['column', 'dest', 'from', 'funct', 'schema', 'changed'], rows.map(shown));
    context.output.data({ ...flow, rows }, rows.length === 0 ? `There are no rows for ${flow.source} to ${flow.target}.` : text);
    return exitCodes.done;
  },
  async set(context, input, flow) {
    const column = named(input, 'the column');
    const rule = textOption(input, 'rule');
    if (rule === undefined) throw new UsageError('set needs --rule: JSON, or @FILE.');
    const rows = await (await opened(context)).change(flow, { set: { [column]: readRule(rule, context.cwd) } });
    return done(context, { flow, rows, text: `${column} is set; ${flow.source} to ${flow.target} has ${counted(rows)}.` });
  },
  async delete(context, input, flow) {
    const column = named(input, 'the column');
    const metadataOfStore = await opened(context);
    const isThere = (await metadataOfStore.list(flow)).some((row) => row.column === column);
    if (!isThere) {
      context.output.data({ ...flow, column, isKnown: false }, `${flow.source} to ${flow.target} has no row "${column}".`);
      return exitCodes.failure;
    }
    const rows = await metadataOfStore.change(flow, { delete: [column] });
    return done(context, { flow, rows, text: `${column} is deleted; ${flow.source} to ${flow.target} has ${counted(rows)}.` });
  },
  async import(context, input, flow) {
    const set = readMetadataRules(resolve(context.cwd, named(input, 'the file')), flow);
    const rows = await (await opened(context)).change(flow, { set, replacesAll: input.options['replace'] === true });
    const text = `${Object.keys(set).length} rows were read; ${flow.source} to ${flow.target} has ${counted(rows)}.`;
    return done(context, { flow, rows, text });
  },
};

async function opened(context: Context): Promise<ProductMetadata> {
  return new ProductMetadata((await context.store()).productMetadata);
}

function named(input: CommandInput, what: string): string {
  const name = input.arguments[1];
  if (name === undefined) throw new UsageError(`${argument(input, 0)} needs ${what}.`);
  return name;
}

function done(context: Context, { flow, rows, text }: { flow: MetadataFlow; rows: readonly MetadataRow[]; text: string }): ExitCode {
  context.output.data({ ...flow, rows: rows.length }, `${text} Retries and tasks that begin from now on take them.`);
  return exitCodes.done;
}

function counted({ length }: readonly MetadataRow[]): string {
  return `${length} row${length === 1 ? '' : 's'}`;
}

function shown({ column, dest, src, funct, schema, updatedAt }: MetadataRow): string[] {
  const keys = src.map((input) => (typeof input === 'object' && input !== null && 'key' in input ? JSON.stringify(input.key) : 'constant'));
  return [column, dest, keys.join(', '), funct, schema === null ? '' : JSON.stringify(schema), updatedAt.slice(0, 19)];
}
