import type { ConnectorContext } from '../connector.js';
import { openBodyBucket } from '../s3/body-bucket.js';
import type { DynamoApi } from './api.js';
import { DatamartLayout } from './datamart-layout.js';
import { EntitiesLayout } from './entities-layout.js';
import type { Layout } from './layout.js';
import type { Overflow } from './record-body.js';
import type { DynamodbSettings } from './settings.js';

/** What items of an endpoint look like. */
export function layoutOf({ layout }: DynamodbSettings, api: DynamoApi): Layout {
  return layout.type === 'datamart' ? new DatamartLayout(api, layout) : new EntitiesLayout(layout);
}

/** Where records go that are too large for an item. */
export function overflowOf({ oversize, ...settings }: DynamodbSettings, context: ConnectorContext): Overflow {
  if (oversize === 'fail') return { to: 'nowhere' };
  if (oversize === 'compress') return { to: 'gzip' };
  return { to: 's3', place: oversize.s3, api: openBodyBucket(oversize.s3, settings, context) };
}
