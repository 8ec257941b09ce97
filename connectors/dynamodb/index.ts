import { txTypes } from '../../core/tx-type.js';
import type { Connector, ConnectorContext, Endpoint, Source } from '../connector.js';
import { DynamoApi } from './api.js';
import { checkDynamo } from './check.js';
import { ItemReader } from './item-reader.js';
import type { DynamoSourceOptions } from './named-items.js';
import { layoutOf, overflowOf } from './parts.js';
import { PollSource } from './poll-source.js';
import type { Overflow } from './record-body.js';
import { scanSource } from './scan-source.js';
import { type DynamodbSettings, dynamodbSettings } from './settings.js';
import { StreamApi } from './stream-api.js';
import { StreamSource } from './stream-source.js';
import { DynamoTarget } from './target.js';

/** Amazon DynamoDB: items as a target, and as a source by index, by scan or by stream. */
export const dynamodb: Connector<DynamodbSettings> = {
  name: 'dynamodb',
  summary: 'Amazon DynamoDB: reads items by the time of their change, whole tables, or streams; writes one item per entity',
  settings: dynamodbSettings,
  reads: txTypes,
  writes: txTypes,
  open: openDynamo,
};

function openDynamo(settings: DynamodbSettings, context: ConnectorContext): Endpoint {
  const { table, target, origin } = settings;
  const api = new DynamoApi(settings, context);
  const overflow = overflowOf(settings, context);
  const layout = layoutOf(settings, api);
  const encode = { exactNumbers: new Set(settings.exactNumbers) };
  const drafting = { layout, overflow, encode, origin };
  const streams = new StreamApi(settings, context);
  const source = openSource({ api, streams, settings, layout, overflow, context });
  return {
    ...(source !== undefined && { source }),
    ...(target !== undefined && { target: new DynamoTarget({ api, drafting, table, settings: target }) }),
    check: async () => await checkDynamo(api, settings),
    [Symbol.asyncDispose]: async () => {
      if (overflow.to === 's3') await overflow.api[Symbol.asyncDispose]();
      await streams[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

function openSource({ api, streams, settings, layout, overflow, context }: SourceParts): Source | undefined {
  const { source } = settings;
  if (source === undefined) return undefined;
  const options = { api, settings, layout, context, reader: new ItemReader({ settings, source, layout, overflow }) };
  switch (source.type) {
    case 'poll':
      return new PollSource(options, source);
    case 'scan':
      return scanSource(options);
    case 'stream':
      return new StreamSource(streams, options, source);
  }
}

interface SourceParts extends Omit<DynamoSourceOptions, 'reader'> {
  readonly streams: StreamApi;
  readonly overflow: Overflow;
}
