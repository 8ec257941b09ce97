// The worker of the chaos: the engine as it is, with a connector of its own. `node worker.js <options as JSON>`
import { Secrets } from '../../config/secrets.js';
import { Registry } from '../../connectors/registry.js';
import { openStore, type StoreSettings } from '../../stores/open-store.js';
import { runWorker } from '../../workers/run-worker.js';
import { chaosConnector } from './connector.js';
import { type Death, Watch } from './death.js';
import { endWithParent } from './serve.js';

export interface ChaosWorkerOptions {
  readonly address: string;
  readonly namespace: string;
  readonly store: StoreSettings;
  /** Absent: it lives until it is killed from outside. */
  readonly death?: Death;
}

const { address, namespace, store, death } = JSON.parse(process.argv[2] ?? '{}') as ChaosWorkerOptions;
endWithParent();
const watch = new Watch(death);
await runWorker({
  store: watch.store(openStore(store)),
  registry: new Registry([watch.connector(chaosConnector)]),
  secrets: new Secrets({ env: {}, folder: '.' }),
  temporal: { address, namespace, connection: {} },
  logLevel: 'error',
  stopped: new Promise(() => {}),
  onReady: () => process.stdout.write('ready\n'),
});
