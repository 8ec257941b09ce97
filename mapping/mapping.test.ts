import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../core/json.js';
import { loadMapping } from './load.js';

const context = { srcId: '1', now: '2026-01-02T03:04:05.000Z' };

function mappingOf(document: unknown) {
  const loaded = loadMapping(document);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.mapping;
}

async function map(document: unknown, record: JsonObject) {
  return await mappingOf(document).run(record, context);
}

function problemsOf(document: unknown) {
  const loaded = loadMapping(document);
  return 'problems' in loaded ? loaded.problems : [];
}

describe('mapping', () => {
  it('walks paths, and gives nothing for what is missing', async () => {
    const record = { a: { b: { c: 7 } }, empty: '', none: null };
    const rules = {
      seven: { src: [{ key: 'a|b|c' }] },
      gone: { src: [{ key: 'a|x|c' }] },
      none: { src: [{ key: 'none|x' }] },
      empty: { src: [{ key: 'empty' }] },
    };
    expect(await map(rules, record)).toEqual({ data: { seven: 7 } });
  });

  it('fails the record, with the path, where a path walks through a value', async () => {
    expect(await map({ x: { src: [{ key: 'a|b|c' }] } }, { a: { b: 'text' } })).toEqual({
      failure: { code: 'Mapping', message: 'rule x: the path a|b|c asks for "c" of "text"' },
    });
  });

  it('takes the default for null alone', async () => {
    const rules = Object.fromEntries(['no', 'zero', 'empty', 'list'].map((key) => [key, { src: [{ key, default: 'x' }] }]));
    expect(await map(rules, { zero: 0, empty: '', list: [] })).toEqual({ data: { no: 'x', zero: 0, list: [] } });
  });

  it('gives constants, and the whole record', async () => {
    expect(await map({ constant: { src: [{ default: 'USD' }] }, all: { src: [{ key: '####' }] } }, { b: 1, a: 2 })).toEqual({
      data: { constant: 'USD', all: { a: 2, b: 1 } },
    });
  });

  it('asks the source for custom fields, and takes @ for a letter where it has none', async () => {
    const rules = { color: { src: [{ key: '@color', default: 'none' }] } };
    const customField = (record: JsonObject, name: string) => (record['custom'] === true && name === 'color' ? 'red' : null);
    const mapping = mappingOf(rules);
    expect(mapping.run({ custom: true }, { ...context, customField })).toEqual({ data: { color: 'red' } });
    expect(mapping.run({}, { ...context, customField })).toEqual({ data: { color: 'none' } });
    expect(mapping.run({ '@color': 'blue' }, context)).toEqual({ data: { color: 'blue' } });
  });

  it('evaluates JSONata over the labels', async () => {
    const rules = {
      name: {
        src: [
          { key: 'first|name', label: 'f' },
          { key: 'last', label: 'l' },
        ],
        funct: '$join([f, l], " ")',
      },
      at: { funct: '$now()' },
    };
    expect(await map(rules, { first: { name: 'Ann' }, last: 'Lee' })).toEqual({ data: { name: 'Ann Lee', at: context.now } });
  });

  it('drops null and empty text at every level, and keeps 0, false, [] and {}', async () => {
    const rules = {
      zero: { src: [{ key: 'zero' }] },
      off: { src: [{ key: 'off' }] },
      lines: { type: 'list', src: [{ key: 'lines' }], funct: { q: { src: [{ key: 'q' }] } } },
      box: { type: 'dict', src: [{ key: 'box' }], funct: { q: { src: [{ key: 'q' }] } } },
      gone: { type: 'list', src: [{ key: 'gone' }], funct: {} },
    };
    expect(await map(rules, { zero: 0, off: false, lines: [{ q: 1 }, { q: '' }, null], box: {} })).toEqual({
      data: { zero: 0, off: false, lines: [{ q: 1 }, {}, {}], box: {} },
    });
  });

  it('applies the sources of nested rules to the nested record [W60]', async () => {
    const rules = {
      outer: {
        type: 'dict',
        src: [{ key: 'a' }],
        funct: { inner: { type: 'dict', src: [{ key: 'b' }], funct: { c: { src: [{ key: 'c' }] } } } },
      },
    };
    expect(await map(rules, { a: { b: { c: 1 } }, b: { c: 2 } })).toEqual({ data: { outer: { inner: { c: 1 } } } });
  });

  it('S38 names the list element whose rule failed, with its inputs, and never makes an error data', async () => {
    const rules = {
      items: { type: 'list', src: [{ key: 'items' }], funct: { qty: { src: [{ key: 'qty', label: 'qty' }], funct: '$number(qty)' } } },
    };
    const result = await map(rules, { items: [{ qty: '1' }, { qty: 'abc' }] });
    expect(result).toEqual({
      failure: { code: 'Mapping', message: expect.stringMatching(/^rule items\[1\]\.qty: .*— with {"qty":"abc"}$/) },
    });
  });

  it('reports every problem of a document at once', () => {
    const document = {
      a: { type: 'attribut', src: [] },
      b: { src: [{ key: 'x' }, { key: 'y' }] },
      c: { funct: '$sum((' },
      d: { type: 'list', src: [{ key: 'x' }], funct: { e: { funct: '1 +' } } },
    };
    const all = ['b', 'c.funct', 'd.funct.e.funct'];
    expect(problemsOf(document).map(({ path }) => path.join('.'))).toEqual(['a.type', ...all]);
    expect(problemsOf({ b: document.b, c: document.c, d: document.d }).map(({ path }) => path.join('.'))).toEqual(all);
  });

  it('S37 refuses patterns that could run for ever, and runs the others in linear time', async () => {
    expect(problemsOf({ x: { funct: '$match("a", /(?=a)/)' } })[0]?.message).toContain('is not known here');
    const rules = { x: { src: [{ key: 't', label: 't' }], funct: '$contains(t, /^(a+)+$/)' } };
    expect(await map(rules, { t: `${'a'.repeat(50_000)}b` })).toEqual({ data: { x: false } });
  });

  it.each([
    ['endless recursion', '($f := function($n) { $f($n + 1) }; $f(1))'],
    ['a huge sequence', '[1..9999999]'],
    ['randomness', '$random()'],
    ['a function as the result', 'function($x) { $x }'],
  ])('S37 fails the record on %s', async (_, funct) => {
    expect(await map({ x: { funct } }, {})).toHaveProperty('failure.code', 'Mapping');
  });

  it('has a version that tells documents apart', () => {
    const [a, again, b] = ['a', 'a', 'b'].map((key) => mappingOf({ x: { src: [{ key }] } }).version);
    expect(again).toBe(a);
    expect(b).not.toBe(a);
  });

  it('gives equal text for records that differ in the order of keys alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), async (box) => {
        const reversed = Object.fromEntries(Object.entries(box).toReversed());
        const rules = { box: { src: [{ key: 'box' }] } };
        expect(JSON.stringify(await map(rules, { box: reversed }))).toBe(JSON.stringify(await map(rules, { box })));
      }),
    );
  });
});
