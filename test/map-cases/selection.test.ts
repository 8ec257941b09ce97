import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parseCases } from './encoding.js';
import { type MapCase, runCase } from './run-case.js';

interface CheckedCase extends MapCase {
  readonly group: string;
  readonly expected: object;
  readonly accept?: readonly object[];
}

const cases = parseCases(readFileSync(new URL('./selection.json', import.meta.url), 'utf8')) as readonly CheckedCase[];

function fits(answer: object, expected: object): boolean {
  return Object.entries(expected).every(([name, value]) => isDeepStrictEqual((answer as Record<string, unknown>)[name], value));
}

describe('maps of the predecessor, with what it gave or should have given', () => {
  it.each(cases.map((one) => [`${one.id}: ${JSON.stringify(one.map).slice(0, 90)}`, one] as const))('%s', (_, one) => {
    const answer = JSON.parse(JSON.stringify(runCase(one))) as object;
    expect([one.expected, ...(one.accept ?? [])].filter((expected) => fits(answer, expected))).not.toEqual([]);
  });
});
