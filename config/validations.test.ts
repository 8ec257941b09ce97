import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryConnector } from '../connectors/memory/index.js';
import { Registry } from '../connectors/registry.js';
import { loadConfig } from './load.js';
import { formatProblem } from './source-text.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-validations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(sync: string, files: Readonly<Record<string, string>> = {}) {
  const config = `endpoints: { shop: { connector: memory }, crm: { connector: memory } }\nsyncs:\n  a:\n    source: shop\n    target: crm\n    txType: product\n${sync}`;
  for (const [name, text] of Object.entries({ ...files, 'datawald.yaml': config })) writeFileSync(join(folder, name), text);
  return loadConfig({ file: 'datawald.yaml', connectors: new Registry([memoryConnector()]), env: {}, cwd: folder });
}

const problemsOf = (...config: Parameters<typeof load>) => load(...config).problems.map(formatProblem);

describe('the validation of a sync', () => {
  it('is part of the config, within it or as a file', () => {
    const inline = load('    validation: { schema: { sku: { type: string } }, unknown: keep }\n');
    expect(inline.loaded?.config.syncs['a']?.validation).toEqual({ schema: { sku: { type: 'string' } }, unknown: 'keep' });
    expect(inline.loaded?.document).not.toHaveProperty('validations');
    const asFile = load('    validation: sku.json\n', { 'sku.json': '{"schema": {"sku": {"type": "string"}}}' });
    expect(asFile.loaded?.document.validations).toEqual({ 'sku.json': { schema: { sku: { type: 'string' } } } });
    expect(asFile.loaded?.version).not.toBe(inline.loaded?.version);
  });

  it('is checked with the config: every problem with its place', () => {
    expect(problemsOf('    validation:\n      schema:\n        sku: { type: strng }\n        qty: { mim: 1 }\n')).toEqual([
      expect.stringMatching(/^datawald\.yaml:9:16: syncs\.a\.validation\.schema\.sku\.type: "strng" is not a type\. There are: /),
      'datawald.yaml:10:16: syncs.a.validation.schema.qty.mim: there is no such rule. Did you mean min?',
    ]);
    expect(problemsOf('    validation: order.yaml\n', { 'order.yaml': 'schema:\n  sku:\n    regex: "(?<!a)b"\n' })).toEqual([
      'order.yaml:3:5: schema.sku.regex: the pattern (?<!a)b has look-around, (?=…) and the like, which is not known here',
    ]);
    expect(problemsOf('    validation: none.yaml\n')).toEqual(['datawald.yaml:7:5: syncs.a.validation: none.yaml cannot be read.']);
    expect(problemsOf('    validation: { schme: {} }\n')).toContainEqual(
      expect.stringContaining('syncs.a.validation.schme: there is no such setting. Did you mean schema?'),
    );
  });
});

describe('product metadata of a sync', () => {
  it('takes the place of the mapping, and is for products', () => {
    expect(load('    productMetadata: {}\n').loaded?.config.syncs['a']?.productMetadata).toEqual({ unknown: 'keep' });
    expect(problemsOf('    productMetadata: {}\n    mapping: a.yaml\n', { 'a.yaml': '{}' })).toEqual([
      expect.stringContaining('syncs.a.productMetadata: takes the place of mapping; one of them must go'),
    ]);
    expect(problemsOf('    productMetadata: { unknown: purge }\n')).toEqual([expect.stringContaining('Allowed: fail, drop, keep')]);
  });
});
