import type { StoreSettings } from '../../../stores/open-store.js';
import { openDynamodb } from './dynamodb.js';
import { openEmbedded } from './embedded.js';
import { openPostgres } from './postgres.js';

export type StoreKind = StoreSettings['kind'];

/** What can happen to a store of each kind. */
export const storeIncidents = {
  embedded: ['lockStore'],
  postgres: ['lockStore', 'killStore', 'cutStore'],
  dynamodb: ['pauseStore', 'cutStore', 'throttleStore'],
} as const satisfies Record<StoreKind, readonly string[]>;
export type StoreIncidentKind = (typeof storeIncidents)[StoreKind][number];

/** One thing that can happen to a store: what is said of it, and how it is made; resolves when it is over. */
export interface StoreIncident {
  readonly what: string;
  readonly bringAbout: (forMs: number) => Promise<void>;
}

/** The store of a run, with all that can happen to it. */
export interface ChaosStore {
  /** How the workers reach it. */
  readonly settings: StoreSettings;
  readonly incidents: Readonly<Partial<Record<StoreIncidentKind, StoreIncident>>>;
  /** What the incidents came to, for people. */
  readonly describe: () => string;
  stop(): Promise<void>;
}

/** `folder`: of the run, for what a store keeps in files. `random`: decides which answers get lost. */
export async function openChaosStore(kind: StoreKind, folder: string, random: () => number): Promise<ChaosStore> {
  switch (kind) {
    case 'embedded':
      return openEmbedded(folder);
    case 'postgres':
      return await openPostgres(random);
    case 'dynamodb':
      return await openDynamodb(random);
  }
}
