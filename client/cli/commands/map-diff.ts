import { type Difference, differencesOf, type FieldSum, sumByField } from '../../../mapping/difference.js';
import type { MappingResult } from '../../../mapping/mapping.js';
import { argument, type CommandSpec, textOption } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { type ChosenMapping, chooseMapping, compileChosen, contextFor } from '../mapping/chosen-mapping.js';
import { describeSet, type NamedRecord, recordOptions, recordsOf } from '../mapping/records.js';
import { brief } from '../mapping/trace-text.js';
import { table } from '../output.js';

interface ChangedRecord {
  readonly srcId: string;
  readonly differences: readonly Difference[];
}

export const mapDiff: CommandSpec = {
  name: 'diff',
  summary: 'Compare what two mappings make of the last records of a sync; exit 1 if anything differs',
  arguments: [
    { name: 'old', summary: 'the id of a sync, or a mapping file' },
    { name: 'new', summary: 'another mapping file' },
  ],
  options: [{ flags: '--sync <id>', summary: 'the sync whose records are taken' }, ...recordOptions],
  examples: [
    'datawald map diff old.yaml mappings/order.yaml --sync shop-orders-to-crm --last 500',
    'datawald map diff old.yaml mappings/order.yaml --in orders.ndjson --json',
  ],
  async run(context, input) {
    const sync = textOption(input, 'sync');
    const [before, after] = [
      await chooseMapping(context, argument(input, 0), sync),
      await chooseMapping(context, argument(input, 1), sync),
    ];
    const set = await recordsOf(context, input, sync ?? before.syncId ?? after.syncId);
    const changed = await compareAll(set.records, before, after);
    const fields = sumByField(changed);
    const compared = set.records.length;
    context.output.data(
      { compared, withoutRaw: set.withoutRaw, differing: changed.length, records: changed, fields },
      [...changed.map(describeRecord), ...describeSums(fields), verdict(changed, compared)].join('\n'),
    );
    context.output.note(describeSet(set));
    return changed.length === 0 && compared > 0 ? exitCodes.done : exitCodes.failure;
  },
};

/** Both mappings with the same clock, so that only they can differ. */
async function compareAll(records: readonly NamedRecord[], before: ChosenMapping, after: ChosenMapping): Promise<readonly ChangedRecord[]> {
  const now = new Date().toISOString();
  const [old, young] = [compileChosen(before), compileChosen(after)];
  const changed: ChangedRecord[] = [];
  for (const { srcId, record } of records) {
    const results: readonly [MappingResult, MappingResult] = [
      await old.run(record, contextFor(before, { srcId, now })),
      await young.run(record, contextFor(after, { srcId, now })),
    ];
    const differences = differencesOf(...results);
    if (differences.length > 0) changed.push({ srcId, differences });
  }
  return changed;
}

function describeRecord({ srcId, differences }: ChangedRecord): string {
  return [srcId, ...differences.map((difference) => `  ${describe(difference)}`)].join('\n');
}

function describe(difference: Difference): string {
  switch (difference.kind) {
    case 'added':
      return `+ ${difference.field}: ${brief(difference.after)}`;
    case 'removed':
      return `- ${difference.field}: ${brief(difference.before)}`;
    case 'changed':
      return `~ ${difference.field}: ${brief(difference.before)} → ${brief(difference.after)}`;
    case 'fails otherwise':
      return `! fails otherwise: ${difference.before} → ${difference.after}`;
    default:
      return `! ${difference.kind}: ${difference.message}`;
  }
}

function describeSums(fields: readonly FieldSum[]): readonly string[] {
  if (fields.length === 0) return [];
  const rows = fields.map(({ field, added, removed, changed, example }) => [field, added, removed, changed, example]);
  return ['', table(['field', 'added', 'removed', 'changed', 'first in'], rows), ''];
}

function verdict(changed: readonly ChangedRecord[], compared: number): string {
  if (compared === 0) return 'Nothing could be compared, so nothing is known.';
  if (changed.length === 0) return `Nothing differs in ${compared} records.`;
  const count = (kind: Difference['kind']) => changed.filter(({ differences }) => differences.some((one) => one.kind === kind)).length;
  const failures = [count('fails now'), count('fails no longer')] as const;
  const told = failures[0] + failures[1] === 0 ? '' : ` ${failures[0]} fail now, ${failures[1]} fail no longer.`;
  return `${changed.length} of ${compared} records differ.${told}`;
}
