import { Coverage, type CoverageReport } from '../../../mapping/coverage.js';
import { rulesOf } from '../../../mapping/rule-list.js';
import { RuleTracer } from '../../../mapping/trace.js';
import { argument, type CommandSpec, textOption } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { chooseMapping, compileChosen, contextFor } from '../mapping/chosen-mapping.js';
import { describeSet, recordOptions, recordsOf } from '../mapping/records.js';
import { brief } from '../mapping/trace-text.js';
import { table } from '../output.js';

export const mapCoverage: CommandSpec = {
  name: 'coverage',
  summary: 'Show what a mapping never reads, what never gives anything, and what lookup tables lack',
  arguments: [{ name: 'mapping', summary: 'the id of a sync, or a mapping file' }],
  options: [{ flags: '--sync <id>', summary: 'the sync whose records are taken' }, ...recordOptions],
  examples: ['datawald map coverage shop-orders-to-crm --last 500', 'datawald map coverage mappings/order.yaml --in orders.ndjson'],
  async run(context, input) {
    const chosen = await chooseMapping(context, argument(input, 0), textOption(input, 'sync'));
    const set = await recordsOf(context, input, chosen.syncId);
    const tracer = new RuleTracer();
    const coverage = new Coverage(compileChosen(chosen, tracer), tracer, rulesOf(chosen.document));
    const now = new Date().toISOString();
    for (const { srcId, record } of set.records) await coverage.add(record, contextFor(chosen, { srcId, now }));
    const report = coverage.report();
    context.output.data({ ...report, withoutRaw: set.withoutRaw }, describe(report));
    context.output.note(describeSet(set));
    return report.failed === 0 ? exitCodes.done : exitCodes.entitiesFailed;
  },
};

function describe({ records, failed, failures, unread, idle, missing }: CoverageReport): string {
  const sections = [
    section(
      'fields of the source that are never read',
      ['field', 'records', 'example'],
      unread.map(({ field, records: count, example }) => [field, count, brief(example, 40)]),
    ),
    section(
      'rules that never gave anything',
      ['field', 'ran'],
      idle.map(({ field, runs }) => [field, runs]),
    ),
    section(
      'values that lookup tables lack',
      ['table', 'value', 'asked', 'by'],
      missing.map(({ table: name, key, count, fields }) => [name, key, count, fields.join(', ')]),
    ),
    section(
      'failures',
      ['records', 'reason'],
      failures.map(({ message, count }) => [count, message]),
    ),
  ].filter((text) => text !== '');
  const all = sections.length === 0 ? ['Everything is read, every rule gives something, and no table lacks a value.'] : sections;
  return [...all, `${records} records${failed === 0 ? '' : `, ${failed} of them fail`}.`].join('\n\n');
}

function section(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return rows.length === 0 ? '' : `${title}\n${table(head, rows)}`;
}
