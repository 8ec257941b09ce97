import { asReference, type Reference, textOf, type Value } from '../records/shapes.js';
import type { Criterion } from './criteria.js';

/** True where what a record holds under the field passes the filter. `found` has one value, or those of all lines. */
export function passes({ kind, operator, values }: Criterion, found: readonly Value[]): boolean {
  if (operator === 'empty') return found.length === 0;
  if (operator === 'notEmpty') return found.length > 0;
  if (kind === 'boolean') return found.some((value) => value === values[0]) || (values[0] === false && found.length === 0);
  if (kind === 'select' || kind === 'reference') return passesSelect(operator ?? 'anyOf', values as readonly Reference[], found);
  if (kind === 'enum') return passesList(operator ?? 'anyOf', values.map(String), found.map(String));
  if (kind === 'string') return passesString(operator ?? 'is', textOf(values[0] ?? ''), found);
  if (kind === 'date') return passesDate(operator ?? 'on', values.map(String), found.map(String));
  if (kind === 'textNumber' && (operator === 'equalTo' || operator === 'notEqualTo')) {
    return passesList(operator === 'equalTo' ? 'anyOf' : 'noneOf', values.map(String), found.map(String));
  }
  return passesNumber(operator ?? 'equalTo', values.map(Number), found.map(Number));
}

function passesList(operator: string, wanted: readonly string[], found: readonly string[]): boolean {
  return found.some((each) => wanted.includes(each)) === (operator === 'anyOf');
}

function passesSelect(operator: string, wanted: readonly Reference[], found: readonly Value[]): boolean {
  const isHit = found.some((value) => {
    const { internalId, externalId } = asReference(value) ?? { internalId: textOf(value) };
    return wanted.some((each) =>
      each.internalId === undefined
        ? sameText(each.externalId, externalId)
        : each.internalId === internalId || (each.internalId === '@NONE@' && found.length === 0),
    );
  });
  return isHit === (operator === 'anyOf');
}

function sameText(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a.toLowerCase() === b?.toLowerCase();
}

const strings: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  is: (text, wanted) => text === wanted,
  contains: (text, wanted) => text.includes(wanted),
  startsWith: (text, wanted) => text.startsWith(wanted),
  hasKeywords: (text, wanted) => wanted.split(/\s+/).every((word) => text.split(/\W+/).includes(word)),
};
const negatedStrings: Readonly<Record<string, string>> = { isNot: 'is', doesNotContain: 'contains', doesNotStartWith: 'startsWith' };

function passesString(operator: string, wanted: string, found: readonly Value[]): boolean {
  const negated = negatedStrings[operator];
  const test = strings[negated ?? operator];
  const isHit = found.some((value) => test?.(textOf(value).toLowerCase(), wanted.toLowerCase()) === true);
  return negated === undefined ? isHit : !isHit;
}

const negatedNumbers: Readonly<Record<string, string>> = {
  notEqualTo: 'equalTo',
  notBetween: 'between',
  notGreaterThan: 'lessThanOrEqualTo',
  notGreaterThanOrEqualTo: 'lessThan',
  notLessThan: 'greaterThanOrEqualTo',
  notLessThanOrEqualTo: 'greaterThan',
};

function passesNumber(operator: string, [first = 0, second = first]: readonly number[], found: readonly number[]): boolean {
  if (operator === 'notEqualTo' || operator === 'notBetween') return !passesNumber(negatedNumbers[operator] ?? '', [first, second], found);
  const plain = negatedNumbers[operator] ?? operator;
  return found.some((value) => {
    if (plain === 'equalTo') return value === first;
    if (plain === 'between') return value >= first && value <= second;
    if (plain === 'greaterThan') return value > first;
    if (plain === 'greaterThanOrEqualTo') return value >= first;
    return plain === 'lessThan' ? value < first : value <= first;
  });
}

const negatedDates: Readonly<Record<string, string>> = {
  notOn: 'on',
  notWithin: 'within',
  notBefore: 'onOrAfter',
  notAfter: 'onOrBefore',
  notOnOrAfter: 'before',
  notOnOrBefore: 'after',
};

/** Days are compared with days, moments with moments; `within` takes both ends. */
function passesDate(operator: string, [first = '', second = first]: readonly string[], found: readonly string[]): boolean {
  if (operator === 'notOn' || operator === 'notWithin') return !passesDate(negatedDates[operator] ?? '', [first, second], found);
  const plain = negatedDates[operator] ?? operator;
  return found.some((value) => {
    const [at, from, to] = value.length === 10 ? [value, first.slice(0, 10), second.slice(0, 10)] : [value, first, second];
    if (plain === 'on') return at.slice(0, 10) === from.slice(0, 10);
    if (plain === 'within') return at >= from && at <= to;
    if (plain === 'after') return at > from;
    if (plain === 'onOrAfter') return at >= from;
    return plain === 'before' ? at < from : at <= from;
  });
}
