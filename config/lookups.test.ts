import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig, withLookupRows } from './load.js';
import { formatProblem } from './source-text.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-lookups-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(lookups: string, files: Readonly<Record<string, string>> = {}) {
  const config = `endpoints: { a: { connector: any }, b: { connector: any } }
syncs: { one: { source: a, target: b, txType: order, mapping: map.yaml } }
lookups:
  ${lookups}
`;
  const all = { 'map.yaml': 'out: { src: [{ key: c, label: c }] }', ...files, 'datawald.yaml': config };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
  return loadConfig({ file: 'datawald.yaml', connectors: { names: ['any'], find: () => undefined }, env: {}, cwd: folder });
}

function errorsOf(lookups: string, files?: Readonly<Record<string, string>>) {
  return load(lookups, files)
    .problems.map(formatProblem)
    .filter((problem) => !problem.includes('there is no connector'));
}

/** The config with a connector that there is. */
function loaded(lookups: string, files?: Readonly<Record<string, string>>) {
  load(lookups, files);
  const any = { settings: { safeParse: () => ({ success: true }) } as never, reads: ['order'], writes: ['order'] };
  const result = loadConfig({ file: 'datawald.yaml', connectors: { names: ['any'], find: () => any }, env: {}, cwd: folder });
  if (result.loaded === undefined) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.loaded;
}

describe('the lookup tables of a config', () => {
  it.each([
    ['a CSV file of two columns', 't.csv', 'code,name\nFR,France\nDE,"Germany, Fed."\n', 'file: t.csv'],
    [
      'a CSV file with other columns',
      't.csv',
      '\ufeffid,x,code,name\n1,,DE,"Germany, Fed."\n2,,FR,France\n',
      'file: t.csv, key: code, value: name',
    ],
    ['a YAML file', 't.yaml', 'DE: Germany, Fed.\nFR: France\n', 'file: t.yaml'],
    ['a JSON file', 't.json', '{ "FR": "France", "DE": "Germany, Fed." }', 'file: t.json'],
  ])('come from %s, by key', (_, ...[name, text, settings]) => {
    expect(loaded(`t: { ${settings} }`, { [name]: text }).document.lookups).toEqual({
      t: {
        from: name,
        missing: 'fail',
        rows: [
          ['DE', 'Germany, Fed.'],
          ['FR', 'France'],
        ],
      },
    });
  });

  it('are part of the version: another row is another version, another order of the file is not', () => {
    const version = (text: string) => loaded('t: { file: t.csv }', { 't.csv': text }).version;
    expect(version('k,v\nb,2\na,1\n')).toBe(version('k,v\na,1\nb,2\n'));
    expect(version('k,v\na,1\n')).not.toBe(version('k,v\na,2\n'));
  });

  it('get the rows of the store, and with them another version', () => {
    const config = loaded('t: { rows: store, missing: { default: none } }');
    const whole = withLookupRows(config, { t: [['a', 1]] });
    expect(whole.document.lookups).toEqual({ t: { from: 'store', missing: { default: 'none' }, rows: [['a', 1]] } });
    expect(whole.version).not.toBe(config.version);
    const many = Array.from({ length: 20_001 }, (_, index) => [String(index), 1] as const);
    expect(() => withLookupRows(config, { t: many })).toThrow('The lookup table t has 20001 rows; 20000 are the most.');
  });

  it('are not in the document of a config that has none', () => {
    const config = loaded('{}');
    expect(Object.hasOwn(config.document, 'lookups')).toBe(false);
  });

  it.each([
    ['a file that there is not', 't: { file: no.csv }', {}, /datawald\.yaml:4:8: lookups\.t\.file: no\.csv cannot be read/],
    ['a file of another kind', 't: { file: t.txt }', {}, /must end in \.csv/],
    ['neither file nor rows', 't: { missing: park }', {}, /needs either file or rows: store/],
    ['a column for a YAML file', 't: { file: t.yaml, key: a }', { 't.yaml': 'a: 1' }, /must be a CSV file where key or value is given/],
    [
      'a column that there is not',
      't: { file: t.csv, key: cod }',
      { 't.csv': 'code,name\n' },
      /t\.csv:1:1: there is no column "cod"\. There are: code, name/,
    ],
    [
      'columns that leave a doubt',
      't: { file: t.csv }',
      { 't.csv': 'a,b,c\n' },
      /t\.csv:1:1: say which column is the value\. There are: a, b, c/,
    ],
    ['a row with too many columns', 't: { file: t.csv }', { 't.csv': 'a,b\n1,2\n1,2,3\n' }, /t\.csv:3:1: Invalid Record Length/],
    [
      'a key given twice',
      't: { file: t.csv }',
      { 't.csv': 'a,b\n1,2\n2,2\n1,3\n' },
      /t\.csv:4:1: the row has the key "1" of line 2 once more/,
    ],
    ['a row without a key', 't: { file: t.csv }', { 't.csv': 'a,b\n,2\n' }, /t\.csv:2:1: the row has no key/],
    [
      'a key that is too long',
      't: { file: t.yaml }',
      { 't.yaml': `x: 1\n${'k'.repeat(201)}: 1` },
      /t\.yaml:2:1: the row .* has a key of 201 characters/,
    ],
    [
      'a value that is a list',
      't: { file: t.yaml }',
      { 't.yaml': 'a: 1\nb: [1]' },
      /t\.yaml:2:1: the row "b" has a value that is neither text/,
    ],
    ['broken YAML', 't: { file: t.yaml }', { 't.yaml': 'a: [1' }, /t\.yaml:1:\d+: /],
    ['a name that means something else', 'list: { rows: store }', {}, /means something else in expressions/],
    ['a name that is none', '"a b": { rows: store }', {}, /must be letters, digits and _/],
    [
      'tables that are too large together',
      't: { file: t.csv }',
      { 't.csv': `a,b\n${Array.from({ length: 2100 }, (_, i) => `${i},${'x'.repeat(1000)}`).join('\n')}` },
      /datawald\.yaml:3:1: lookups: the tables together have/,
    ],
    [
      'a table that a mapping names and that there is not',
      't: { rows: store }',
      { 'map.yaml': `out: { funct: '$lookup("tt", 1)' }` },
      /map\.yaml:1:24: out\.funct: there is no lookup table "tt"\. Did you mean t\?/,
    ],
  ])('are refused for %s, with the place', (_, ...rest) => {
    const [lookups, files, expected] = rest as [string, Readonly<Record<string, string>>, RegExp];
    expect(errorsOf(lookups, files).join('\n')).toMatch(expected);
  });

  it('that are broken do not make mappings look wrong which ask them', () => {
    const problems = errorsOf('t: { fil: x.csv }', { 'map.yaml': `out: { funct: '$lookup("t", 1)' }` }).join('\n');
    expect(problems).toContain('Did you mean file?');
    expect(problems).not.toContain('map.yaml');
  });
});
