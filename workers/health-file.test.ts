import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../test/support/until.js';
import { HealthFile } from './health-file.js';

describe('the health file', () => {
  let folder: string;
  let file: string;
  let health: HealthFile | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'datawald-health-'));
    file = join(folder, 'health');
  });
  afterEach(() => {
    health?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is renewed while all is well, and grows old when it is not', async () => {
    let isWell = true;
    health = new HealthFile({ file, everyMs: 10, isWell: async () => isWell });
    await until('it is there', () => existsSync(file));
    const first = statSync(file).mtimeMs;
    await until('it is renewed', () => statSync(file).mtimeMs > first);
    isWell = false;
    await delay(50);
    const last = statSync(file).mtimeMs;
    await delay(100);
    expect(statSync(file).mtimeMs).toBe(last);
  });

  it('is not there when the question cannot be answered', async () => {
    health = new HealthFile({ file, everyMs: 10, isWell: async () => await Promise.reject(new Error('no server')) });
    await delay(50);
    expect(existsSync(file)).toBe(false);
  });

  it('is gone after the end, also when an answer was still on its way', async () => {
    health = new HealthFile({ file, everyMs: 10, isWell: async () => await delay(30, true) });
    await until('it is there', () => existsSync(file));
    health.close();
    await delay(60);
    expect(existsSync(file)).toBe(false);
  });
});
