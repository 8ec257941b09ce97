import type { Endpoint, Source, Target } from '../connectors/connector.js';
import { netsuite as connector } from '../connectors/netsuite/index.js';
import { netsuiteSettings } from '../connectors/netsuite/settings.js';
import type { TargetEntity } from '../core/entity.js';
import { toInstant } from '../core/instant.js';
import type { JsonObject } from '../core/json.js';
import type { Found, Outcome } from '../core/outcome.js';
import type { TxType } from '../core/tx-type.js';
import { type NetSuite, type NetSuiteOptions, startNetSuite } from '../sandbox/netsuite/index.js';
import { aloneContext } from './support/context.js';

export const tokens = { consumerKey: 'ck', consumerSecret: 'cs-secret', tokenId: 'tk', tokenSecret: 'ts-secret' } as const;

export interface AccountAndEndpoint extends AsyncDisposable {
  readonly netsuite: NetSuite;
  readonly endpoint: Endpoint;
  readonly source: Source;
  readonly target: Target;
  write(txType: TxType, entities: readonly TargetEntity[]): Promise<readonly Outcome[]>;
  find(txType: TxType, entities: readonly TargetEntity[]): Promise<readonly Found[]>;
}

/** A stand-in for NetSuite, and an endpoint that is opened on it. */
export async function openNetSuite(
  options: { readonly netsuite?: Partial<NetSuiteOptions>; readonly settings?: JsonObject; readonly now?: () => Date } = {},
): Promise<AccountAndEndpoint> {
  const netsuite = await startNetSuite({ credentials: tokens, concurrency: 50, ...options.netsuite });
  const settings = netsuiteSettings.parse({
    account: '1234567_SB1',
    baseUrl: netsuite.url,
    auth: { type: 'token', ...tokens },
    ...options.settings,
  });
  const endpoint = connector.open(settings, aloneContext('ns', options.now === undefined ? {} : { now: options.now }));
  const { source, target } = endpoint;
  if (source === undefined || target === undefined) throw new Error('the endpoint has no source or no target');
  const signal = new AbortController().signal;
  return {
    netsuite,
    endpoint,
    source,
    target,
    write: async (txType, entities) => await target.write({ txType, entities, attempt: 1, signal }),
    find: async (txType, entities) => await target.find({ txType, entities, signal }),
    [Symbol.asyncDispose]: async () => {
      await endpoint[Symbol.asyncDispose]();
      await netsuite.close();
    },
  };
}

/** A mapped record. `version` tells versions of one record apart. */
export function mapped(srcId: string, data: JsonObject, version = 1): TargetEntity {
  return { srcId, updatedAt: toInstant(version * 1000), key: `${srcId}/${version}`, data };
}

/** A customer `C1` and an item `CHAI`, for orders to refer to. */
export async function addCustomerAndItem({ write }: Pick<AccountAndEndpoint, 'write'>): Promise<void> {
  const [customer] = await write('customer', [mapped('C1', { companyName: 'Alfreds', isPerson: false, subsidiary: { id: '1' } })]);
  const [item] = await write('product', [mapped('CHAI', { itemId: 'CHAI', displayName: 'Chai' })]);
  if (customer?.status !== 'sent' || item?.status !== 'sent') throw new Error(JSON.stringify([customer, item]));
}
