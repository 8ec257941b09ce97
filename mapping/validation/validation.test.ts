import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../core/json.js';
import { loadMapping } from '../load.js';
import { loadValidation, validated } from './validator.js';

function validator(document: unknown) {
  const loaded = loadValidation(document);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.validator;
}

/** What is wrong with a record, or the record as it is sent. */
function check(schema: object, record: object, options: object = {}) {
  const result = validator({ schema, ...options }).validate(record as JsonObject);
  return 'data' in result ? result.data : result.failure.message;
}

function problemsOf(document: unknown) {
  const loaded = loadValidation(document);
  return 'problems' in loaded ? loaded.problems.map(({ path, message }) => `${path.join('.')}: ${message}`) : [];
}

describe('a record that is held against a schema', () => {
  it('is told everything that is wrong with it at once, each with its place', () => {
    const schema = {
      number: { type: 'string', required: true },
      email: { type: 'string', regex: '[^@]+@[^@]+' },
      items: { type: 'list', minlength: 1, schema: { type: 'dict', schema: { sku: { type: 'string' }, qty: { type: 'number', min: 1 } } } },
    };
    const record = { email: 'ann@', items: [{ sku: 'A', qty: 1 }, { sku: 7, qty: 0 }, { qty: 'abc' }], extra: true };
    expect(validator({ schema }).validate(record)).toEqual({
      failure: {
        code: 'Validation',
        message: [
          'email: does not match the pattern [^@]+@[^@]+',
          'items[1].sku: 7 is not a text',
          'items[1].qty: 0 is less than 1',
          "items[2].qty: 'abc' is not a number",
          'extra: is not known to the schema',
          'number: is required and is not there',
        ].join('; '),
      },
    });
  });

  it('with more than twenty findings is told twenty, and how many more', () => {
    const items = Array.from({ length: 1000 }, () => 'x');
    const message = check({ items: { type: 'list', schema: { type: 'integer' } } }, { items });
    expect(message).toMatch(/^items\[0\]: .*items\[19\]: 'x' is not a whole number; and 980 more$/);
  });

  it.each([
    [{ type: 'string' }, 'a', 1, 'v: 1 is not a text'],
    [{ type: 'integer' }, 3, 3.5, 'v: 3.5 is not a whole number'],
    [{ type: 'integer' }, '9007199254740993', '12', "v: '12' is not a whole number"],
    [{ type: 'decimal' }, 12.5, '12.50', "v: '12.50' is not a decimal number"],
    [{ type: 'decimal', max: 1 }, '0.1234567890123456789', '1.1234567890123456789', "v: '1.1234567890123456789' is more than 1"],
    [{ type: 'boolean' }, false, 0, 'v: 0 is not true or false'],
    [{ type: 'dict' }, {}, [], 'v: [] is not an object'],
    [{ type: ['list', 'integer'] }, [1], 'x', "v: 'x' is not a list or a whole number"],
    [{ type: 'datetime' }, '2026-01-31T10:00:00+01:00', '2026-02-30T10:00:00Z', /^v: '2026-02-30T10:00:00Z' is not a date and time/],
    [{ type: 'date' }, '2026-01-31', '31.01.2026', /^v: '31.01.2026' is not a date such as/],
    [{ nullable: true, type: 'string' }, null, 1, 'v: 1 is not a text'],
    [{ type: 'string' }, '', null, 'v: is null, which is not allowed'],
    [{ empty: false }, 'a', '', 'v: is empty'],
    [{ allowed: ['a', 'b'] }, ['a', 'b'], ['a', 'c'], "v: 'c' is not allowed; allowed: 'a', 'b'"],
    [{ forbidden: ['x'] }, 'y', 'x', "v: 'x' is forbidden"],
    [{ min: 2, max: 3 }, 3, 4, 'v: 4 is more than 3'],
    [{ minlength: 2, maxlength: 3 }, 'äö', 'abcd', "v: 'abcd' has a length of 4; 3 is the most"],
    [{ regex: '^[A-Z]{2}\\d+$' }, 'AB1', 'AB', /^v: does not match the pattern/],
    [{ contains: ['a', 'b'] }, ['b', 'a', 'c'], ['a'], "v: lacks 'b'"],
    [{ items: [{ type: 'string' }, { type: 'integer' }] }, ['a', 1], ['a', 'b'], "v[1]: 'b' is not a whole number"],
    [{ items: [{ type: 'string' }] }, ['a'], ['a', 'b'], 'v: has 2 elements; it must have 1'],
    [{ type: 'dict', keysrules: { regex: '[a-z]+' } }, { a: 1 }, { A: 1 }, 'v.A: the key does not match the pattern [a-z]+'],
    [{ type: 'dict', valuesrules: { type: 'integer' } }, { a: 1 }, { a: 'x' }, "v.a: 'x' is not a whole number"],
    [{ anyof: [{ type: 'string' }, { min: 3 }] }, 4, 2, 'v: is none of what is allowed: (1) 2 is not a text (2) 2 is less than 3'],
    [{ type: 'integer', noneof: [{ max: 3 }] }, 4, 2, 'v: is something that is forbidden: 1 of 1 hold'],
    [{ oneof_type: ['integer', 'number'] }, 1.5, 1, 'v: is not exactly one of what is allowed: 2 of 2 hold'],
    [{ allof: [{ min: 1 }, { max: 3 }] }, 2, 5, 'v: is not all of what is asked for: (2) 5 is more than 3'],
    [{ type: 'dict', require_all: true, schema: { a: {}, b: {} } }, { a: 1, b: 2 }, { a: 1 }, 'v.b: is required and is not there'],
    [{ type: 'dict', allow_unknown: { type: 'integer' }, schema: {} }, { a: 1 }, { a: 'x' }, "v.a: 'x' is not a whole number"],
  ])('with %j takes and refuses values: %j, %j', (...[rules, good, bad, message]) => {
    const pattern = message instanceof RegExp ? message : new RegExp(`^${message.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
    expect(check({ v: rules }, { v: good })).toEqual({ v: good });
    expect(check({ v: rules }, { v: bad })).toMatch(pattern);
  });

  it('knows fields that need or exclude each other', () => {
    const schema = {
      street: { dependencies: ['city'] },
      city: {},
      state: { dependencies: { country: ['US', 'CA'] } },
      country: {},
      vat: { excludes: 'ssn', required: true },
      ssn: { excludes: 'vat', required: true },
      geo: { type: 'dict', schema: { lat: { dependencies: ['^city', 'lon'] }, lon: {} } },
    };
    expect(check(schema, { city: 'X', street: 'Y', vat: '1', geo: { lat: 1, lon: 2 } })).toEqual(expect.any(Object));
    expect(check(schema, { street: 'Y', state: 'BY', country: 'DE', vat: '1', ssn: '2', geo: { lat: 1 } })).toBe(
      [
        'street: needs city, which is not there',
        "state: needs country to be 'US', 'CA', not 'DE'",
        'vat: cannot be there together with ssn',
        'ssn: cannot be there together with vat',
        'geo.lat: needs ^city, which is not there',
        'geo.lat: needs lon, which is not there',
      ].join('; '),
    );
    expect(check(schema, {})).toBe('vat: is required and is not there; ssn: is required and is not there');
  });

  it('is changed as the rules say, and the one that was mapped is not', () => {
    const schema = {
      qty: { coerce: ['strip', 'integer'] },
      old: { rename: 'fresh' },
      fresh: {},
      currency: { default: 'EUR' },
      note: { nullable: true, default: 'none' },
      lines: { type: 'list', schema: { type: 'dict', purge_unknown: true, schema: { price: { coerce: 'decimal', type: 'decimal' } } } },
    };
    const record = { qty: ' 12 ', old: 1, note: null, lines: [{ price: '9.50', internal: 'x' }] };
    const before = JSON.stringify(record);
    expect(check(schema, record)).toEqual({ qty: 12, fresh: 1, note: null, currency: 'EUR', lines: [{ price: 9.5 }] });
    expect(JSON.stringify(record)).toBe(before);
    expect(check(schema, { qty: '1.5' })).toBe("qty: '1.5' cannot be made a whole number");
    expect(check({ a: { rename: 'b' }, b: {} }, { a: 1, b: 2 })).toBe('a: cannot be renamed to b: the record has a b already, 2');
  });

  it('has its unknown fields refused, left out, or sent', () => {
    expect(check({ a: {} }, { a: 1, b: 2 })).toBe('b: is not known to the schema');
    expect(check({ a: {} }, { a: 1, b: 2 }, { unknown: 'drop' })).toEqual({ a: 1 });
    expect(check({ a: {} }, { a: 1, b: 2 }, { unknown: 'keep' })).toEqual({ a: 1, b: 2 });
  });

  it('needs the fields that are required of it, with a value', () => {
    const persons = validator({ required: ['email'] });
    expect(persons.validate({ email: 'a@b', other: 1 })).toEqual({ data: { email: 'a@b', other: 1 } });
    for (const record of [{}, { email: '' }, { email: null }])
      expect(persons.validate(record)).toEqual({ failure: { code: 'Validation', message: 'email: is required and is not there' } });
  });

  it('is not harmed by names such as __proto__', () => {
    const record = JSON.parse('{"__proto__": {"x": 1}, "a": "1"}') as JsonObject;
    expect(JSON.stringify(check({ a: { coerce: 'integer' } }, record, { unknown: 'keep' }))).toBe('{"__proto__":{"x":1},"a":1}');
    expect(check({ constructor: { required: true } }, {})).toBe('constructor: is required and is not there');
  });

  it('whose text is long for a pattern fails alone', () => {
    expect(check({ v: { regex: '(a|b|ab)*c' } }, { v: 'ab'.repeat(400_000) })).toMatch(/^v: (does not match|cannot be matched)/);
  });
});

describe('a schema', () => {
  it('is told everything that is wrong with it when it is loaded', () => {
    const schema = {
      a: { typ: 'string' },
      b: { type: 'text' },
      c: { type: 'set' },
      d: { regex: '(?=x)' },
      e: { regex: '(a' },
      f: { check_with: 'is_even' },
      g: { required: 'yes' },
      h: { minlength: '1' },
      i: { allowed: 'x' },
      j: { coerce: 'int' },
      k: { type: 'list', schema: { type: 'dict', schema: { l: { max: true } } } },
      m: { anyof: [{ coerce: 'integer' }] },
      n: { purge_unknown: true },
      o: 'registered',
      p: { regex: '(a)\\1' },
    };
    expect(problemsOf({ schema })).toEqual([
      'schema.a.typ: there is no such rule. Did you mean type?',
      expect.stringMatching(/^schema\.b\.type: "text" is not a type\. There are: string, integer/),
      expect.stringMatching(/^schema\.c\.type: "set" is a type that no value of a record can have/),
      'schema.d.regex: the pattern (?=x) has look-around, (?=…) and the like, which is not known here',
      expect.stringMatching(/^schema\.e\.regex: the pattern \(a\$? cannot be read: /),
      expect.stringMatching(/^schema\.f\.check_with: names a function of Python/),
      'schema.g.required: must be true or false',
      'schema.h.minlength: must be a whole number',
      'schema.i.allowed: must be a list',
      expect.stringMatching(/^schema\.j\.coerce: "int" is not known\. There are: string, integer/),
      'schema.k.schema.schema.l.max: must be a number, or a text such as a date',
      'schema.m.anyof.0.coerce: changes nothing here: keys and alternatives are only looked at',
      'schema.n.purge_unknown: needs a schema beside it that says which fields are known',
      'schema.o: names a rule set of a registry, "registered"; write its rules here',
      'schema.p.regex: the pattern (a)\\1 has a reference to a group, \\1 or (?P=…), which is not known here',
    ]);
  });

  it('says what a document lacks', () => {
    expect(problemsOf({ unknown: 'keep' })).toEqual([': needs a schema, or a list of required fields']);
    expect(problemsOf({ schema: { a: {} }, unknown: 'purge' })[0]).toMatch(/^unknown: /);
  });

  it('that refers to itself is refused, not followed for ever', () => {
    const rules: { type: string; schema?: object } = { type: 'dict' };
    rules.schema = { again: rules };
    const loaded = (() => {
      try {
        return loadValidation({ schema: { a: rules } });
      } catch (error) {
        return String(error);
      }
    })();
    expect(JSON.stringify(loaded, (key, value: unknown) => (key === 'path' ? undefined : value))).toContain('nested more than 32 levels');
  });
});

describe('a mapping with a schema', () => {
  const rules = { qty: { src: [{ key: 'qty' }] }, name: { src: [{ key: 'n', label: 'n' }], funct: '$uppercase(n)' } };

  it('fails what the schema refuses, and changes its version with it', async () => {
    const loaded = loadMapping(rules);
    if (!('mapping' in loaded)) throw new Error('not loaded');
    const strict = validated(loaded.mapping, validator({ schema: { qty: { type: 'integer' }, name: {} } }));
    const other = validated(loaded.mapping, validator({ schema: { qty: { type: 'number' }, name: {} } }));
    expect(await strict.run({ qty: 'x', n: 'a' }, { srcId: '1' })).toEqual({
      failure: { code: 'Validation', message: "qty: 'x' is not a whole number" },
    });
    expect(await strict.run({ qty: 3, n: 'a' }, { srcId: '1' })).toEqual({ data: { qty: 3, name: 'A' } });
    expect(new Set([strict.version, other.version, loaded.mapping.version]).size).toBe(3);
  });
});
