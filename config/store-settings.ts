import { resolve } from 'node:path';
import type { LoadedConfig } from './load.js';

/** Where the store of a config is: its file below the config's folder, and no reference to secrets left in it. */
export function storeSettings({ config, folder, secrets }: LoadedConfig) {
  const { store } = config;
  switch (store.kind) {
    case 'embedded':
      return { ...store, file: resolve(folder, secrets.resolveText(store.file, 'store.file')) };
    case 'postgres':
      return { ...store, url: secrets.resolveText(store.url, 'store.url') };
    case 'dynamodb':
      return store;
  }
}
