import { afterAll, describe, it, jest } from '@jest/globals';
import { openStore } from '../../../stores/open-store.js';
import { type MotoServer, startMoto } from '../../support/moto-server.js';
import { storeContract } from './store-contract.js';

// The stand-in answers a request in milliseconds, and some of these tests make tens of thousands.
jest.setTimeout(400_000);

process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';

let server: MotoServer | undefined;
let reason = '';
try {
  server = await startMoto();
} catch (error) {
  reason = error instanceof Error ? error.message : String(error);
}

if (server === undefined) {
  describe('the store on DynamoDB', () => {
    it.todo(`is not tested on this machine: ${reason}`);
  });
} else {
  const running = server;
  let prefixes = 0;
  const newTables = () => {
    prefixes += 1;
    const settings = { kind: 'dynamodb', region: 'eu-central-1', prefix: `t${prefixes}-`, endpoint: running.endpoint } as const;
    return { open: () => openStore(settings) };
  };
  storeContract('DynamoDB', () => Promise.resolve({ ...newTables(), openEmpty: newTables }));
  afterAll(() => running.stop());
}
