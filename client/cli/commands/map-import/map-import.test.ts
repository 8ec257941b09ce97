import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { loadMapping } from '../../../../mapping/load.js';
import { cliIn } from '../../../../test/support/cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cli = async (...argv: string[]) => await cliIn(folder, ...argv);

const put = (name: string, content: unknown) =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
const attribute = (key: string, funct = "src['v']", more: object = {}) => ({
  type: 'attribute',
  src: [{ key, label: 'v' }],
  funct,
  ...more,
});

const orderRules = {
  number: attribute('increment_id', "'SO-' + str(src['v']).zfill(9)"),
  lines: { type: 'list', src: [{ key: 'items' }], funct: { sku: attribute('sku', "src['v'].split('-')[0]"), qty: attribute('qty') } },
  ship: {
    type: 'dict',
    src: [{ key: 'ship' }],
    funct: { city: attribute('city'), geo: { type: 'dict', src: [{ key: 'none' }], funct: { lat: attribute('lat') } } },
  },
  currency: { type: 'attribute', src: [{ label: 'v', default: 'EUR' }], funct: "src['v']" },
};
const setting = (variable: string, value: unknown, id = 'datawald_mage2agency') => ({ setting_id: id, variable, value });

/** A value as DynamoDB writes it. */
function typed(value: unknown): unknown {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(typed) };
  return { M: Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, typed(member)])) };
}

const mapping = (name = 'mappings/mage2-order-to-hubspot.yaml') =>
  parse(readFileSync(join(folder, 'out', name), 'utf8')) as Record<string, unknown>;

describe('the import of settings', () => {
  it.each([
    ['rows with values as JSON', JSON.stringify([setting('TXMAP', { hubspot: { order: orderRules } })])],
    ['rows with values as text', JSON.stringify([setting('TXMAP', JSON.stringify({ hubspot: { order: orderRules } }))])],
    [
      'a scan of DynamoDB',
      JSON.stringify({
        Items: [{ setting_id: { S: 'datawald_mage2agency' }, variable: { S: 'TXMAP' }, value: typed({ hubspot: { order: orderRules } }) }],
      }),
    ],
    [
      'an export of DynamoDB, one item a line',
      [1, 2]
        .map((n) =>
          JSON.stringify({
            Item: {
              setting_id: { S: 'datawald_mage2agency' },
              variable: { S: n === 1 ? 'TXMAP' : 'OTHER' },
              value: typed(n === 1 ? { hubspot: { order: orderRules } } : 'x'),
            },
          }),
        )
        .join('\n'),
    ],
    [
      'CSV',
      `setting_id,variable,value\ndatawald_mage2agency,TXMAP,"${JSON.stringify({ hubspot: { order: orderRules } }).replaceAll('"', '""')}"\n`,
    ],
  ])('reads %s, keeps every rule as it was, and is valid', async (_, text) => {
    put('settings', text);
    expect(await cli('map', 'import', 'settings', '--out', 'out')).toMatchObject({ code: 0, err: '' });
    expect(mapping()).toEqual({ language: 'python', legacyNested: true, rules: orderRules });
    const { code, out } = await cli('validate', '--config', 'out/datawald.yaml', '--json');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('"isValid": true') });
  });

  it('gives maps that give what the original gave', async () => {
    put('settings.json', [setting('TXMAP', { hubspot: { order: orderRules } })]);
    await cli('map', 'import', 'settings.json', '--out', 'out');
    const loaded = loadMapping(mapping());
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    const record = { increment_id: 12, items: [{ sku: 'A-1', qty: 0 }, null], ship: { city: '', lat: 5 } };
    // A dict within a dict read the outer one, an empty text was left out, 0 stayed, and a null in a list gave {}.
    expect(loaded.mapping.run(record, { srcId: '1' })).toEqual({
      data: { currency: 'EUR', lines: [{ sku: 'A', qty: 0 }, {}], number: 'SO-000000012', ship: { geo: { lat: 5 } } },
    });
  });

  it('names what is doubtful, keeps broken maps whole, and makes their syncs comments', async () => {
    const rules = {
      a: attribute('a', "open(src['v'])"),
      b: { type: 'attribute', src: [{ key: 'b' }], funct: "src['b']" },
      c: attribute('c', "re.sub('(', '', src['v'])"),
      d: attribute('d', "src['v'].astimezone(timezone('UTC'))"),
      e: attribute('e', 'datetime.now().isoformat()'),
      f: attribute('f', "re.sub('\\\\(', '', src['v'])"),
    };
    put('settings.json', [
      setting('TXMAP', { hubspot: { order: orderRules, product: rules } }),
      setting('src_metadata', '{not json'),
      setting('TIMEZONE', 'UTC', 'other'),
      setting('TIMEZONE', 'Europe/Berlin', 'other'),
    ]);
    const { code, out } = await cli('map', 'import', 'settings.json', '--out', 'out');
    expect(code).toBe(4);
    const place = 'datawald_mage2agency.TXMAP.hubspot.product';
    expect(out).toMatch(new RegExp(`problem: ${place}\\.a\\.funct: .*open`));
    expect(out).toMatch(new RegExp(`problem: ${place}\\.b\\.src\\.0\\.label: `));
    expect(out).toMatch(new RegExp(`doubt: ${place}\\.c: the pattern \\( cannot run: `));
    expect(out).not.toContain(`${place}.f`);
    expect(out).toContain(`doubt: ${place}.d: works with zones: set zone`);
    expect(out).toContain(`doubt: ${place}.e: reads the clock`);
    expect(out).toContain('problem: datawald_mage2agency.src_metadata: the value is not JSON');
    expect(out).toContain('problem: other.TIMEZONE: the row is there twice, with different contents; the last one is taken');
    expect(mapping('mappings/mage2-product-to-hubspot.yaml')['rules']).toEqual(rules);
    const { syncs } = parse(readFileSync(join(folder, 'out', 'datawald.yaml'), 'utf8')) as { syncs: object };
    expect(Object.keys(syncs)).toEqual(['mage2-order-to-hubspot']);
    expect((await cli('validate', '--config', 'out/datawald.yaml')).code).toBe(0);
  });

  it('takes zones, pushed numbers, record types and required e-mails with the maps', async () => {
    put('settings.json', [
      setting('TXMAP', { hubspot: { salesOrder: orderRules, customer: { email: attribute('email') } } }, 'datawald_nsagency'),
      setting('TIMEZONE', 'America/Los_Angeles', 'datawald_nsagency'),
      setting('data_type', { order: 'salesOrder' }, 'datawald_nsagency'),
      setting('TXMAP', { ns: { order: orderRules } }, 'datawald_sqsagency'),
    ]);
    await cli('map', 'import', 'settings.json', '--out', 'out');
    expect(mapping('mappings/ns-order-to-hubspot.yaml')).toMatchObject({ zone: 'America/Los_Angeles' });
    expect(mapping('mappings/sqs-order-to-ns.yaml')).toMatchObject({ numbers: 'decimal' });
    expect(readFileSync(join(folder, 'out', 'datawald.yaml'), 'utf8')).toContain('validation: { required: [email] }');
    expect((await cli('validate', '--config', 'out/datawald.yaml')).code).toBe(0);
  });

  it('never writes over a file, unless it is told to', async () => {
    put('settings.json', [setting('TXMAP', { hubspot: { order: orderRules } })]);
    await cli('map', 'import', 'settings.json', '--out', 'out');
    put('out/datawald.yaml', '# mine\n');
    const { code, err } = await cli('map', 'import', 'settings.json', '--out', 'out');
    expect({ code, err }).toEqual({ code: 64, err: expect.stringMatching(/There already: .*out\/datawald\.yaml.*--force/) });
    expect(readFileSync(join(folder, 'out', 'datawald.yaml'), 'utf8')).toBe('# mine\n');
    expect((await cli('map', 'import', 'settings.json', '--out', 'out', '--force')).code).toBe(0);
  });

  it('refuses what is no export', async () => {
    put('settings.json', 'nothing: here');
    expect((await cli('map', 'import', 'none.json', '--out', 'out')).code).toBe(64);
    expect((await cli('map', 'import', 'settings.json')).code).toBe(64);
    expect(await cli('map', 'import', 'settings.json', '--out', 'out')).toMatchObject({ code: 4 });
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});

describe('product metadata', () => {
  const row = (column: string, funct: string, schema: object | null) => ({
    target_source: 'ns-shop',
    column,
    metadata: { dest: column, src: [{ key: column, label: 'v' }], funct, schema },
  });
  const flow = ['--source', 'shop', '--target', 'ns'];

  const bringOver = async () => {
    put('rows.json', [row('sku', "src['v']", { sku: { type: 'string' } }), row('price', "src['v']", null)]);
    return await cli('map', 'import', 'rows.json', '--out', '.');
  };

  it('is brought over with its sync, listed, set and deleted', async () => {
    expect(await bringOver()).toMatchObject({
      code: 0,
      out: expect.stringMatching(/doubt: product_metadata\.ns-shop\."price": has no schema/),
    });
    expect(await cli('metadata', 'import', 'product-metadata/ns-shop.json', ...flow)).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 rows were read'),
    });
    put('price.json', {
      dest: 'price',
      src: [{ key: 'price', label: 'p' }],
      funct: "float(src['p'])",
      schema: { price: { type: 'number', min: 0 } },
    });
    expect((await cli('metadata', 'set', 'price', ...flow, '--rule', '@price.json')).code).toBe(0);
    put('good.json', { sku: 'A', price: '2.5' });
    expect(await cli('map', 'shop-product-to-ns', '--in', 'good.json')).toMatchObject({
      code: 0,
      out: expect.stringContaining('"price": 2.5'),
    });
    put('bad.json', { sku: 'A', price: '-2.5' });
    expect(await cli('map', 'shop-product-to-ns', '--in', 'bad.json')).toMatchObject({
      code: 3,
      out: expect.stringContaining('price: -2.5 is less than 0'),
    });
    expect((await cli('metadata', 'delete', 'price', ...flow)).code).toBe(0);
    expect((await cli('metadata', 'delete', 'price', ...flow)).code).toBe(1);
    const { data } = JSON.parse((await cli('metadata', 'list', ...flow, '--json')).out) as { data: { rows: { column: string }[] } };
    expect(data.rows.map(({ column }) => column)).toEqual(['sku']);
  });

  it('is refused as a whole where one row cannot be used, with every reason', async () => {
    await bringOver();
    const rows = [
      row('a', 'open()', { a: { typ: 'string' } }),
      row('b', "src['v']", null),
      { ...row('c', "src['v']", null), metadata: { ...row('b', "src['v']", null).metadata } },
    ];
    put('broken.json', rows);
    const { code, err } = await cli('metadata', 'import', 'broken.json', ...flow);
    expect(code).toBe(4);
    expect(err).toMatch(/nothing was changed:/);
    expect(err).toMatch(/a: funct: .*open/);
    expect(err).toMatch(/a: schema\.a\.typ: there is no such rule/);
    expect(err).toMatch(/c: dest: b is written by b already/);
    expect((await cli('metadata', 'list', ...flow)).out).toContain('There are no rows');
    expect((await cli('metadata', 'drop', ...flow)).code).toBe(64);
  });
});
