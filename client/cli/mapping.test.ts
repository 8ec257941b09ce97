import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toInstant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import { openStore } from '../../stores/open-store.js';
import { cliIn } from '../../test/support/cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-mapping-'));
  write('datawald.yaml', config);
  write('order.yaml', mapping);
  write('countries.csv', 'code,name\nDE,Germany\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config = `endpoints:
  shop: { connector: memory, settings: { system: shop } }
  crm: { connector: memory, settings: { system: crm } }
syncs:
  orders: { source: shop, target: crm, txType: order, mapping: order.yaml }
lookups:
  countries: { file: countries.csv, missing: { default: Other } }
  classes: { rows: store, missing: park }
`;

const mapping = `number: { src: [{ key: id, label: n }], funct: '"No. " & $string(n)' }
country: { src: [{ key: address|country, label: c }], funct: '$lookup("countries", c)' }
note: { src: [{ key: note }] }
cleared: { src: [{ key: note }], emptyPolicy: 'null' }
currency: { src: [{ key: currency, default: EUR }] }
lines:
  type: list
  src: [{ key: lines }]
  funct:
    total: { src: [{ key: price, label: price }, { key: qty, label: qty, default: 1 }], funct: price * qty }
`;

const order: JsonObject = { id: 7, address: { country: 'XX', zip: '1' }, note: '', lines: [{ price: 2, qty: 3 }, { price: 5 }] };

function write(name: string, text: string | JsonObject | readonly JsonObject[]): void {
  writeFileSync(join(folder, name), typeof text === 'string' ? text : JSON.stringify(text));
}

const cli = async (...argv: string[]) => await cliIn(folder, ...argv);

async function json(...argv: string[]): Promise<{ code: number; data: unknown }> {
  const { code, out } = await cli(...argv, '--json');
  return { code, data: (JSON.parse(out) as { data: unknown }).data };
}

/** Stages records as the sync would have; undefined: without its raw record. */
async function stage(records: readonly { readonly srcId: string; readonly raw?: JsonObject }[]): Promise<void> {
  await using store = openStore({ kind: 'embedded', file: join(folder, '.datawald', 'datawald.db') });
  await store.migrate();
  const now = toInstant(new Date());
  const lane = { source: 'shop', target: 'crm', txType: 'order' } as const;
  const task = { taskId: 'orders-1', syncId: 'orders', lane, trigger: 'manual', configVersion: 'v1', until: now, openedAt: now } as const;
  const { taskNo } = await store.tasks.open(task);
  const entities = records.map(({ srcId, raw }) => ({
    srcId,
    updatedAt: now,
    hash: srcId,
    dataJson: '{}',
    ...(raw !== undefined && { raw }),
  }));
  await store.staging.stage({ taskNo, pageKey: '1', entities, bookmark: {}, isForced: false, isRetry: false, chunkSize: 100, at: now });
}

describe('datawald map', () => {
  beforeEach(() => write('order.json', order));

  it('shows source and result side by side, and which path gave what to which label', async () => {
    const { code, out } = await cli('map', 'orders', '--in', 'order.json');
    expect(code).toBe(0);
    expect(out).toMatch(/^source +│ result\n/);
    expect(out).toMatch(/^ {2}"id": 7, +│ {3}"number": "No\. 7",$/m);
    expect(out).toMatch(/^country +c ← address\|country = "XX" +"Other"$/m);
    expect(out).toMatch(/^note +note ← note = "" +"", dropped$/m);
    expect(out).toMatch(/^cleared +note ← note = "" +"", sent as null$/m);
    expect(out).toMatch(/^currency +currency ← currency, default = "EUR" +"EUR"$/m);
    expect(out).toMatch(/^lines\[1\]\.total +price ← price = 5, qty ← qty, default = 1 +5$/m);
  });

  it('takes a mapping file, with or without a config', async () => {
    expect((await json('map', 'order.yaml', '--in', 'order.json')).data).toMatchObject({ data: { country: 'Other' } });
    rmSync(join(folder, 'datawald.yaml'));
    write('plain.yaml', 'id: { src: [{ key: id }] }');
    expect(await json('map', 'plain.yaml', '--in', 'order.json')).toMatchObject({ code: 0, data: { data: { id: 7 } } });
    expect(await cli('map', 'nothing.yaml', '--in', 'order.json')).toMatchObject({
      code: 64,
      err: expect.stringContaining('no file nothing.yaml'),
    });
  });

  it('explains one field step by step', async () => {
    const { code, out } = await cli('map', 'orders', '--in', 'order.json', '--explain', 'lines[1].total');
    expect({ code, out }).toEqual({
      code: 0,
      out: [
        'lines[1].total  (order.yaml:10:5)',
        '  1  input price: price of the record is 5',
        '  2  input qty: qty of the record is null or not there, so the default 1',
        '  3  funct price * qty gives 5',
        '  4  kept',
        '',
      ].join('\n'),
    });
    expect((await cli('map', 'orders', '--in', 'order.json', '--explain', 'note')).out).toMatch(
      /dropped: '' is left out \(emptyPolicy: drop\)/,
    );
    expect((await cli('map', 'orders', '--in', 'order.json', '--explain', 'country')).out).toMatch(/lookup countries: has no row for "XX"/);
    expect((await cli('map', 'orders', '--in', 'order.json', '--explain', 'lines.total')).out.match(/gives/g)).toHaveLength(2);
  });

  it('says of a field that was not reached why, and of one that there is not what there is', async () => {
    write('order.json', { ...order, lines: null });
    expect((await cli('map', 'orders', '--in', 'order.json', '--explain', 'lines.total')).out).toMatch(
      /^lines\.total was not reached: what it is within gave no such element\.\n\nlines +\(order\.yaml:6:1\)\n[\s\S]*list: there is none/,
    );
    expect(await cli('map', 'orders', '--in', 'order.json', '--explain', 'lines.totl')).toMatchObject({
      code: 64,
      err: expect.stringContaining('Did you mean lines.total? There are: number, country,'),
    });
  });

  it('shows a record that fails, and the rule that failed: 3', async () => {
    write('order.json', { ...order, lines: [{ price: 'many' }] });
    const { code, data } = await json('map', 'orders', '--in', 'order.json', '--explain', 'lines[0].total');
    expect(code).toBe(3);
    expect(data).toMatchObject({
      failure: { code: 'Mapping' },
      rules: [
        {
          field: 'lines[0].total',
          outcome: 'failed',
          inputs: [
            { label: 'price', value: 'many' },
            { label: 'qty', from: 'default', value: 1 },
          ],
        },
      ],
    });
    const text = await cli('map', 'orders', '--in', 'order.json');
    expect(text).toMatchObject({ code: 3, out: expect.stringMatching(/│ fails \(Mapping\): rule lines\[0\]\.total/) });
  });

  it('shows every problem of a mapping that is wrong, with line and caret: 4', async () => {
    write('order.yaml', 'a: { src: [{ key: x }], funct: "x +* 1" }\nb: { funct: "y ! 1" }\n');
    const { code, err } = await cli('map', 'order.yaml', '--in', 'order.json');
    expect(code).toBe(4);
    expect(err).toMatch(/order\.yaml:1:39: a\.funct: .*\n.*\n +\^\n[\s\S]*order\.yaml:2:16: b\.funct: .*\n.*\n +\^\n/);
    expect(await cli('validate')).toMatchObject({ code: 4, out: err });
  });
});

describe('datawald map diff', () => {
  const newer = mapping
    .replace('"No. "', '"#"')
    .replace('default: EUR', 'default: USD')
    .replace('price * qty }', 'price * qty }\n    added: { src: [{ default: x }] }');
  const ask = ['--sync', 'orders', '--last', '10'];

  it('prints what would change, for each record and summed by field: 1', async () => {
    await stage([{ srcId: 'A', raw: order }, { srcId: 'B', raw: { id: 8, currency: 'CHF' } }, { srcId: 'C' }]);
    write('new.yaml', newer);
    const { code, out, err } = await cli('map', 'diff', 'order.yaml', 'new.yaml', ...ask);
    expect(code).toBe(1);
    expect(out).toContain(
      '\nA\n  ~ number: "No. 7" → "#7"\n  ~ currency: "EUR" → "USD"\n  + lines[0].added: "x"\n  + lines[1].added: "x"\n',
    );
    expect(out).toMatch(/^lines\[\]\.added +2 +0 +0 +A$/m);
    expect(out).toMatch(/^number +0 +0 +2 +B$/m);
    expect(out).toMatch(/2 of 2 records differ\.\n$/);
    expect(err).toMatch(/^2 records: the last 3 entities of orders; of 1 no raw record is kept/);
  });

  it('is silent where nothing differs: 0', async () => {
    await stage([{ srcId: 'A', raw: order }]);
    expect(await cli('map', 'diff', 'orders', 'order.yaml', ...ask)).toMatchObject({ code: 0, out: 'Nothing differs in 1 records.\n' });
  });

  it('shows failures that appear and disappear', async () => {
    await stage([
      { srcId: 'A', raw: order },
      { srcId: 'B', raw: { id: 8, note: 'x' } },
    ]);
    write('new.yaml', `${mapping}bad: { src: [{ key: note, label: n }], funct: '$number(n)' }\n`);
    const { code, data } = await json('map', 'diff', 'order.yaml', 'new.yaml', ...ask);
    expect(code).toBe(1);
    expect(data).toMatchObject({
      compared: 2,
      differing: 2,
      records: [{ srcId: 'B', differences: [{ kind: 'fails now', message: expect.stringContaining('rule bad') }] }, { srcId: 'A' }],
    });
    expect((await json('map', 'diff', 'new.yaml', 'order.yaml', ...ask)).data).toMatchObject({
      records: [{ differences: [{ kind: 'fails no longer' }] }, {}],
    });
  });

  it('knows nothing where no raw record is kept: 1', async () => {
    await stage([{ srcId: 'C' }]);
    expect(await cli('map', 'diff', 'order.yaml', 'order.yaml', ...ask)).toMatchObject({
      code: 1,
      out: 'Nothing could be compared, so nothing is known.\n',
      err: expect.stringContaining('of 1 no raw record is kept'),
    });
  });

  it('takes records from a file, an object a line', async () => {
    write('orders.ndjson', `${JSON.stringify(order)}\n${JSON.stringify({ id: 8 })}\n`);
    write('new.yaml', newer);
    expect((await json('map', 'diff', 'order.yaml', 'new.yaml', '--in', 'orders.ndjson')).data).toMatchObject({
      compared: 2,
      records: [{ srcId: '#1' }, { srcId: '#2' }],
    });
  });

  it('tells fields apart that objects inherit', async () => {
    write('one.json', [{ a: 1 }]);
    write('old.yaml', 'a: { src: [{ key: a }] }');
    write('new.yaml', 'toString: { src: [{ key: a }] }\nconstructor: { src: [{ key: a }] }');
    expect((await json('map', 'diff', 'old.yaml', 'new.yaml', '--in', 'one.json')).data).toMatchObject({
      fields: [
        { field: 'a', removed: 1 },
        { field: 'constructor', added: 1 },
        { field: 'toString', added: 1 },
      ],
    });
  });
});

describe('datawald map coverage', () => {
  it('shows what is never read, what never gives anything, and what tables lack', async () => {
    await stage([
      { srcId: 'A', raw: order },
      { srcId: 'B', raw: { id: 8, address: { country: 'DE', zip: '2' }, lines: [{ price: 1, weight: 3 }] } },
      { srcId: 'C', raw: { id: 9, address: { country: 'XX' } } },
    ]);
    const { code, data } = await json('map', 'coverage', 'orders', '--last', '10');
    expect(code).toBe(0);
    expect(data).toEqual({
      records: 3,
      failed: 0,
      failures: [],
      unread: [
        { field: 'address.zip', records: 2, example: '2' },
        { field: 'lines[].weight', records: 1, example: 3 },
      ],
      idle: [
        { field: 'note', rule: ['note'], runs: 3 },
        { field: 'cleared', rule: ['cleared'], runs: 3 },
      ],
      missing: [{ table: 'countries', key: 'XX', count: 2, fields: ['country'] }],
      withoutRaw: 0,
    });
    expect((await cli('map', 'coverage', 'orders')).out).toMatch(/never read\nfield +records +example\naddress\.zip +2 +"2"\n/);
  });

  it('counts an object that goes through whole as read, and rules that never ran', async () => {
    write(
      'whole.yaml',
      'language: python\nrules:\n  a: { type: attribute, src: [{ key: address, label: a }], funct: "src[\'a\']" }\n  l: { type: list, src: [{ key: lines }], funct: { x: { type: attribute, src: [{ key: p, label: p }], funct: "src[\'p\']" } } }\n',
    );
    write('records.json', [{ address: { zip: 1 }, lines: [], rest: { deep: [1] } }]);
    expect((await json('map', 'coverage', 'whole.yaml', '--in', 'records.json')).data).toMatchObject({
      unread: [{ field: 'rest.deep[]', example: 1 }],
      idle: [{ field: 'l[].x', runs: 0 }],
    });
  });

  it('counts failures with their reasons: 3', async () => {
    write('records.json', [{ lines: 5 }, { lines: 5 }, {}]);
    expect(await json('map', 'coverage', 'orders', '--in', 'records.json')).toMatchObject({
      code: 3,
      data: { records: 3, failed: 2, failures: [{ count: 2, message: expect.stringContaining('rule lines') }] },
    });
  });

  it('is told which records are meant', async () => {
    write('lone.yaml', 'id: { src: [{ key: id }] }');
    expect(await cli('map', 'coverage', 'lone.yaml')).toMatchObject({
      code: 64,
      err: expect.stringContaining('either --sync ID, or --in FILE'),
    });
    expect(await cli('map', 'coverage', 'orders', '--last', 'all')).toMatchObject({
      code: 64,
      err: expect.stringContaining('--last takes a whole number'),
    });
  });
});
