import { causeOf } from '../aws/aws-client.js';
import { tried } from '../aws/tried.js';
import type { Check, ConnectorContext } from '../connector.js';
import type { S3Api } from './api.js';
import { isConditionFailed } from './errors.js';
import type { S3Settings, S3SourceSettings, S3TargetSettings } from './settings.js';

/** Lists, and writes and removes a small object where DataWald writes. Never throws. */
export async function checkS3(api: S3Api, settings: S3Settings, context: ConnectorContext): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const { source, target } = settings;
  if (source !== undefined) checks.push(...(await checkSource(api, source, context)));
  if (target !== undefined) checks.push(await checkTarget(api, target));
  return checks;
}

async function checkSource(api: S3Api, settings: S3SourceSettings, context: ConnectorContext): Promise<readonly Check[]> {
  const prefix = settings.prefix.replace(/\{txType\}.*$/, '');
  const listing = await tried({
    name: `list s3://${settings.bucket}/${prefix}`,
    fix: 'Allow s3:ListBucket on the bucket.',
    work: async (signal) => {
      const { objects, isTruncated } = await api.list({ bucket: settings.bucket, prefix, signal });
      return `${objects.length}${isTruncated ? ' and more' : ''} objects`;
    },
  });
  if (!listing.isOk || settings.claims === false || settings.finished === 'leave') return [listing];
  const key = `${settings.claimsPrefix}check-${context.endpointId}.json`;
  return [
    listing,
    await tried({
      name: 'claims',
      fix: 'Allow s3:GetObject, s3:PutObject and s3:DeleteObject there.',
      work: async (signal) => await probeClaims(api, { bucket: settings.bucket, key }, signal),
    }),
  ];
}

/** A store that takes conditions for nothing would let two engines read one file. */
async function probeClaims(api: S3Api, { bucket, key }: { bucket: string; key: string }, signal: AbortSignal): Promise<string> {
  const put = async (onlyIf?: string) =>
    await api.put({ bucket, key, body: '{}', contentType: 'application/json', ...(onlyIf !== undefined && { onlyIf }) }, signal);
  await put();
  const isRefused = await put('absent').then(
    () => false,
    (error: unknown) => {
      if (isConditionFailed(causeOf(error))) return true;
      throw error;
    },
  );
  await api.delete({ bucket, key }, signal);
  if (isRefused) return 'conditional writes are kept';
  throw new Error(
    'This store overwrites what it was told not to: claims keep nobody away. Set source.claims to false, and let one engine read this inbox.',
  );
}

async function checkTarget(api: S3Api, { bucket }: S3TargetSettings): Promise<Check> {
  return await tried({
    name: `look into s3://${bucket}`,
    fix: 'Allow s3:ListBucket on the bucket, and s3:GetObject and s3:PutObject on its objects.',
    work: async (signal) => {
      const { objects } = await api.list({ bucket, prefix: '', signal });
      await api.head({ bucket, key: objects[0]?.key ?? 'datawald-check' }, signal);
      return 'allowed; writing is not tried';
    },
  });
}
