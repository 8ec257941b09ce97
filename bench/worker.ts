// The worker of the benchmark: the engine as it is, with the benchmark's connector.
import { Secrets } from '../config/secrets.js';
import { Registry } from '../connectors/registry.js';
import { openStore, type StoreSettings } from '../stores/open-store.js';
import { runWorker } from '../workers/run-worker.js';
import { benchConnector } from './connector.js';

const [address = '', settings = '{}'] = process.argv.slice(2);
const store = openStore(JSON.parse(settings) as StoreSettings);
await runWorker({
  store,
  registry: new Registry([benchConnector]),
  secrets: new Secrets({ env: {}, folder: '.' }),
  temporal: { address, namespace: 'default', connection: {} },
  logLevel: 'error',
  stopped: new Promise((resolve) => process.once('SIGTERM', () => resolve())),
  onReady: () => process.stdout.write('ready\n'),
});
await store[Symbol.asyncDispose]();
