import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DataWaldError } from '../core/errors.js';
import { configJsonSchema } from './json-schema.js';
import type { KnownConnectors } from './known-connectors.js';
import { loadConfig } from './load.js';
import { Secrets } from './secrets.js';
import { formatProblem } from './source-text.js';

const settings = z.strictObject({ baseUrl: z.url(), token: z.string().min(8) });
const connectors: KnownConnectors = {
  names: ['magento2', 'hubspot'],
  find: (name) =>
    ({
      magento2: { settings, reads: ['order', 'customer'], writes: [] },
      hubspot: { settings, reads: [], writes: ['order'] },
    })[name],
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(files: Record<string, string>, env: Record<string, string> = {}) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return loadConfig({ file: 'datawald.yaml', connectors, env, cwd: folder });
}

function problemsOf(files: Record<string, string>, env?: Record<string, string>) {
  return load(files, env).problems.map(formatProblem);
}

const endpoints = `endpoints:
  shop: { connector: magento2, settings: { baseUrl: "http://shop.example", token: "\${env:SHOP_TOKEN}" } }
  crm: { connector: hubspot, settings: { baseUrl: "http://crm.example", token: "\${env:CRM_TOKEN:-abcdefgh}" } }
`;
const sync = `syncs:
  orders: { source: shop, target: crm, txType: order, mapping: order.yaml }
`;

describe('config', () => {
  it('loads a whole config, with defaults, mappings inside and secrets as references', () => {
    const { problems, loaded } = load(
      { 'datawald.yaml': endpoints + sync, 'order.yaml': 'a: { src: [{ key: b }] }' },
      { SHOP_TOKEN: 'secret-secret' },
    );
    expect(problems).toEqual([]);
    expect(loaded?.config.syncs['orders']).toMatchObject({ maxEntitiesInMessageBody: 200, onFailure: 'park', overlapSeconds: 120 });
    expect(loaded?.document.mappings).toEqual({ 'order.yaml': { a: { src: [{ key: 'b' }] } } });
    expect(JSON.stringify(loaded?.document)).not.toContain('secret-secret');
  });

  it('has one version for one content, wherever it is', () => {
    const files = { 'datawald.yaml': endpoints + sync, 'order.yaml': 'a: { src: [{ key: b }] }' };
    const first = load(files).loaded?.version;
    expect(load({ ...files, 'datawald.yaml': `# a comment\n${endpoints}${sync}` }).loaded?.version).toBe(first);
    expect(load({ ...files, 'order.yaml': 'a: { src: [{ key: c }] }' }).loaded?.version).not.toBe(first);
  });

  it('S36 finds every problem at once, with its place and what was probably meant', () => {
    const text = `endpoints:
  shop: { connector: magneto2, settings: {} }
  crm: { connector: hubspot, settings: { baseUrl: nowhere, tokn: x } }
syncs:
  orders: { source: shopp, target: crm, txType: product, mapping: order.yaml }
  again: { source: shopp, target: crm, txType: product }
`;
    const problems = problemsOf({ 'datawald.yaml': text, 'order.yaml': 'amount: { src: [{ key: x, label: x }], funct: "x +" }' });
    const expected = [
      'datawald.yaml:2:11: endpoints.shop.connector: there is no connector "magneto2". Did you mean magento2? There are: magento2, hubspot.',
      'datawald.yaml:3:42: endpoints.crm.settings.baseUrl: Invalid URL (found "nowhere")',
      'datawald.yaml:5:13: syncs.orders.source: there is no endpoint "shopp". Did you mean shop? There are: shop, crm.',
      'datawald.yaml:5:41: syncs.orders.txType: the connector hubspot of crm does not write product; it can write: order.',
      'datawald.yaml:6:3: syncs.again: has the same source, target and tx type as orders, so that both would share one cut date. Give one of them a group.',
    ];
    for (const problem of expected) expect(problems).toContain(problem);
    expect(problems.find((problem) => problem.includes('tokn'))).toContain('Did you mean token?');
    expect(problems.find((problem) => problem.startsWith('order.yaml:1:'))).toContain('amount.funct: ');
  });

  it('finds wrong references although other parts are broken', () => {
    const text = `endpoints:
  shop: { connector: magento2, settings: { baseUrl: "http://shop.example", token: abcdefgh } }
  crm: { conector: hubspot }
syncs:
  orders: { source: shop, target: nowhere, txType: order }
  others: { source: shop, target: crm, txType: order }
  broken: { source: shop }
`;
    const problems = problemsOf({ 'datawald.yaml': text }).join('\n');
    expect(problems).toContain('syncs.orders.target: there is no endpoint "nowhere"');
    expect(problems).toContain('endpoints.crm.conector: there is no such setting. Did you mean connector?');
    expect(problems).toContain('syncs.broken.target');
    expect(problems).not.toContain('syncs.others');
  });

  it.each([
    ['an unknown setting', 'shedule: { every: 5m }', 'Did you mean schedule?'],
    ['a value that is not allowed', 'onFailure: prak', 'Did you mean park?'],
    ['a wrong duration', 'schedule: { every: 5 minutes }', '(found "5 minutes")'],
    ['two ways to schedule', 'schedule: { every: 5m, cron: "* * * * *" }', 'needs either every or cron, not both'],
    ['a number out of range', 'maxEntitiesInMessageBody: 0', '(found 0)'],
    ['a date without zone', 'startAt: 2026-01-01T00:00:00', 'startAt'],
  ])('refuses %s', (_, line, expected) => {
    const text = `${endpoints}syncs:\n  orders:\n    source: shop\n    target: crm\n    txType: order\n    ${line}\n`;
    expect(problemsOf({ 'datawald.yaml': text }).join('\n')).toMatch(
      new RegExp(`datawald.yaml:9:\\d+: .*${expected.replace(/[()?]/g, '\\$&')}`),
    );
  });

  it('finds notifications that lead nowhere', () => {
    const told = `channels:
  ops: { kind: webhook, url: "https://ops.example", secret: "\${env:OPS_SECRET}" }
syncTaskNotification:
  crn: { order: { channels: [ops] } }
  "*": { "*": { channels: [opps] } }
`;
    expect(problemsOf({ 'datawald.yaml': endpoints + sync + told, 'order.yaml': '{}' }, { SHOP_TOKEN: 'secret-secret' })).toEqual([
      expect.stringMatching(/:7:3: warning: channels\.ops: \$\{env:OPS_SECRET\} has no value here/),
      expect.stringMatching(/:9:3: .*there is no endpoint "crn"\. Did you mean crm\?/),
      expect.stringMatching(/:10:28: .*there is no channel "opps"\. Did you mean ops\?/),
    ]);
  });

  it('finds schedules that would never run', () => {
    const scheduled = `syncs:
  orders: { source: shop, target: crm, txType: order, schedule: { cron: "61 * * * *", timezone: Europe/Berlim } }
`;
    expect(problemsOf({ 'datawald.yaml': endpoints + scheduled }, { SHOP_TOKEN: 'secret-secret' })).toEqual([
      expect.stringMatching(/:5:\d+: .*cron.* is no cron expression of five fields: .*61/),
      expect.stringMatching(/:5:\d+: .*timezone.* is no IANA zone such as Europe\/Berlin/),
    ]);
  });

  it('reports broken YAML with its place', () => {
    expect(problemsOf({ 'datawald.yaml': 'endpoints:\n  a: [1\n' })[0]).toMatch(/^datawald\.yaml:\d+:\d+: /);
    expect(problemsOf({ 'datawald.yaml': 'endpoints: {}\nendpoints: {}\nsyncs: {}' })[0]).toContain('datawald.yaml:2:1');
  });

  it('says what to do where there is no config', () => {
    expect(problemsOf({})).toEqual(['datawald.yaml:1:1: there is no such file. Make one with: datawald init']);
  });

  it('warns of secrets that have no value here, and loads all the same', () => {
    const { problems, loaded } = load({ 'datawald.yaml': endpoints + sync, 'order.yaml': 'a: { src: [{ key: b }] }' });
    expect(problems.map(formatProblem)).toEqual([
      'datawald.yaml:2:32: warning: endpoints.shop.settings: ${env:SHOP_TOKEN} has no value here. The worker needs it.',
    ]);
    expect(loaded).toBeDefined();
  });

  it('describes connectors and their settings to editors', () => {
    expect(JSON.stringify(configJsonSchema(connectors))).toContain('"const":"hubspot"');
  });
});

describe('secrets', () => {
  it('resolves references, and hides the values in every text afterwards', () => {
    writeFileSync(join(folder, 'key'), 'from a file\n');
    const secrets = new Secrets({ env: { TOKEN: 'hush-hush' }, folder });
    expect(secrets.resolve({ a: 'x${env:TOKEN}', b: ['${file:key}'], c: '${env:NONE:-plain}', d: 1 }, 'shop')).toEqual({
      a: 'xhush-hush',
      b: ['from a file'],
      c: 'plain',
      d: 1,
    });
    expect(secrets.redact('Bearer hush-hush, from%20a%20file')).toBe('Bearer •••, •••');
  });

  it('names endpoint, setting and reference when a value is missing', () => {
    const secrets = new Secrets({ env: {}, folder });
    expect(() => secrets.resolve({ auth: { token: '${env:TOKEN}' } }, 'shop')).toThrow(DataWaldError);
    expect(() => secrets.resolve({ auth: { token: '${env:TOKEN}' } }, 'shop')).toThrow(
      '[shop] settings.auth.token: ${env:TOKEN} has no value. Set the environment variable TOKEN',
    );
  });
});
