import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../core/json.js';
import { cliIn } from '../../test/support/cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-lookup-'));
  write('datawald.yaml', config);
  write('order.yaml', 'id: { src: [{ key: id }] }');
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

function write(name: string, text: string | JsonObject): void {
  writeFileSync(join(folder, name), typeof text === 'string' ? text : JSON.stringify(text));
}

const cli = async (...argv: string[]) => await cliIn(folder, ...argv);

async function json(...argv: string[]): Promise<{ code: number; data: unknown }> {
  const { code, out } = await cli(...argv, '--json');
  return { code, data: (JSON.parse(out) as { data: unknown }).data };
}

describe('datawald lookup', () => {
  it('edits the rows of the store, which mappings see once they are applied', async () => {
    expect((await cli('lookup', 'set', 'classes', '7', 'reduced')).out).toContain('datawald apply');
    await cli('lookup', 'set', 'classes', '8', '0.19');
    await cli('lookup', 'set', 'classes', '9', '007');
    await cli('lookup', 'set', 'classes', '10', 'true', '--text');
    expect((await json('lookup', 'list', 'classes')).data).toEqual([
      { key: '10', value: 'true' },
      { key: '7', value: 'reduced' },
      { key: '8', value: 0.19 },
      { key: '9', value: '007' },
    ]);
    expect((await cli('lookup', 'delete', 'classes', '9')).code).toBe(0);
    expect(await cli('lookup', 'delete', 'classes', '9')).toMatchObject({ code: 1, out: 'classes has no row 9.\n' });
    expect((await json('lookup', 'list')).data).toEqual([
      { table: 'countries', from: 'countries.csv', missing: { default: 'Other' }, rows: 1 },
      { table: 'classes', from: 'store', missing: 'park', rows: 3 },
    ]);
    write('class.yaml', `class: { src: [{ key: c, label: c }], funct: '$lookup("classes", c)' }`);
    write('record.json', { c: 7 });
    expect((await json('map', 'class.yaml', '--in', 'record.json')).data).toMatchObject({ data: { class: 'reduced' } });
    write('record.json', { c: 77 });
    expect(await json('map', 'class.yaml', '--in', 'record.json')).toMatchObject({ code: 3, data: { failure: { code: 'LookupMissing' } } });
  });

  it('takes rows from a file, and takes the others away where it is told to', async () => {
    write('classes.csv', 'id,x,name\n1,,one\n2,,two\n');
    await cli('lookup', 'set', 'classes', '9', 'nine');
    const columns = ['--key', 'id', '--value', 'name'];
    expect(await json('lookup', 'import', 'classes', 'classes.csv', ...columns)).toMatchObject({
      code: 0,
      data: { imported: 2, deleted: 0 },
    });
    expect((await json('lookup', 'import', 'classes', 'classes.csv', ...columns, '--replace')).data).toMatchObject({
      imported: 2,
      deleted: 1,
    });
    expect((await json('lookup', 'list', 'classes')).data).toEqual([
      { key: '1', value: 'one' },
      { key: '2', value: 'two' },
    ]);
  });

  it('shows a change of rows as one of the config', async () => {
    const before = await json('apply', '--dry-run');
    await cli('lookup', 'set', 'classes', '7', 'reduced');
    const after = await json('apply', '--dry-run');
    expect(after).toMatchObject({ code: 2, data: { changes: expect.arrayContaining(['+ lookup classes', '+ lookup countries']) } });
    expect((after.data as { version: string }).version).not.toBe((before.data as { version: string }).version);
  });

  it.each([
    [['lookup', 'set', 'clases', '1', 'x'], 64, /Did you mean classes\? There are: classes/],
    [['lookup', 'set', 'countries', '1', 'x'], 64, /The rows of countries are in countries\.csv: edit them there/],
    [['lookup', 'set', 'classes', 'k'.repeat(201), 'x'], 4, /has a key of 201 characters; 200 are the most/],
    [['lookup', 'import', 'classes', 'bad.csv'], 4, /bad\.csv:3:1: the row has the key "1" of line 2 once more/],
    [['lookup', 'import', 'classes', 'none.csv'], 64, /none\.csv cannot be read/],
    [['lookup'], 64, /lookup knows: list, set, delete, import/],
  ])('refuses %j with %i and the reason', async (argv, code, expected) => {
    write('bad.csv', 'a,b\n1,2\n1,3\n');
    expect(await cli(...argv)).toMatchObject({ code, err: expect.stringMatching(expected) });
    expect((await json('lookup', 'list', 'classes')).data).toEqual([]);
  });
});
