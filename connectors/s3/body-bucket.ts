import { z } from 'zod';
import type { AwsSettings } from '../aws/settings.js';
import type { ConnectorContext } from '../connector.js';
import { S3Api } from './api.js';

/** A bucket for what is too large for another system. */
export const bodyBucket = z.strictObject({
  bucket: z.string().min(3).describe('The bucket for what is too large'),
  prefix: z.string().default('').describe('Where its keys begin'),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('In place of S3: a compatible store'),
  forcePathStyle: z.boolean().default(false).describe('Buckets in the path instead of the host name, as most compatible stores want'),
});

export type BodyBucket = z.output<typeof bodyBucket>;

/** With the credentials of the endpoint, and a budget of its own: the endpoint's limits are those of its main system. */
export function openBodyBucket({ endpoint, forcePathStyle }: BodyBucket, aws: AwsSettings, context: ConnectorContext): S3Api {
  const { endpoint: _mainEndpoint, ...access } = aws;
  return new S3Api({ ...access, forcePathStyle, ...(endpoint !== undefined && { endpoint }) }, context, {
    name: 'bodies',
    concurrency: 16,
  });
}
