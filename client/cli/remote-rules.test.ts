import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/load.js';
import { connectors } from '../../connectors/all.js';
import { Registry } from '../../connectors/registry.js';
import { credentials, type S3Server, startServer, TestBucket } from '../../test/s3/store.js';
import { cliIn } from '../../test/support/cli.js';
import { withRemoteRules } from './remote-rules.js';

/** The predecessor's file: target, tx type, rules, and functions in Python. */
const txmap = {
  crm: {
    order: {
      number: { src: [{ key: 'id', label: 'n' }], funct: "'No. %s' % src['n']", type: 'attribute' },
      total: {
        src: [
          { key: 'price', label: 'p' },
          { key: 'qty', label: 'q' },
        ],
        funct: "src['p'] * src['q']",
        type: 'attribute',
      },
    },
    customer: { name: { src: [{ key: 'name', label: 'n' }], funct: "src['n'].nonsense()", type: 'attribute' } },
  },
};

let server: S3Server;
let bucket: TestBucket;
let folder: string;
const before = { ...process.env };

beforeAll(async () => {
  server = await startServer('fauxqs');
  bucket = await TestBucket.make(server);
  folder = mkdtempSync(join(tmpdir(), 'datawald-remote-'));
  await bucket.put('maps/txmap.json', JSON.stringify(txmap));
  await bucket.put('maps/text.json', 'rules to come');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: bucket.access.endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  writeFileSync(
    join(folder, 'datawald.yaml'),
    `endpoints:
  shop: { connector: memory, settings: { system: shop } }
  crm: { connector: memory, settings: { system: crm } }
syncs:
  orders: { source: shop, target: crm, txType: order, mapping: order.yaml }
`,
  );
  writeFileSync(join(folder, 'order.json'), JSON.stringify({ id: 7, price: 2, qty: 3 }));
});
afterAll(async () => {
  process.env = before;
  rmSync(folder, { recursive: true, force: true });
  await bucket[Symbol.asyncDispose]();
  await server.stop();
});

function mapping(rulesFrom: string): void {
  writeFileSync(join(folder, 'order.yaml'), `language: python\nrulesFrom: ${rulesFrom}\n`);
}

const cli = async (...argv: string[]) => await cliIn(folder, ...argv);

describe('rules that lie in S3', () => {
  it('are fetched, checked and run', async () => {
    mapping(`{ bucket: ${bucket.name}, key: maps/txmap.json, at: [crm, order] }`);
    const { code, out } = await cli('map', 'orders', '--in', 'order.json', '--json');
    expect(JSON.parse(out)).toMatchObject({ data: { data: { number: 'No. 7', total: 6 } } });
    expect(code).toBe(0);
  });

  it('become part of the version of the config: what changes there later is another version', async () => {
    mapping(`{ bucket: ${bucket.name}, key: maps/changing.json }`);
    const load = async () => {
      const { loaded } = loadConfig({ file: 'datawald.yaml', cwd: folder, env: {}, connectors: new Registry(connectors()) });
      if (loaded === undefined) throw new Error('the config has problems');
      return await withRemoteRules(loaded);
    };
    await bucket.put('maps/changing.json', JSON.stringify(txmap.crm.order));
    const first = await load();
    expect(first.document.mappings['order.yaml']).toEqual({ language: 'python', rules: txmap.crm.order });
    expect((await load()).version).toBe(first.version);
    await bucket.put('maps/changing.json', JSON.stringify({ number: txmap.crm.order.number }));
    expect((await load()).version).not.toBe(first.version);
  });

  it.each([
    [
      'at a place that the file has not',
      '{ bucket: BUCKET, key: maps/txmap.json, at: [crm, orders] }',
      /has nothing at crm\.orders\. It has: order, customer\./,
    ],
    ['in no file', '{ bucket: BUCKET, key: maps/none.json }', /maps\/none\.json cannot be read \(NoSuchKey: .*Look at rulesFrom/],
    ['in what is no JSON', '{ bucket: BUCKET, key: maps/text.json }', /maps\/text\.json is not JSON/],
    ['with an error', '{ bucket: BUCKET, key: maps/txmap.json, at: [crm, customer] }', /txmap\.json\): rules\.name\.funct: .*nonsense/],
    ['under a wrong setting', '{ bucket: BUCKET, file: maps/txmap.json }', /order\.yaml:2:\d+/],
  ])('%s are told with the place', async (_, place, message) => {
    mapping(place.replace('BUCKET', bucket.name));
    const { code, err } = await cli('map', 'orders', '--in', 'order.json');
    expect(err).toMatch(message);
    expect(code).toBe(4);
  });
});
