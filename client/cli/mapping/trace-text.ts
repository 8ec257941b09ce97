import type { InputTrace, RuleTrace } from '../../../mapping/trace.js';
import { table } from '../output.js';

const widest = 60;

/** A value on one line, cut where it is long. */
export function brief(value: unknown, most = widest): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Two texts next to each other; lines of the left one are cut where they are long. */
export function sideBySide([leftTitle, left]: readonly [string, string], [rightTitle, right]: readonly [string, string]): string {
  const lefts = [leftTitle, ...left.split('\n')].map((line) => (line.length > widest ? `${line.slice(0, widest - 1)}…` : line));
  const rights = [rightTitle, ...right.split('\n')];
  const width = Math.max(...lefts.map((line) => line.length));
  const height = Math.max(lefts.length, rights.length);
  return Array.from({ length: height }, (_, index) => `${(lefts[index] ?? '').padEnd(width)}  │ ${rights[index] ?? ''}`.trimEnd()).join(
    '\n',
  );
}

/** Every field with its inputs: which path gave what to which label. */
export function describeRules(traces: readonly RuleTrace[]): string {
  return table(
    ['field', 'inputs', 'gives'],
    traces.map((trace) => [trace.field, trace.inputs.map(describeInput).join(', '), describeOutcome(trace)]),
  );
}

function describeInput({ label, key, from, value }: InputTrace): string {
  const source = key === undefined ? 'constant' : from === 'default' ? `${key}, default` : key;
  return `${label} ← ${source} = ${brief(value, 40)}`;
}

function describeOutcome({ error, result, outcome, type }: RuleTrace): string {
  if (error !== undefined) return `fails: ${error}`;
  const size = Array.isArray(result) ? `a list of ${result.length}` : 'an object';
  const given = type === 'attribute' || result === null ? brief(result, 40) : size;
  return outcome === 'kept' ? given : `${given}, ${outcome}`;
}

/** How one field came about, step by step. `place` says where its rule stands. */
export function explain(trace: RuleTrace, place: string): string {
  const steps = [...trace.inputs.map(inputStep), ...trace.lookups.map(lookupStep), ...functSteps(trace), lastStep(trace)];
  return [`${trace.field}  (${place})`, ...steps.map((step, index) => `  ${index + 1}  ${step}`)].join('\n');
}

function inputStep({ label, key, from, value }: InputTrace): string {
  if (key === undefined) return `input ${label}: the constant ${brief(value)}`;
  if (from === 'default') return `input ${label}: ${key} of the record is null or not there, so the default ${brief(value)}`;
  return `input ${label}: ${key === '####' ? 'the whole record' : `${key} of the record`}${from === 'custom field' ? ', a custom field,' : ''} is ${brief(value)}`;
}

function lookupStep({ table: name, key, found }: RuleTrace['lookups'][number]): string {
  return found === undefined ? `lookup ${name}: has no row for ${brief(key)}` : `lookup ${name}: ${brief(key)} gives ${brief(found)}`;
}

function functSteps({ type, funct, error, result }: RuleTrace): readonly string[] {
  if (error !== undefined) return [`${funct === undefined ? type : `funct ${funct}`} fails: ${error}`];
  if (type === 'list')
    return [Array.isArray(result) ? `list: ${result.length} elements, each a record of the rules inside` : 'list: there is none'];
  if (type === 'dict') return [result === null ? 'dict: there is none' : 'dict: the record of the rules inside'];
  return [funct === undefined ? `without funct, the input as it is: ${brief(result)}` : `funct ${funct} gives ${brief(result)}`];
}

function lastStep({ outcome, emptyPolicy, result }: RuleTrace): string {
  if (outcome === 'failed') return 'so the whole record fails, and no other';
  if (outcome === 'dropped') return `dropped: ${result === '' ? "''" : 'null'} is left out (emptyPolicy: drop)`;
  if (outcome === 'sent as null') return 'sent as null (emptyPolicy: null)';
  return result === null || result === '' ? `kept as it is (emptyPolicy: ${emptyPolicy})` : 'kept';
}
