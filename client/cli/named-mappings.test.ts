import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cliIn } from '../../test/support/cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-named-'));
  writeFileSync(join(folder, 'order.json'), JSON.stringify({ id: 7, price: 2, qty: 3 }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config = (mappings: string) => `endpoints:
  shop: { connector: memory, settings: { system: shop } }
  crm: { connector: memory, settings: { system: crm } }
syncs:
  orders: { source: shop, target: crm, txType: order, mapping: order }
  quotes: { source: shop, target: crm, txType: quote, mapping: order }
mappings:
${mappings}`;

async function cli(text: string, ...argv: string[]) {
  writeFileSync(join(folder, 'datawald.yaml'), text);
  return await cliIn(folder, ...argv);
}

describe('mappings in the config itself', () => {
  it('serve every sync that names them', async () => {
    const text = config(
      '  order: { number: { src: [{ key: id }] }, total: { src: [{ key: price, label: p }, { key: qty, label: q }], funct: p * q } }\n',
    );
    expect(await cli(text, 'validate')).toMatchObject({ code: 0 });
    for (const sync of ['orders', 'quotes']) {
      const { code, out } = await cli(text, 'map', sync, '--in', 'order.json', '--json');
      expect(JSON.parse(out)).toMatchObject({ data: { data: { number: 7, total: 6 } } });
      expect(code).toBe(0);
    }
  });

  it('are checked at their place, also where no sync names them', async () => {
    const text = config(`  order: { number: { src: [{ key: id }] } }
  spare:
    language: python
    rules:
      total: { type: attribute, src: [{ key: price, label: p }], funct: "src['p'] +" }
`);
    const { code, out } = await cli(text, 'validate');
    expect(code).toBe(4);
    expect(out).toMatch(/datawald\.yaml:12:\d+: .*mappings\.spare\.rules\.total\.funct/);
  });

  it('are not looked for as files where something else in the config is wrong', async () => {
    const text = config('  order: { number: { src: [{ key: id }] } }\n').replace('txType: quote', 'txType: quotation');
    const { code, out } = await cli(text, 'validate');
    expect(code).toBe(4);
    expect(out).not.toMatch(/cannot be read/);
  });
});
