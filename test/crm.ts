import type { Endpoint, Target } from '../connectors/connector.js';
import { hubspot } from '../connectors/hubspot/index.js';
import type { TargetEntity } from '../core/entity.js';
import { toInstant } from '../core/instant.js';
import type { JsonObject } from '../core/json.js';
import type { Found, Outcome } from '../core/outcome.js';
import type { TxType } from '../core/tx-type.js';
import { type Crm, type CrmOptions, startCrm } from '../sandbox/crm/index.js';
import { aloneContext } from './support/context.js';

/** A running CRM, and a hubspot endpoint `crm` that writes it. */
export interface CrmAndTarget extends AsyncDisposable {
  readonly crm: Crm;
  readonly endpoint: Endpoint;
  readonly target: Target;
  write(txType: TxType, entities: readonly TargetEntity[]): Promise<readonly Outcome[]>;
  find(txType: TxType, entities: readonly TargetEntity[]): Promise<readonly Found[]>;
}

interface CrmAndTargetOptions {
  readonly crm?: Partial<CrmOptions>;
  readonly settings?: JsonObject;
  readonly now?: () => Date;
}

const token = 'pat-eu1-test';

/** The CRM takes as many requests as a test makes, unless its limits are given. */
export async function openCrmAndTarget(options: CrmAndTargetOptions = {}): Promise<CrmAndTarget> {
  const crm = await startCrm({ token, limits: { burst: 100_000, searchPerSecond: 1000 }, ...options.crm });
  const settings = hubspot.settings.parse({ token, baseUrl: crm.url, ...options.settings });
  const limits = { requests: { count: 100_000, perSeconds: 1 } };
  const endpoint = hubspot.open(settings, aloneContext('crm', { limits, ...(options.now && { now: options.now }) }));
  const { target } = endpoint;
  if (target === undefined) throw new Error('hubspot has a target');
  return {
    crm,
    endpoint,
    target,
    write: async (txType, entities) => await target.write({ txType, entities, attempt: 1, signal: new AbortController().signal }),
    find: async (txType, entities) => await target.find({ txType, entities, signal: new AbortController().signal }),
    [Symbol.asyncDispose]: async () => {
      await endpoint[Symbol.asyncDispose]();
      await crm.close();
    },
  };
}

/** A mapped record. `version` tells versions of one record apart. */
export function entity(srcId: string, data: JsonObject, version = 1): TargetEntity {
  return { srcId, updatedAt: toInstant(version * 1000), key: `${srcId}/${version}`, data };
}

/** An order as a mapping produces it for HubSpot. */
export function order(number: string, more: JsonObject = {}): TargetEntity {
  return entity(number, { dw_order_id: number, dealname: `Order ${number}`, amount: 10.5, ...more });
}

/** A line item as a mapping produces it. */
export function line(sku: string, quantity = 1, price = 5): JsonObject {
  return { hs_sku: sku, name: `Product ${sku}`, quantity, price };
}

/** `count` numbers from 0. */
export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
