import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../core/json.js';
import { loadMapping } from '../load.js';

function map(rules: object, record: JsonObject, options: object = {}) {
  const loaded = loadMapping({ language: 'python', ...options, rules });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.mapping.run(record, { srcId: '1', now: '2026-01-02T03:04:05Z' });
}

const value = (key: string, funct = "src['v']", more: object = {}) => ({ type: 'attribute', src: [{ key, label: 'v' }], funct, ...more });

describe('a mapping in Python', () => {
  it('runs a map of the predecessor as it stands', () => {
    const rules = {
      number: value('id', "'SO-' + str(src['v']).zfill(5)"),
      lines: {
        type: 'list',
        src: [{ key: 'items' }],
        funct: { sku: value('sku', "src['v'].lower()"), total: value('price', "src['v'] * 2") },
      },
      city: { type: 'dict', src: [{ key: 'bill' }], funct: { name: value('city') } },
    };
    const record = { id: 12, items: [{ sku: 'A', price: 1.5 }, null], bill: { city: 'Rome' } };
    expect(map(rules, record)).toEqual({
      data: { number: 'SO-00012', lines: [{ sku: 'a', total: 3 }, {}], city: { name: 'Rome' } },
    });
  });

  it('names the place of a failure, with its inputs', () => {
    const rules = { items: { type: 'list', src: [{ key: 'items' }], funct: { qty: value('q', "int(src['v'])") } } };
    expect(map(rules, { items: [{ q: '1' }, { q: 'abc' }] })).toEqual({
      failure: { code: 'Mapping', message: expect.stringMatching(/^rule items\[1\]\.qty: invalid literal for int.* — with {"v":"abc"}$/) },
    });
  });

  it('lets no expression change what another one sees', () => {
    const rules = { one: value('t', "src['v'].append('x') or src['v']"), two: value('t') };
    expect(map(rules, { t: ['a'] })).toEqual({ data: { one: ['a', 'x'], two: ['a'] } });
  });

  it('leaves out what is empty, or sends it, as the rule says', () => {
    const rules = { a: value('a'), b: value('a', "src['v']", { emptyPolicy: 'null' }), c: value('a', "src['v']", { emptyPolicy: 'keep' }) };
    expect(map(rules, { a: '' })).toEqual({ data: { b: null, c: '' } });
  });

  it('gives rules within a dict their own src, or the old way', () => {
    const inner = { type: 'dict', src: [{ key: 'geo' }], funct: { lat: value('lat') } };
    const rules = { bill: { type: 'dict', src: [{ key: 'bill' }], funct: { geo: inner } } };
    const record = { bill: { lat: 'outer', geo: { lat: 'inner' } } };
    expect(map(rules, record)).toEqual({ data: { bill: { geo: { lat: 'inner' } } } });
    expect(map(rules, record, { legacyNested: true })).toEqual({ data: { bill: { geo: { lat: 'outer' } } } });
  });

  it('reads numbers and times as the mapping says', () => {
    const rules = { n: value('n', 'str(type(src["v"]))'), t: value('t', 'str(type(src["v"]))') };
    const record = { n: 5, t: '2026-01-31T10:00:00+01:00' };
    expect(map(rules, record)).toEqual({ data: { n: "<class 'int'>", t: "<class 'datetime.datetime'>" } });
    expect(map(rules, record, { numbers: 'decimal', times: 'text' })).toEqual({
      data: { n: "<class 'decimal.Decimal'>", t: "<class 'str'>" },
    });
  });

  it('reads times without a zone in the zone of the mapping', () => {
    const rules = { t: value('t', "src['v'].astimezone(timezone('UTC'))") };
    const record = { t: '2026-01-31T10:00:00' };
    expect(map(rules, record, { zone: 'Europe/Berlin' })).toEqual({ data: { t: '2026-01-31T09:00:00+00:00' } });
    expect(map(rules, record)).toHaveProperty('failure.message', expect.stringContaining('bears no zone'));
  });

  it('writes Decimals as numbers where these are exact, else as text', () => {
    const rules = { a: value('a', "Decimal('12.50')"), b: value('a', "Decimal('0.1234567890123456789')") };
    expect(map(rules, {})).toEqual({ data: { a: 12.5, b: '0.1234567890123456789' } });
  });

  it('says everything that is wrong when it is loaded', () => {
    const rules = {
      a: { type: 'attribute', funct: '1' },
      b: value('x', 'nosuch'),
      c: { type: 'dict', src: [{ key: 'd' }], funct: { e: value('x', '1 +') } },
    };
    const pathsOf = (options: object) => {
      const loaded = loadMapping({ language: 'python', ...options, rules });
      return 'problems' in loaded ? loaded.problems.map(({ path }) => path.join('.')) : [];
    };
    const inRules = ['rules.a.src', 'rules.b.funct', 'rules.c.funct.e.funct'];
    expect(pathsOf({ zone: 'Nowhere/City' })).toEqual(['zone', ...inRules]);
    expect(pathsOf({})).toEqual(inRules);
  });
});
