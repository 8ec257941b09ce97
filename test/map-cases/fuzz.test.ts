import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runCase } from './run-case.js';

const oracle = fileURLToPath(new URL('./oracle.py', import.meta.url));
const count = Number(process.env['MAP_FUZZ'] ?? '500');

/** Why Python cannot be asked, if it cannot. */
function missingPython(): string | undefined {
  const found = spawnSync('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
  if (found.error !== undefined || found.status !== 0) return 'python3 is not installed';
  return found.stdout.trim() === '3.11' ? undefined : `python3 is ${found.stdout.trim()}, and the language is that of 3.11`;
}

const literal = {
  number: fc.oneof(
    fc.integer({ min: -50, max: 50 }).map((value) => (value < 0 ? `(${value})` : String(value))),
    fc.constantFrom('0', '1', '2', '10 ** 18', '2 ** 70', '1.5', '-0.0', '2.5', '0.1', '1e16', '1e-7', '123456.789', 'True', 'False'),
    fc.constantFrom("Decimal('1.10')", "Decimal('2.5')", "Decimal('-3')", "Decimal('0.00')", "Decimal('1E+3')", "Decimal('12345.678')"),
  ),
  text: fc.constantFrom(
    "''",
    "'a'",
    "'Hello World'",
    "'a,b,,c'",
    "' pad '",
    "'12'",
    "'-3.5'",
    "'éß😀'",
    "'ABC abc'",
    "'x=1;y=2'",
    "'tab\\tend'",
  ),
  list: fc.constantFrom(
    '[]',
    '[1, 2, 3]',
    "['b', 'a']",
    '[3, 1.5, True]',
    "[None, 0, '']",
    '(1, 2)',
    "{'a': 1, 'b': 2}",
    'range(4)',
    '[[1, 2], [3]]',
  ),
  spec: fc.constantFrom(
    '',
    '5',
    '<6',
    '>8',
    '^7',
    '05',
    '+',
    ',',
    '.2f',
    '.0f',
    'e',
    '.3g',
    'g',
    '%',
    'd',
    'x',
    '#x',
    '08.2f',
    ',.2f',
    '_',
    '.3',
    's',
  ),
};

interface Expressions {
  readonly number: string;
  readonly text: string;
  readonly list: string;
}

const { number, text, list } = fc.letrec<Expressions>((tie) => {
  const n = tie('number') as fc.Arbitrary<string>;
  const s = tie('text') as fc.Arbitrary<string>;
  const l = tie('list') as fc.Arbitrary<string>;
  const filled = (template: string, ...parts: readonly fc.Arbitrary<string>[]) =>
    fc.tuple(...parts).map((values) => template.replace(/\$(\d)/g, (_, index: string) => values[Number(index)] ?? ''));
  const chosen = (operators: readonly string[], left: fc.Arbitrary<string>, right: fc.Arbitrary<string>) =>
    filled('($0 $1 $2)', left, fc.constantFrom(...operators), right);
  return {
    number: fc.oneof(
      { maxDepth: 3 },
      literal.number,
      chosen(['+', '-', '*', '/', '//', '%'], n, n),
      chosen(['<', '<=', '==', '!=', '>', 'and', 'or'], n, n),
      filled('round($0, $1)', n, fc.constantFrom('0', '1', '2', '-1')),
      filled('$0($1)', fc.constantFrom('abs', 'int', 'float', 'bool', 'round', 'Decimal'), n),
      filled('$0($1)', fc.constantFrom('int', 'float', 'Decimal', 'len'), s),
      filled('$0($1)', fc.constantFrom('len', 'sum', 'max', 'min', 'any', 'all', 'bool'), l),
      filled('$0.$1($2)', s, fc.constantFrom('find', 'count', 'index', 'rfind', 'startswith', 'endswith'), s),
      filled('divmod($0, $1)', n, n),
      filled('($0 if $1 else $2)', n, l, n),
    ),
    text: fc.oneof(
      { maxDepth: 3 },
      literal.text,
      chosen(['+', 'or', 'and', '%'], s, s),
      chosen(['*', '%'], s, fc.constantFrom('0', '2', '-1', '(1,)', "('x', 2)")),
      filled('$0.$1()', s, fc.constantFrom('upper', 'lower', 'title', 'strip', 'swapcase', 'capitalize', 'casefold', 'isdigit', 'istitle')),
      filled('$0.replace($1, $2)', s, s, s),
      filled('$0.$1($2)', s, fc.constantFrom('split', 'rsplit', 'partition', 'strip', 'join', 'removeprefix'), s),
      filled('$0[$1:$2:$3]', s, ...[0, 1, 2].map(() => fc.constantFrom('', '1', '-1', '2', '-3'))).map((slice) =>
        slice.replace(':]', ':1]'),
      ),
      filled('$0(str, $1)', fc.constantFrom('map', 'filter'), l).map((lazy) => `','.join(${lazy})`),
      filled('$0($1)', fc.constantFrom('str', 'repr'), fc.oneof(n, l)),
      filled("format($0, '$1')", fc.oneof(n, s), literal.spec),
      filled("'{:$1}|{!r}'.format($0, $2)", fc.oneof(n, s), literal.spec, fc.oneof(n, l)),
      filled("'%$1' % ($0,)", n, fc.constantFrom('d', '5d', '05.1f', 's', 'x', 'e', '.3g', '+d', '-6d|', 'r')),
    ),
    list: fc.oneof(
      { maxDepth: 3 },
      literal.list,
      chosen(['+', 'or', '=='], l, l),
      filled('$0($1)', fc.constantFrom('sorted', 'list', 'tuple', 'dict'), l),
      filled('list($0($1))', fc.constantFrom('reversed', 'enumerate'), l),
      filled('list(zip($0, $1))', l, l),
      filled(
        '[$0 for x in $1 if $2]',
        fc.constantFrom('x', '(x, 1)', 'str(x)', 'x * 2'),
        l,
        fc.constantFrom('x', 'True', 'x is not None', 'x == 1'),
      ),
      filled('$0[$1:$2]', l, fc.constantFrom('', '1', '-2'), fc.constantFrom('', '2', '-1')),
      filled('$0[$1]', l, fc.constantFrom('0', '-1', "'a'", '5')),
      filled('[$0, $1]', n, s),
    ),
  };
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

function ours(funct: string): unknown {
  const answer = runCase({ id: '', map: { out: { type: 'attribute', src: [], funct, emptyPolicy: 'keep' } }, record: {} });
  return sorted('data' in answer ? { data: (answer.data as { readonly out: unknown }).out } : { error: answer.error });
}

/** What Python calls an overflow, of an index or of the memory, is a limit here. */
function areBothTooLarge(ourAnswer: unknown, theirAnswer: unknown): boolean {
  return JSON.stringify(ourAnswer) === '{"error":"limit"}' && JSON.stringify(theirAnswer) === '{"error":"OverflowError"}';
}

const reason = missingPython();
if (reason !== undefined) process.stderr.write(`The comparison with CPython is left out: ${reason}.\n`);

(reason === undefined ? describe : describe.skip)('expressions compared with CPython', () => {
  it(`gives what CPython gives, for ${count} expressions made at random`, () => {
    const seed = Number(process.env['MAP_FUZZ_SEED'] ?? Date.now());
    const expressions = fc.sample(fc.oneof(number, text, list), { numRuns: count, seed });
    const input = expressions.map((expression) => `${JSON.stringify(expression)}\n`).join('');
    const asked = spawnSync('python3', ['-W', 'ignore', oracle], { input, encoding: 'utf8', maxBuffer: 1 << 30 });
    const answers = asked.stdout
      .trim()
      .split('\n')
      .map((line) => sorted(JSON.parse(line)));
    expect(answers).toHaveLength(count);
    const different = expressions.flatMap((expression, index) => {
      const [ourAnswer, theirAnswer] = [ours(expression), answers[index]];
      return JSON.stringify(ourAnswer) === JSON.stringify(theirAnswer) || areBothTooLarge(ourAnswer, theirAnswer)
        ? []
        : [{ expression, ourAnswer, theirAnswer, seed }];
    });
    expect(different.slice(0, 10)).toEqual([]);
  });
});
