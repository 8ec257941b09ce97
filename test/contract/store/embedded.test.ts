import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { openStore } from '../../../stores/open-store.js';
import { storeContract } from './store-contract.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'datawald-store-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

let files = 0;

function newFile() {
  files += 1;
  const file = join(directory, `${files}.db`);
  return { open: () => openStore({ kind: 'embedded', file }) };
}

storeContract('libsql', () => Promise.resolve({ ...newFile(), openEmpty: newFile }));
