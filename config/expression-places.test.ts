import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Document, LineCounter, parseDocument, Scalar } from 'yaml';
import { loadConfig } from './load.js';
import { offsetInFile } from './scalar-offsets.js';
import { formatProblem } from './source-text.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-places-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const config = `endpoints: { a: { connector: any }, b: { connector: any } }
syncs: { one: { source: a, target: b, txType: order, mapping: map.yaml } }
`;

/** What `validate` says of a mapping file. */
function problemsOf(mapping: string) {
  writeFileSync(join(folder, 'datawald.yaml'), config);
  writeFileSync(join(folder, 'map.yaml'), mapping);
  const connectors = { names: ['any'], find: () => undefined };
  return loadConfig({ file: 'datawald.yaml', connectors, env: {}, cwd: folder }).problems.filter(({ file }) => file === 'map.yaml');
}

/** Line and column, from 1, of the first place of a text. */
function placeOf(text: string, found: string) {
  const before = text.slice(0, text.indexOf(found)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

const python = (funct: string) => `language: python\nrules:\n  out:\n    type: attribute\n    src: []\n    funct: ${funct}\n`;

describe('the place of a problem within an expression', () => {
  it.each([
    ['plain', python('1 + nope')],
    ['plain over two lines', python('1 +\n      nope')],
    ['plain, with an empty line between', python('(1 +\n\n      nope)')],
    ['single-quoted', python("'len(''it''''s'') + nope'")],
    ['single-quoted over two lines', python("'1 +   \n        nope'")],
    ['double-quoted, with escapes', python('"len(\\"\\u00e9\\t\\x41\\") + nope"')],
    ['double-quoted, with a joined line', python('"1 + \\\n        nope"')],
    ['double-quoted over two lines', python('"(1 +\n        nope)"')],
    ['a literal block', python('|\n      (1 +\n        nope)')],
    ['a literal block without its last line feed', python('|-\n      (1 +\n\n      nope)\n')],
    ['a folded block', python('>\n      (1 +\n      nope)')],
    ['a folded block with more indented lines', python('>-\n      (1 +\n        2 +\n      nope)')],
    ['behind letters of several bytes', python(`'"é😀ü" + nope'`)],
    ['behind an escape that is read otherwise', python(String.raw`'"\N{BULLET}\101" + nope'`)],
    ['behind leading blanks', python(`'   1 + nope'`)],
    ['JSON', JSON.stringify({ language: 'python', rules: { out: { type: 'attribute', src: [], funct: 'len("a\\n") + nope' } } })],
  ])('is right in %s', (_, text) => {
    expect(problemsOf(text)).toMatchObject([{ ...placeOf(text, 'nope'), message: expect.stringContaining("name 'nope' is not defined") }]);
  });

  it.each([
    ['a block with an indentation of its own', python('|1\n      1 + nope'), '|1'],
    ['an alias', `a: &here { funct: '1 +' }\nb: *here\n`, 'funct'],
  ])('is the beginning where it cannot be told: %s', (_, text, found) => {
    expect(problemsOf(text)[0]).toMatchObject({ line: placeOf(text, found).line });
  });

  it.each([
    ['an attribute that no value has', 'src["a"].strip().__class__', '__class__'],
    ['a syntax error', 'src["a"] src', 'src', 8],
    ['an unfinished text', '"a" + "abc', '"abc'],
    ['a wrong number', '1 + 017', '017'],
    ['a refused name in a comprehension', '[open(x) for x in src["l"]]', 'open'],
    ['a name in an f-string', 'f"{len(nope)}"', 'nope'],
  ])('in Python: %s', (_, ...rest) => {
    const [expression, found, from = 0] = rest as [string, string, number?];
    const text = python(`|-\n      ${expression}`);
    const column = 7 + expression.indexOf(found, from);
    expect(problemsOf(text)).toMatchObject([{ line: 7, column }]);
  });

  it.each([
    ['a name too many', 'a & b c', 'c'],
    ['an operator that there is not', 'a ! b', '!'],
    ['an end that comes too early', '$sum((', ''],
    ['a pattern that is not known', '$match(a, /(?=x)/)', '/(?=x)/'],
    ['a number that is too large', '1 + 1e999', '1e999'],
  ])('in JSONata: %s', (_, expression, found) => {
    const text = `out: { src: [], funct: '${expression}' }\n`;
    const column = text.indexOf(expression) + 1 + (found === '' ? expression.length : expression.indexOf(found));
    expect(problemsOf(text)).toMatchObject([{ line: 1, column }]);
  });

  it('is shown under the line, and all problems are shown at once', () => {
    const text = `a: { src: [{ key: x }], funct: 'x +* 1' }\nb:\n  src: [{ key: y }]\n  funct: |\n    $sum(\n      y ! 2)\n`;
    expect(problemsOf(text).map(formatProblem)).toEqual([
      expect.stringMatching(/^map\.yaml:1:39: a\.funct: .*\n {2}a: .* funct: 'x \+\* 1' }\n {40}\^$/),
      expect.stringMatching(/^map\.yaml:6:9: b\.funct: .*\n {8}y ! 2\)\n {10}\^$/),
    ]);
  });

  it('cuts long lines around the caret', () => {
    const text = `out: { src: [], funct: '${'1 + '.repeat(100)}nope! ${'+ 1'.repeat(100)}' }\n`;
    const [, line = '', caret = ''] = formatProblem(problemsOf(text)[0] as never).split('\n');
    expect(line.length).toBeLessThan(130);
    expect(line).toMatch(/^ {2}….*…$/);
    expect(line[caret.indexOf('^')]).toBe('!');
  });
});

describe('letters of a value in its file', () => {
  const types = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;
  const piece = fc.constantFrom('a', ' ', '  ', '\n', '\n\n', "'", '"', '\\', '\t', 'é', '😀', ': ', '# ', '{', '- ', 'word '.repeat(20));
  const texts = fc.tuple(fc.array(piece, { maxLength: 8 }), fc.array(piece, { maxLength: 8 }));

  it.each(types)('are found or said to be unknown, never misplaced: %s', (type) => {
    let [found, unknown] = [0, 0];
    fc.assert(
      fc.property(texts, ([before, after]) => {
        const node = new Scalar(`${before.join('')}Q${after.join('')}`);
        node.type = type;
        const text = String(new Document({ some: { field: node } }));
        const written = parseDocument(text, { lineCounter: new LineCounter() }).getIn(['some', 'field'], true) as Scalar<string>;
        const offset = offsetInFile({ text, node: written }, written.value.indexOf('Q'));
        if (offset === undefined) unknown += 1;
        else found += 1;
        expect(offset === undefined ? 'Q' : text[offset]).toBe('Q');
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(unknown * 4);
  });
});
