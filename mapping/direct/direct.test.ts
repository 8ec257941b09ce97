import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import jsonata from 'jsonata';
import type { JsonValue } from '../../core/json.js';
import { LookupTables } from '../lookup.js';
import { toJson } from '../to-json.js';
import { isBeyond } from './beyond.js';
import { compileDirect } from './compile.js';

type Answer = { readonly value: JsonValue } | { readonly error: true };

async function interpreted(text: string, labels: Record<string, JsonValue>): Promise<Answer> {
  try {
    return { value: toJson(await jsonata(text).evaluate(labels)) };
  } catch {
    return { error: true };
  }
}

/** Undefined where it is left to the interpreter. */
function direct(text: string, labels: Record<string, JsonValue>): Answer | undefined {
  const code = compileDirect(jsonata(text).ast(), undefined);
  if (code === undefined) return undefined;
  try {
    return { value: toJson(code({ labels })) };
  } catch (error) {
    return isBeyond(error) ? undefined : { error: true };
  }
}

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(
    null,
    true,
    false,
    '',
    ' ',
    'a',
    'B b',
    ' x  y ',
    '12',
    '-3.5',
    'a,b',
    'é😀',
    0,
    1,
    -1,
    2.5,
    0.1,
    1e21,
    1.005,
    1e-7,
    1234567890123456,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ maxLength: 5 }),
);
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.array(fc.record({ p: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) }, { requiredKeys: [] }), { maxLength: 3 }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ p: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })), q: fc.record({ p: scalar }) }, { requiredKeys: [] }),
  },
  { weight: 1, arbitrary: fc.array(fc.array(fc.record({ p: scalar }), { maxLength: 2 }), { maxLength: 2 }) },
);
const labels = fc.record({ a: value, b: value, c: value });

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner: fc.Arbitrary<string> = tie('expression');
  const filled = (template: string, ...parts: readonly fc.Arbitrary<string>[]) =>
    fc.tuple(...parts).map((texts) => template.replace(/#(\d)/g, (_, index: string) => texts[Number(index)] ?? ''));
  const one = fc.constantFrom(
    'string',
    'lowercase',
    'uppercase',
    'trim',
    'length',
    'number',
    'round',
    'abs',
    'floor',
    'ceil',
    'sum',
    'max',
    'min',
    'average',
    'count',
    'boolean',
    'not',
    'exists',
    'join',
  );
  const two = fc.constantFrom('substring', 'substringBefore', 'substringAfter', 'contains', 'join', 'round');
  return {
    expression: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('a', 'b', 'c', 'd', 'a.p', 'b.q.p', 'c.p', 'a.p.p', '`a`'),
      fc.constantFrom('1', '0', '2.5', '"a"', '""', '" "', 'null', 'true', '-1', '3'),
      filled('(#0 #1 #2)', inner, fc.constantFrom('+', '-', '*', '/', '%', '&', '=', '!=', '<', '<=', '>', '>=', 'and', 'or', '&'), inner),
      filled('(#0 ? #1 : #2)', inner, inner, inner),
      filled('(#0 ? #1)', inner, inner),
      filled('-(#0)', inner),
      filled('$#0(#1)', one, inner),
      filled('$#0(#1, #2)', two, inner, inner),
      filled('$substring(#0, #1, #2)', inner, fc.constantFrom('0', '1', '-2', '-9', '1.5'), fc.constantFrom('0', '1', '-1', '3', '1.5')),
      filled('$replace(#0, #1, #2)', inner, inner, inner),
      filled('$round(#0, #1)', inner, fc.constantFrom('0', '1', '2', '-1', '-2', '1.5')),
    ),
  };
});

describe('expressions that run without the interpreter', () => {
  it('give what the interpreter gives, or leave it to the interpreter', async () => {
    let decided = 0;
    const runs = Number(process.env['MAP_FUZZ'] ?? 2000);
    await fc.assert(
      fc.asyncProperty(expression, labels, async (text, given) => {
        const ours = direct(text, given);
        if (ours === undefined) return;
        decided += 1;
        expect(ours).toEqual(await interpreted(text, given));
      }),
      { numRuns: runs },
    );
    expect(decided).toBeGreaterThan(runs / 5);
  });

  it.each([
    ['"Order " & a', { a: 7 }],
    ['$round(a - b, 2)', { a: 10.005, b: 1 }],
    ['$lowercase($trim(a))', { a: ' Ann@X ' }],
    ['a = "complete" ? "won" : "open"', { a: 'x' }],
    ['$sum(a.p)', { a: [{ p: 1 }, { p: 2.5 }] }],
    ['$join(a.p, ",")', { a: [{ p: 'x' }, { p: 'y' }] }],
    ['$exists(a) and a != null ? a : "none"', { a: null }],
  ])('are those that maps are full of: %s', (text, given) => {
    expect(direct(text, given)).toBeDefined();
  });

  it.each([
    '$map(a, $string)',
    'a[0]',
    'a.*',
    '$now()',
    'a ~> $string',
    '($x := 1; $x)',
    'function($x) { $x }',
    '$$.a',
    '[1..3]',
    '{"a": 1}',
    'a^(p)',
    'a@$x',
    '$string()',
    'a.(p)',
  ])('are no others: %s', (text) => {
    expect(compileDirect(jsonata(text).ast(), undefined)).toBeUndefined();
  });

  it('ask lookup tables', () => {
    const lookups = new LookupTables({ t: { from: 't.csv', missing: 'fail', rows: [['a', 1]] } });
    const code = compileDirect(jsonata('$lookup("t", a) + 1').ast(), lookups);
    expect(code?.({ labels: { a: 'a' } })).toBe(2);
    expect(() => code?.({ labels: { a: 'b' } })).toThrow('has no row for "b"');
  });
});
