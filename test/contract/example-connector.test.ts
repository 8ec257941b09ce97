import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '../../connectors/connector.js';
import type { Instant } from '../../core/instant.js';
import { jsonFiles } from '../../examples/write-a-connector/json-files.js';
import { aloneContext } from '../../test/support/context.js';
import { entity } from '../crm.js';
import { type SourceUnderTest, sourceContract } from './source.js';
import { type TargetUnderTest, targetContract } from './target.js';

/** The connector of docs/write-a-connector.md is held to the same contracts as all others. */
function open(): { folder: string; endpoint: Endpoint; close: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'datawald-json-files-'));
  mkdirSync(join(folder, 'order'));
  const endpoint = jsonFiles.open({ folder }, aloneContext('files'));
  const close = async () => {
    await endpoint[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, endpoint, close };
}

sourceContract({
  name: 'json-files',
  open: async (): Promise<SourceUnderTest> => {
    const { folder, endpoint, close } = open();
    if (endpoint.source === undefined) throw new Error('json-files has a source');
    const put = (srcId: string, updatedAt: Instant) =>
      writeFileSync(join(folder, 'order', `${srcId}.json`), JSON.stringify({ srcId, updatedAt, data: {} }));
    let added = 0;
    return {
      source: endpoint.source,
      txType: 'order',
      add: (times) =>
        times.map((updatedAt) => {
          const srcId = String(++added).padStart(6, '0');
          put(srcId, updatedAt);
          return srcId;
        }),
      touch: put,
      spoil: (srcId) => writeFileSync(join(folder, 'order', `${srcId}.json`), '{"srcId":""}'),
      [Symbol.asyncDispose]: close,
    };
  },
});

targetContract({
  name: 'json-files',
  open: async (): Promise<TargetUnderTest> => {
    const { folder, endpoint, close } = open();
    if (endpoint.target === undefined) throw new Error('json-files has a target');
    return {
      target: endpoint.target,
      txType: 'order',
      entity: (number, version = 1) => entity(`order-${number}`, { number, version }, version),
      bad: (number) => entity(`order-${number}`, {}),
      count: () => readdirSync(join(folder, 'order')).length,
      [Symbol.asyncDispose]: close,
    };
  },
});
