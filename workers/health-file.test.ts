import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
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
    let asked = 0;
    const ask = async () => {
      asked += 1;
      return isWell;
    };
    health = new HealthFile({ file, everyMs: 10, isWell: ask });
    await until('it is there', () => existsSync(file));
    const first = statSync(file).mtimeMs;
    await until('it is renewed', () => statSync(file).mtimeMs > first);
    isWell = false;
    const since = asked;
    await until('an answer after the last good one', () => asked > since + 1);
    const last = statSync(file).mtimeMs;
    await until('some more answers', () => asked > since + 6);
    expect(statSync(file).mtimeMs).toBe(last);
  });

  it('is not there when the question cannot be answered', async () => {
    let asked = 0;
    const ask = async () => {
      asked += 1;
      throw new Error('no server');
    };
    health = new HealthFile({ file, everyMs: 10, isWell: ask });
    await until('it was asked several times', () => asked > 4);
    expect(existsSync(file)).toBe(false);
  });

  it('is gone after the end, also when an answer was still on its way', async () => {
    const answers: ((isWell: boolean) => void)[] = [];
    health = new HealthFile({ file, everyMs: 10, isWell: async () => await new Promise<boolean>((resolve) => answers.push(resolve)) });
    answers[0]?.(true);
    await until('it is there, and asked again', () => existsSync(file) && answers.length > 1);
    health.close();
    for (const answer of answers) answer(true);
    await nextTurn();
    expect(existsSync(file)).toBe(false);
  });
});
