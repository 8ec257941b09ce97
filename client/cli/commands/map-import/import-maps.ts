import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { argument, type CommandInput, type CommandSpec, textOption } from '../../command.js';
import type { Context } from '../../context.js';
import { type ExitCode, exitCodes } from '../../exit-codes.js';
import { UsageError } from '../../failures.js';
import { judge } from './doubts.js';
import { readExport } from './export-file.js';
import { type DraftSync, fragmentOf, isTxType, toId } from './fragment.js';
import { type ImportedMap, type ImportedMetadata, type Remark, readImported } from './settings.js';

interface Drafts {
  readonly files: Map<string, string>;
  readonly syncs: DraftSync[];
  readonly remarks: Remark[];
}

export const mapImport: CommandSpec = {
  name: 'import',
  summary: "Turn a predecessor's settings into mapping files and a config, and say what is doubtful",
  arguments: [{ name: 'file', summary: "an export of the predecessor's settings" }],
  options: [
    { flags: '--out <folder>', summary: 'where the files go' },
    { flags: '--source <id>', summary: 'the endpoint whose settings these are' },
    { flags: '--force', summary: 'write over files that are there' },
  ],
  examples: ['datawald map import settings.json --out migrated'],
  run: async (context, input) => importMaps(context, input),
};

/** A predecessor's settings become mapping files and a config. Writes all or nothing. */
function importMaps(context: Context, input: CommandInput): ExitCode {
  const out = textOption(input, 'out');
  if (out === undefined) throw new UsageError('Say where to: --out FOLDER.');
  const folder = resolve(context.cwd, out);
  const drafts: Drafts = { files: new Map(), syncs: [], remarks: [] };
  const file = resolve(context.cwd, argument(input, 0));
  const { maps, metadata } = readImported(readExport(file), textOption(input, 'source'), drafts.remarks);
  for (const map of maps) draftMap(map, drafts);
  for (const rows of metadata) draftMetadata(rows, drafts);
  if (maps.length + metadata.length === 0)
    drafts.remarks.push({ place: relative(context.cwd, file), severity: 'problem', message: 'holds no TXMAP and no product metadata' });
  else drafts.files.set('datawald.yaml', fragmentOf(drafts.syncs, context.registry, drafts.remarks));
  write(folder, drafts.files, { cwd: context.cwd, mayReplace: input.options['force'] === true });
  const written = [...drafts.files.keys()].map((name) => relative(context.cwd, join(folder, name)));
  const lines = drafts.remarks.map(({ place, severity, message }) => `${severity}: ${place}: ${message}`);
  context.output.data({ written, remarks: drafts.remarks }, [...lines, ...written.map((name) => `wrote ${name}`)].join('\n'));
  return drafts.remarks.some(({ severity }) => severity === 'problem') ? exitCodes.configOrAuth : exitCodes.done;
}

function draftMap(map: ImportedMap, { files, syncs, remarks }: Drafts): void {
  const [source, target] = [toId(map.source), toId(map.target)];
  const judged = judge({ ...map, source });
  remarks.push(...judged.remarks);
  const name = free(`mappings/${source}-${toId(map.txType)}-to-${target}`, files);
  files.set(name, stringify(judged.document, { lineWidth: 0 }));
  const isKnown = isTxType(map.txType);
  if (!isKnown)
    remarks.push({
      place: map.place,
      severity: 'problem',
      message: `there is no tx type "${map.txType}"; the mapping is written, and its sync is a comment`,
    });
  const isTaken = syncs.some((other) => other.source === source && other.target === target && other.txType === map.txType);
  if (isTaken) remarks.push({ place: map.place, severity: 'problem', message: 'is the second map of its flow; its sync is a comment' });
  const withheld = !isKnown
    ? 'no such tx type'
    : isTaken
      ? 'the second of its flow'
      : judged.isSound
        ? undefined
        : 'its mapping has problems: mend them first';
  const needsEmail = source === 'ns' && (map.txType === 'customer' || map.txType === 'vendor');
  syncs.push({
    id: toId(`${source}-${map.txType}-to-${target}`),
    source,
    target,
    txType: map.txType,
    lines: [`mapping: ${name}`, ...(needsEmail ? ['validation: { required: [email] }'] : [])],
    hints: map.hints,
    ...(withheld !== undefined && { withheld }),
  });
  for (const hint of map.hints)
    remarks.push({ place: map.place, severity: 'doubt', message: `${hint}: the connector finds these by itself; compare with its page` });
}

function draftMetadata({ targetSource, rows }: ImportedMetadata, { files, syncs, remarks }: Drafts): void {
  const name = free(`product-metadata/${toId(targetSource)}`, files, 'json');
  files.set(name, `${JSON.stringify(rows, null, 2)}\n`);
  const [target = '', ...rest] = targetSource.split('-');
  const source = rest.join('-');
  const place = `product_metadata.${targetSource}`;
  if (rest.length > 1) remarks.push({ place, severity: 'doubt', message: `is taken for the target ${target} and the source ${source}` });
  const withheld = source === '' ? 'its target and source are not known' : undefined;
  if (withheld !== undefined) remarks.push({ place, severity: 'problem', message: 'names no target and source, joined by -' });
  for (const row of rows) {
    const rule = row['metadata'];
    const hasSchema = typeof rule === 'object' && rule !== null && 'schema' in rule && rule['schema'] !== null;
    if (!hasSchema)
      remarks.push({
        place: `${place}.${JSON.stringify(row['column'])}`,
        severity: 'doubt',
        message: 'has no schema: as before, every product that has this field fails; unknown: keep lets it through',
      });
  }
  const taken = syncs.findIndex((other) => other.source === toId(source) && other.target === toId(target) && other.txType === 'product');
  if (taken >= 0) syncs.splice(taken, 1);
  syncs.push({
    id: toId(`${source}-product-to-${target}`),
    source: toId(source),
    target: toId(target),
    txType: 'product',
    lines: ['productMetadata: { unknown: fail }'],
    hints: [`bring its rows in: datawald metadata import ${name} --source ${toId(source)} --target ${toId(target)}`],
    ...(withheld !== undefined && { withheld }),
  });
}

/** A file name that no other map has taken. */
function free(stem: string, files: ReadonlyMap<string, string>, ending = 'yaml'): string {
  for (let number = 1; ; number += 1) {
    const name = `${stem}${number === 1 ? '' : `-${number}`}.${ending}`;
    if (!files.has(name)) return name;
  }
}

function write(folder: string, files: ReadonlyMap<string, string>, { cwd, mayReplace }: { cwd: string; mayReplace: boolean }): void {
  const present = [...files.keys()].map((name) => join(folder, name)).filter((name) => existsSync(name));
  if (present.length > 0 && !mayReplace) {
    const names = present.map((name) => relative(cwd, name)).join(', ');
    throw new UsageError(`There already: ${names}. Nothing was written; --force writes over them.`);
  }
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
