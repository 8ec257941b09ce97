import { afterAll, describe, it } from '@jest/globals';
import { openStore } from '../../../stores/open-store.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';
import { storeContract } from './store-contract.js';

let server: PostgresServer | undefined;
let reason = '';
try {
  server = await startPostgres();
} catch (error) {
  reason = error instanceof Error ? error.message : String(error);
}

if (server === undefined) {
  describe('the store on Postgres', () => {
    it.todo(`is not tested on this machine: ${reason}`);
  });
} else {
  const running = server;
  const newDatabase = async () => {
    const url = await running.newDatabase();
    return { open: () => openStore({ kind: 'postgres', url }) };
  };
  storeContract('Postgres', async () => ({ ...(await newDatabase()), openEmpty: newDatabase }));
  afterAll(() => running.stop());
}
