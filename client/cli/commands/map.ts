import type { JsonObject } from '../../../core/json.js';
import { isJsonObject } from '../../../core/json.js';
import { nearest } from '../../../core/nearest.js';
import { everywhere } from '../../../mapping/difference.js';
import { type ListedRule, rulesOf } from '../../../mapping/rule-list.js';
import { type RuleTrace, RuleTracer } from '../../../mapping/trace.js';
import { argument, type CommandInput, type CommandSpec, textOption } from '../command.js';
import type { Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';
import { type ChosenMapping, chooseMapping, compileChosen, contextFor } from '../mapping/chosen-mapping.js';
import { readRecord } from '../mapping/records.js';
import { describeRules, explain, sideBySide } from '../mapping/trace-text.js';
import { mapCoverage } from './map-coverage.js';
import { mapDiff } from './map-diff.js';
import { mapImport } from './map-import/import-maps.js';
import { laneOf } from './start.js';

export const map: CommandSpec = {
  name: 'map',
  summary: 'Run one record through a mapping, and show how each field comes about',
  arguments: [{ name: 'mapping', summary: 'the id of a sync, or a mapping file' }],
  options: [
    { flags: '--in <file>', summary: 'the record as JSON; - reads it from standard input' },
    { flags: '--entity <srcId>', summary: 'the kept raw record of this entity' },
    { flags: '--explain <field>', summary: 'only this field of the result, step by step: lines[1].total, or lines.total in every element' },
    { flags: '--sync <id>', summary: 'of a file: the sync whose custom fields and entities are meant' },
  ],
  subcommands: [mapDiff, mapCoverage, mapImport],
  examples: [
    'datawald map shop-orders-to-crm --in order.json',
    'datawald map shop-orders-to-crm --entity 12 --explain amount',
    'datawald map mappings/order.yaml --in order.json --json',
  ],
  async run(context, input) {
    const chosen = await chooseMapping(context, argument(input, 0), textOption(input, 'sync'));
    const { srcId, record } = await recordOf(context, input, chosen);
    const tracer = new RuleTracer();
    const result = await compileChosen(chosen, tracer).run(record, contextFor(chosen, { srcId, now: new Date().toISOString() }));
    const traces = tracer.take();
    const field = textOption(input, 'explain');
    const shown = field === undefined ? traces : tracesOf(field, { traces, rules: rulesOf(chosen.document) });
    const failure = 'failure' in result ? `fails (${result.failure.code}): ${result.failure.message}` : undefined;
    const after = 'data' in result ? JSON.stringify(result.data, null, 2) : (failure ?? '');
    const whole = [sideBySide(['source', JSON.stringify(record, null, 2)], ['result', after]), describeRules(traces)].join('\n\n');
    const text = field === undefined ? whole : explained(field, shown, { traces, chosen, failure });
    context.output.data({ record, ...result, rules: shown }, text);
    return failure === undefined ? exitCodes.done : exitCodes.entitiesFailed;
  },
};

async function recordOf(context: Context, input: CommandInput, { syncId }: ChosenMapping): Promise<{ srcId: string; record: JsonObject }> {
  const [file, srcId] = [textOption(input, 'in'), textOption(input, 'entity')];
  if (file !== undefined && srcId === undefined) return { srcId: '', record: readRecord(context, file) };
  if (file !== undefined || srcId === undefined) throw new UsageError('Name the record: either --in FILE or --entity SRCID.');
  if (syncId === undefined) throw new UsageError('No sync names this mapping. Say with --sync ID whose entity is meant.');
  const { staging } = await context.store();
  for (const row of await staging.entityHistory(laneOf(context, syncId), srcId)) {
    const raw = (await staging.payload(row.taskNo, row.seq))?.raw;
    if (isJsonObject(raw)) return { srcId, record: raw };
  }
  throw new UsageError(`${syncId} keeps no raw record of an entity "${srcId}".`);
}

interface Known {
  readonly traces: readonly RuleTrace[];
  readonly rules: readonly ListedRule[];
}

/** The traces of a field; a field without positions is meant in every element. Throws a UsageError where no rule makes it. */
function tracesOf(field: string, { traces, rules }: Known): readonly RuleTrace[] {
  const exact = traces.filter((trace) => trace.field === field);
  if (exact.length > 0) return exact;
  const wanted = plain(field);
  if (!rules.some((rule) => plain(rule.field) === wanted)) {
    const known = rules.map((rule) => plain(rule.field));
    const guess = nearest(wanted, known);
    throw new UsageError(
      `No rule makes a field "${field}".${guess === undefined ? '' : ` Did you mean ${guess}?`} There are: ${known.join(', ')}.`,
    );
  }
  return /\[\d/.test(field) ? [] : traces.filter((trace) => plain(trace.field) === wanted);
}

const plain = (field: string): string => everywhere(field).replaceAll('[]', '');

interface Explained {
  readonly traces: readonly RuleTrace[];
  readonly chosen: ChosenMapping;
  readonly failure: string | undefined;
}

function explained(field: string, shown: readonly RuleTrace[], { traces, chosen, failure }: Explained): string {
  const said = (trace: RuleTrace) => explain(trace, placeOf(trace, chosen));
  if (shown.length > 0) return shown.map(said).join('\n\n');
  const around = traces.filter((trace) => trace.type !== 'attribute' && plain(field).startsWith(`${plain(trace.field)}.`));
  const why = failure ?? 'what it is within gave no such element';
  return [`${field} was not reached: ${why}.`, ...around.map(said)].join('\n\n');
}

function placeOf({ rule }: RuleTrace, { source }: ChosenMapping): string {
  const problem = source?.problem(rule, '');
  return problem === undefined ? rule.join('.') : `${problem.file}:${problem.line}:${problem.column}`;
}
