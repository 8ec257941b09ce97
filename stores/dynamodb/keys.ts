import { hash } from 'node:crypto';
import type { Lane } from '../../core/ids.js';
import type { MetadataFlow } from '../../core/product-metadata.js';
import { storable } from '../text.js';

/** The whole key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const longestPart = 200;

/**
 * A text as part of a key. What joins parts (`/`) and what marks a digest (`#`) cannot occur in an encoded text, so no
 * two texts share a key.
 */
export function keyPart(text: string): string {
  const encoded = encodeURIComponent(storable(text));
  return encoded.length <= longestPart ? encoded : `${encoded.slice(0, 100)}#${hash('sha256', storable(text))}`;
}

/** Numbers that sort as texts as they do as numbers. */
export function ordered(number: number): string {
  return String(Math.max(0, Math.min(number, 999_999_999_999))).padStart(12, '0');
}

function flow({ source, target, txType }: Lane): string {
  return [source, target, txType].map(keyPart).join('/');
}

function lane(of: Lane): string {
  return `${flow(of)}/${keyPart(of.group ?? '')}`;
}

const alone = '-';

/** Where everything is in the table of tasks. */
export const taskKeys = {
  counter: { pk: 'counter', sk: alone },
  migration: (name: string): Key => ({ pk: 'migration', sk: name }),
  all: 'tasks',
  task: (taskNo: number): Key => ({ pk: 'tasks', sk: ordered(taskNo) }),
  id: (taskId: string): Key => ({ pk: `task-id/${keyPart(taskId)}`, sk: alone }),
  sync: (syncId: string): string => `sync/${keyPart(syncId)}`,
  open: (of: Lane): string => `open/${lane(of)}`,
  cutDate: (of: Lane): Key => ({ pk: `cut-date/${lane(of)}`, sk: alone }),
  configVersion: (version: string): Key => ({ pk: `config/${keyPart(version)}`, sk: alone }),
  budgets: 'budgets',
  budget: (id: string): Key => ({ pk: 'budgets', sk: keyPart(id) }),
  currentConfig: { pk: 'current-config', sk: alone },
} as const;

/** Where notifications are, in the table of tasks. Their ids sort by time. */
export const outboxKeys = {
  all: 'outbox',
  allPending: 'outbox/pending',
  message: (id: string): Key => ({ pk: 'outbox', sk: keyPart(id) }),
  pending: (id: string): Key => ({ pk: 'outbox/pending', sk: keyPart(id) }),
} as const;

/** Where pushed messages are, in the table of tasks. */
export const inboxKeys = {
  syncs: 'inbox-syncs',
  sync: (syncId: string): Key => ({ pk: 'inbox-syncs', sk: keyPart(syncId) }),
  receipts: (messageId: string): string => `inbox-id/${keyPart(messageId)}`,
  receipt: (messageId: string, syncId: string): Key => ({ pk: `inbox-id/${keyPart(messageId)}`, sk: keyPart(syncId) }),
  message: (syncId: string, no: number): Key => ({ pk: `inbox/${keyPart(syncId)}`, sk: ordered(no) }),
  body: (id: string): string => `inbox-body/${id}`,
  bodyPart: (id: string, part: number): Key => ({ pk: `inbox-body/${id}`, sk: ordered(part) }),
  /** Those that are not finished. */
  allWaiting: (syncId: string): string => `inbox-waiting/${keyPart(syncId)}`,
  waiting: (syncId: string, no: number): Key => ({ pk: `inbox-waiting/${keyPart(syncId)}`, sk: ordered(no) }),
  allFinished: 'inbox-finished',
  finished: (at: string, syncId: string, no: number): Key => ({ pk: 'inbox-finished', sk: `${at}/${keyPart(syncId)}/${ordered(no)}` }),
} as const;

/** Where the rows of lookup tables are, in the table of tasks. */
export const lookupKeys = {
  table: (name: string): string => `lookup/${keyPart(name)}`,
  row: (name: string, key: string): Key => ({ pk: `lookup/${keyPart(name)}`, sk: keyPart(key) }),
} as const;

/** Where product metadata is, in the table of tasks. */
export const metadataKeys = {
  flows: 'product-metadata',
  flow: ({ source, target }: MetadataFlow): Key => ({ pk: 'product-metadata', sk: `${keyPart(source)}/${keyPart(target)}` }),
  version: (version: string): string => `product-metadata/${keyPart(version)}`,
  part: (version: string, part: number): Key => ({ pk: `product-metadata/${keyPart(version)}`, sk: ordered(part) }),
} as const;

/** Where everything is in the table of staging. */
export const stagingKeys = {
  route: (of: Lane): Key => ({ pk: `route/${flow(of)}`, sk: alone }),
  plan: (id: string): string => `plan/${id}`,
  progress: (taskNo: number): Key => ({ pk: `progress/${taskNo}`, sk: alone }),
  pages: (taskNo: number): string => `pages/${taskNo}`,
  page: (taskNo: number, pageKey: string): Key => ({ pk: `pages/${taskNo}`, sk: keyPart(pageKey) || alone }),
  rows: (taskNo: number): string => `rows/${taskNo}`,
  row: (taskNo: number, seq: number): Key => ({ pk: `rows/${taskNo}`, sk: ordered(seq) }),
  claim: (taskNo: number, token: string): Key => ({ pk: `claim/${taskNo}/${keyPart(token)}`, sk: alone }),
  pack: (taskNo: number, digest: string): Key => ({ pk: `pack/${taskNo}/${digest}`, sk: alone }),
  head: (of: Lane, srcKey: string): Key => ({ pk: `head/${flow(of)}/${srcKey}`, sk: alone }),
  /** How the hash keys of all heads of a flow begin. */
  heads: (of: Lane): string => `head/${flow(of)}/`,
  /** The head of the entity that a row belongs to, by the row's own `entity`. */
  headOf: (entity: string): Key => ({ pk: `head/${entity}`, sk: alone }),
  entity: (of: Lane, srcId: string): string => `${flow(of)}/${keyPart(srcId)}`,
} as const;
