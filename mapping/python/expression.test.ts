import { describe, expect, it } from '@jest/globals';
import { PythonError } from './error.js';
import { CompileError, compilePython } from './expression.js';
import { keyOf } from './key.js';
import { jsonStyle, writeResult } from './result.js';
import { Dict, type Value } from './value.js';

function evaluate(text: string, inputs: Readonly<Record<string, Value>> = {}, settings: { now?: string; zone?: string } = {}): unknown {
  const src = new Dict();
  for (const [label, value] of Object.entries(inputs)) src.set(keyOf(label), label, value);
  return writeResult(compilePython(text)(src, settings), jsonStyle);
}

function kindOf(text: string): string {
  try {
    return `gave ${JSON.stringify(evaluate(text))}`;
  } catch (error) {
    if (error instanceof PythonError || error instanceof CompileError) return error.kind;
    throw error;
  }
}

describe('the Python of maps', () => {
  it('keeps integers, floats and Decimals apart', () => {
    expect(evaluate('[7 // 2, 7 / 2, -7 // 2, -7 % 3, 7 // 2.0, str(2 ** 70), round(2.5), round(2.675, 2)]')).toEqual([
      3,
      3.5,
      -4,
      2,
      3,
      '1180591620717411303424',
      2,
      2.67,
    ]);
    expect(evaluate("str(Decimal('1.10') + 1) + ' ' + str(0.1 + 0.2) + ' ' + str(Decimal(1) / 3)")).toBe(
      '2.10 0.30000000000000004 0.3333333333333333333333333333',
    );
  });

  it('counts texts by code point', () => {
    expect(evaluate("[len('a😀b'), 'a😀b'[::-1], 'a😀b'.find('b'), 'ß'.upper(), 'ŉ'.title()]")).toEqual([3, 'b😀a', 2, 'SS', 'ʼN']);
  });

  it('evaluates generators when they are asked', () => {
    expect(evaluate('next(x for x in [1, 2, 0] if 1 / (2 - x) > 0)')).toBe(1);
    expect(evaluate('[f() for f in [lambda: i for i in range(3)]]')).toEqual([2, 2, 2]);
  });

  it('holds __proto__ as a key like any other', () => {
    expect(evaluate("{'__proto__': 1}.get('__proto__')")).toBe(1);
    expect(JSON.stringify(evaluate("{'__proto__': {'a': 1}}"))).toBe('{"__proto__":{"a":1}}');
    expect(evaluate("'toString' in {}")).toBe(false);
  });

  it('localizes and normalizes times as pytz does', () => {
    const berlin = "timezone('Europe/Berlin')";
    expect(evaluate(`${berlin}.localize(datetime(2026, 7, 1, 12)).astimezone(timezone('UTC')).strftime('%H:%M %Z')`)).toBe('10:00 UTC');
    expect(evaluate(`${berlin}.localize(datetime(2026, 3, 29, 2, 30)).isoformat()`)).toBe('2026-03-29T02:30:00+01:00');
    expect(evaluate(`${berlin}.normalize(${berlin}.localize(datetime(2026, 3, 29, 2, 30))).isoformat()`)).toBe('2026-03-29T03:30:00+02:00');
    expect(evaluate(`${berlin}.localize(datetime(2026, 10, 25, 2, 30), is_dst=True).isoformat()`)).toBe('2026-10-25T02:30:00+02:00');
  });

  it('reads the clock and the zone it was given, and no other', () => {
    const now = '2026-03-10T12:00:00Z';
    expect(evaluate("datetime.now(timezone('America/Denver')).isoformat()", {}, { now })).toBe('2026-03-10T06:00:00-06:00');
    expect(kindOf('datetime.utcnow()')).toBe('forbidden');
    expect(() => evaluate('datetime.now()', {}, { now })).toThrow('does not say in which zone');
    expect(evaluate('datetime.now().isoformat()', {}, { now, zone: 'Asia/Tokyo' })).toBe('2026-03-10T21:00:00');
  });

  it('matches with RE2 what RE2 knows, and the rest by trying', () => {
    expect(evaluate(String.raw`re.sub(r'(?<=\d)(?=(\d{3})+$)', ',', '1234567')`)).toBe('1,234,567');
    expect(evaluate(String.raw`re.findall(r'(\w)\1', 'aabbcd')`)).toEqual(['a', 'b']);
    expect(evaluate(String.raw`re.search(r'^(a+)+$', 'a' * 50000 + 'b') is None`)).toBe(true);
  });

  it.each([
    ['1 <> 2', 'syntax'],
    ['a, b', 'syntax'],
    ['y := 5', 'syntax'],
    ['01', 'syntax'],
    [String.raw`'\x4'`, 'syntax'],
    ['f"}"', 'syntax'],
    ['sum(x for x in [1], 2)', 'syntax'],
    ['(yield 1)', 'result'],
    ['{1, 2}', 'result'],
    ['lambda: 1', 'result'],
    ["float('nan')", 'result'],
  ])('refuses %s: %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });

  it('says where in the expression something is wrong', () => {
    expect(() => compilePython('1 + unknown')).toThrow(expect.objectContaining({ kind: 'NameError', offset: 4 }));
    expect(() => compilePython("  'a' b")).toThrow(expect.objectContaining({ kind: 'syntax' }));
  });
});

describe('hostile expressions', () => {
  const attributes = [
    '().__class__.__bases__[0].__subclasses__()',
    "'{0.__class__}'.format(1)",
    "'{0.constructor}'.format(1)",
    "f'{src.__class__}'",
    "'{0!r:{1.__class__}}'.format(1, 2)",
    '(lambda: 0).__globals__',
    '(x for x in [1]).gi_frame',
    're.copyreg',
    'str.mro()',
    "'a'.constructor",
    '{}.__proto__',
  ];
  const names = [
    "__import__('os')",
    "open('/etc/passwd')",
    'eval',
    'globals()',
    'print',
    'getattr',
    'random',
    'Utility',
    "type('X', (), {})",
  ];

  it.each([...attributes, ...names])('%s reaches nothing', (text) => {
    expect(kindOf(text)).toBe('forbidden');
  });

  it.each(['globalThis', 'process', 'require', 'constructor', 'Object', 'window'])('%s is not a name', (text) => {
    expect(kindOf(text)).toBe('NameError');
  });

  it.each([
    '9 ** 9 ** 9',
    '1 << 10 ** 10',
    "'x' * 10 ** 9",
    '[0] * 10 ** 9',
    'sum(range(10 ** 9))',
    'list(iter(int, 1))',
    "'a'.ljust(10 ** 12)",
    "('a' * 10 ** 6).replace('', 'b' * 10 ** 6)",
    "'{:1000000000}'.format(1)",
    "'%.999999999f' % 1.0",
    "int(Decimal('1E+999999'))",
    '(lambda f: f(f))(lambda f: f(f))',
    '(lambda l: [l.append(x) for x in l])([1])',
    '[[1 for a in range(10 ** 4)] for b in range(10 ** 4)]',
    '{(lambda x: [x := (x, x) for _ in range(40)][-1])(1): 1}',
    "int('f' * 500000, 16)",
    String.raw`re.search(r'(a*)*\1b', 'a' * 5000)`,
    "re.sub('', 'b' * 10 ** 6, 'a' * 10 ** 6)",
    'str(10 ** 5000) if False else [x for x in range(10 ** 8)]',
  ])('%s ends soon, as a limit', (text) => {
    const start = performance.now();
    expect(kindOf(text)).toBe('limit');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
