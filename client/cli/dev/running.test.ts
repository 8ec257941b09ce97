import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endLeftovers, readRunning, writeRunning } from './running.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datawald-running-'));
  mkdirSync(join(folder, '.datawald'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('what is known of a running demo', () => {
  it('comes back as it was written', () => {
    const running = { address: '127.0.0.1:1', config: 'c.yaml', env: { A: 'b' }, pid: process.pid, children: [] };
    writeRunning({ folder, isOnce: false }, running);
    expect(readRunning(folder)).toEqual(running);
    expect(() => endLeftovers({ folder, isOnce: false })).not.toThrow();
    expect(readRunning(folder)).toBeUndefined();
  });

  it('is nothing where a kill has cut the file off', () => {
    writeFileSync(join(folder, '.datawald', 'running.json'), '{ "address": "127');
    expect(readRunning(folder)).toBeUndefined();
    expect(() => endLeftovers({ folder, isOnce: false })).not.toThrow();
  });
});
