import { z } from 'zod';
import type { Cursor } from '../../core/cursor.js';
import { ConnectorError } from '../../core/errors.js';
import { toInstant } from '../../core/instant.js';
import { txTypes } from '../../core/tx-type.js';
import type { Page, ReadRequest, Source } from '../connector.js';
import type { Item } from './attribute-value.js';
import { type DynamoSourceOptions, namedItems } from './named-items.js';
import { pageOfItems } from './page-of-items.js';
import { tableOf } from './table-name.js';

const key = z.record(z.string(), z.union([z.strictObject({ S: z.string() }), z.strictObject({ N: z.string() })]));

/** A whole table, each time: for tables without an index by time. */
export function scanSource(options: DynamoSourceOptions): Source {
  return { txTypes, order: 'none', read: async (request) => await scan(request, options), ...namedItems(options) };
}

async function scan(
  { txType, cursor, limit, signal }: ReadRequest,
  { api, settings, reader, context }: DynamoSourceOptions,
): Promise<Page> {
  const table = tableOf(settings.table, txType);
  const facts = await api.facts(table, signal);
  const { items, next } = await api.scan({ table, limit, after: placeOf(cursor, context.endpointId) }, signal);
  const page = await pageOfItems(items, { reader, reading: { txType, facts, signal } });
  if (next === undefined) return { ...page, isDone: true };
  return { ...page, isDone: false, next: { updatedAt: cursor?.updatedAt ?? toInstant(0), token: JSON.stringify(next) } };
}

function placeOf(cursor: Cursor | undefined, endpointId: string): Item | undefined {
  if (cursor?.token === undefined) return undefined;
  try {
    return key.parse(JSON.parse(cursor.token));
  } catch (cause) {
    const message = 'The cursor was not made by a scan of this table. Set the cut date anew, without a token.';
    throw new ConnectorError('Refused', message, { endpoint: endpointId, effect: 'none', cause });
  }
}
