import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../core/json.js';
import { loadMapping } from './load.js';
import type { LookupContents, MissingPolicy } from './lookup.js';

const table = (missing: MissingPolicy, from = 'countries.csv') => ({
  from,
  missing,
  rows: [
    ['DE', 'Germany'],
    ['7', 19],
    ['eu', true],
  ] as const,
});

const contents = (missing: MissingPolicy = 'fail'): LookupContents => ({ countries: table(missing) });

function problemsOf(document: unknown, lookups: LookupContents = contents()) {
  const loaded = loadMapping(document, { lookups });
  return 'problems' in loaded ? loaded.problems : [];
}

async function map(document: unknown, record: JsonObject, lookups = contents()) {
  const loaded = loadMapping(document, { lookups });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return await loaded.mapping.run(record, { srcId: '1', now: '2026-01-31T00:00:00.000Z' });
}

const input = [{ key: 'c', label: 'c' }];
const jsonata = (funct: string) => ({ out: { src: input, funct } });
const python = (funct: string) => ({ language: 'python', rules: { out: { type: 'attribute', src: input, funct } } });

/** The same question in each way of asking. */
const ways = [
  ['$lookup in JSONata', jsonata('$lookup("countries", c)')],
  ['lookup in JSONata', jsonata('lookup("countries", c)')],
  ['a dict in Python', python("countries[src['c']]")],
  ['lookup in Python', python("lookup('countries', src['c'])")],
] as const;

describe.each(ways)('a lookup table, asked by %s', (_, document) => {
  it('gives the value of a row', async () => {
    expect(await map(document, { c: 'DE' })).toEqual({ data: { out: 'Germany' } });
    expect(await map(document, { c: 'eu' })).toEqual({ data: { out: true } });
    expect(await map(document, { c: 7 })).toEqual({ data: { out: 19 } });
  });

  it('gives nothing for nothing', async () => {
    expect(await map(document, {})).toEqual({ data: {} });
  });

  it('fails the record in words where the table lacks the value', async () => {
    expect(await map(document, { c: 'XX' })).toEqual({
      failure: {
        code: 'Mapping',
        message: expect.stringContaining('rule out: the table countries has no row for "XX". Add it (a row in countries.csv)'),
      },
    });
  });

  it('parks the record under a code of its own', async () => {
    const lookups = { countries: table('park', 'store') };
    expect(await map(document, { c: 'XX' }, lookups)).toEqual({
      failure: { code: 'LookupMissing', message: expect.stringContaining('datawald lookup set countries') },
    });
  });

  it('gives the default', async () => {
    expect(await map(document, { c: 'XX' }, contents({ default: 'Other' }))).toEqual({ data: { out: 'Other' } });
    expect(await map(document, { c: 'XX' }, contents({ default: null }))).toEqual({ data: {} });
  });

  it('refuses what is neither text nor number', async () => {
    expect(await map(document, { c: ['DE'] })).toHaveProperty('failure.code', 'Mapping');
  });
});

describe('a lookup table', () => {
  it('is asked in lists, too', async () => {
    const rules = { lines: { type: 'list', src: [{ key: 'l' }], funct: jsonata('$lookup("countries", c)') } };
    expect(await map(rules, { l: [{ c: 'DE' }, { c: 7 }] })).toEqual({ data: { lines: [{ out: 'Germany' }, { out: 19 }] } });
    expect(await map(rules, { l: [{ c: 'DE' }, { c: 'XX' }] }, contents('park'))).toMatchObject({
      failure: { code: 'LookupMissing', message: expect.stringContaining('rule lines[1].out: ') },
    });
  });

  it('leaves JSONata its own $lookup of objects', async () => {
    const rules = { out: { src: [{ key: 'o', label: 'o' }], funct: '$lookup(o, "a")' } };
    for (const o of [{ a: 1 }, [{ a: 1 }], [{ a: 1 }, { b: 2 }, { a: 3 }], { b: 1 }, []]) {
      expect(await map(rules, { o })).toEqual(await map(rules, { o }, {}));
    }
  });

  it('can be asked in Python as any dict, and its own default wins', async () => {
    const cases = [
      ["countries.get(src['c'], '?')", 'XX', '?'],
      ["countries.get(src['c'])", 'DE', 'Germany'],
      ["src['c'] in countries", 'DE', true],
      ['len(countries)', 'DE', 3],
      ['sorted(countries.keys())[0]', 'DE', '7'],
      ["[countries[c] for c in ['DE', 7]][1] + 1", 'DE', 20],
    ] as const;
    for (const [funct, c, out] of cases) expect(await map(python(funct), { c }, contents('park'))).toEqual({ data: { out } });
  });

  it.each([
    'countries.clear()',
    "countries.pop('DE')",
    "countries.update({'DE': 'x'})",
    "countries.setdefault('XX', 1)",
    'countries.popitem()',
  ])('cannot be changed by an expression: %s', async (funct) => {
    const loaded = loadMapping(
      { language: 'python', rules: { bad: python(funct).rules.out, out: python("countries['DE']").rules.out } },
      { lookups: contents() },
    );
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.mapping.run({}, { srcId: '1' })).toHaveProperty('failure.message', expect.stringContaining('cannot be changed'));
    expect(await map(python("countries['DE'] + str(len(countries))"), {})).toEqual({ data: { out: 'Germany3' } });
  });

  it('gives way to a variable of the expression of the same name', async () => {
    expect(await map(python("[countries for countries in ['x']][0]"), {})).toEqual({ data: { out: 'x' } });
    expect(await map(python("(lambda lookup: lookup('a'))(lambda x: x)"), {})).toEqual({ data: { out: 'a' } });
  });

  it('that there is not is found when the mapping is read, with its place and the nearest name', () => {
    expect(problemsOf(jsonata('1 & $lookup("contries", c)'))).toEqual([
      { path: ['out', 'funct'], message: 'there is no lookup table "contries". Did you mean countries?', offset: 12 },
    ]);
    expect(problemsOf(python("1 + lookup('contries', 1)"))).toMatchObject([
      { offset: 11, message: expect.stringContaining('Did you mean countries?') },
    ]);
    expect(problemsOf(python('contries["DE"]'))).toMatchObject([{ message: expect.stringContaining("name 'contries' is not defined") }]);
  });

  it('that a record names and that there is not fails that record', async () => {
    const rules = jsonata('$lookup(c, "DE")');
    expect(await map(rules, { c: 'countries' })).toEqual({ data: { out: 'Germany' } });
    expect(await map(rules, { c: 'nothing' })).toMatchObject({
      failure: { code: 'Mapping', message: expect.stringContaining('there is no lookup table "nothing"') },
    });
  });

  it('makes the mapping another version when it is amended, and only one that names it', () => {
    const versionOf = (document: unknown, lookups?: LookupContents) => {
      const loaded = loadMapping(document, lookups === undefined ? {} : { lookups });
      return 'mapping' in loaded ? loaded.mapping.version : '';
    };
    const amended = { countries: { ...table('fail'), rows: [['DE', 'Deutschland']] as const } };
    const asking = jsonata('$lookup("countries", c)');
    expect(versionOf(asking, amended)).not.toBe(versionOf(asking, contents()));
    expect(versionOf(jsonata('c & "x"'), amended)).toBe(versionOf(jsonata('c & "x"')));
  });
});
