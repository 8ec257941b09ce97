import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { projectRoot } from '../../client/cli/dev/project-root.js';
import type { JsonObject } from '../../core/json.js';
import { loadValidation } from '../../mapping/validation/validator.js';
import { installWheels, type PythonHome } from '../support/wheels.js';
import { type CerberusCase, cases } from './cases.js';

const count = 3000;

interface OracleAnswer {
  readonly valid?: boolean;
  readonly record?: JsonObject | null;
  readonly errors?: string;
  readonly refused?: string;
}

let python: PythonHome | undefined;
let reason = '';
try {
  python = await installWheels('cerberus');
} catch (error) {
  reason = error instanceof Error ? error.message : String(error);
}

function ask({ python: command, home }: PythonHome, asked: readonly CerberusCase[]): readonly OracleAnswer[] {
  const input = asked
    .map(({ schema, record, unknown }) =>
      JSON.stringify({ schema, record, allow_unknown: unknown === 'keep', purge_unknown: unknown === 'drop' }),
    )
    .join('\n');
  const result = spawnSync(command, [join(projectRoot, 'test', 'cerberus', 'oracle.py')], {
    input,
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: home },
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as OracleAnswer);
}

function answerOf({
  schema,
  record,
  unknown,
}: CerberusCase): { readonly refused: string } | { readonly record?: JsonObject; readonly message?: string } {
  const loaded = loadValidation({ schema, unknown });
  if ('problems' in loaded) return { refused: JSON.stringify(loaded.problems) };
  const result = loaded.validator.validate(record);
  return 'data' in result ? { record: result.data } : { message: result.failure.message };
}

describe('validation', () => {
  if (python === undefined) {
    it.todo(`is not compared with Cerberus on this machine: ${reason}`);
    return;
  }
  const running = python;

  it(`decides and changes ${count} records as Cerberus does`, () => {
    const asked = fc.sample(cases, { numRuns: count, seed: 20_260_131 });
    const answers = ask(running, asked);
    const different = asked.flatMap((one, index) => {
      const theirs = answers[index] ?? {};
      const ours = answerOf(one);
      if (theirs.refused !== undefined) return [];
      const isSame =
        theirs.refused === undefined &&
        !('refused' in ours) &&
        isEqual(ours.record ?? null, theirs.valid === true ? (theirs.record ?? null) : null);
      return isSame ? [] : [{ ...one, ours, theirs }];
    });
    expect(different.slice(0, 3)).toEqual([]);
    const amount = (is: (answer: OracleAnswer) => boolean) => answers.filter(is).length;
    expect(amount(({ valid }) => valid === true)).toBeGreaterThan(count / 15);
    expect(amount(({ valid }) => valid === false)).toBeGreaterThan(count / 2);
    // What Cerberus itself stumbles over is not compared.
    expect(amount(({ refused }) => refused !== undefined)).toBeLessThan(count / 10);
  }, 120_000);
});

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
