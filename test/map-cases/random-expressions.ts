import fc from 'fast-check';

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

const made = fc.letrec<Expressions>((tie) => {
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

/** Python expressions without inputs, made at random: equal for equal seeds. */
export function randomExpressions(count: number, seed: number): readonly string[] {
  return fc.sample(fc.oneof(made.number, made.text, made.list), { numRuns: count, seed });
}
