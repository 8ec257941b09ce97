import { type LoadedConfig, withFetchedRules } from '../../config/load.js';
import { clientConfig } from '../../connectors/aws/client-config.js';
import { failureOf } from '../../connectors/aws/errors.js';
import { awsShape } from '../../connectors/aws/settings.js';
import { isJsonObject } from '../../core/json.js';
import { loadMapping } from '../../mapping/load.js';
import type { LookupContents } from '../../mapping/lookup.js';
import { type RemoteRules, remoteRulesSchema, rulesFrom, withRules } from '../../mapping/remote-rules.js';
import { ConfigProblems } from './context.js';

/** The config with the rules of the mappings that say `rulesFrom`. Asks S3 only where there are such. Throws ConfigProblems. */
export async function withRemoteRules(loaded: LoadedConfig): Promise<LoadedConfig> {
  const { mappings, lookups = {} } = loaded.document;
  const remote = Object.entries(mappings).filter(([, mapping]) => rulesFrom(mapping) !== undefined);
  if (remote.length === 0) return loaded;
  const fetched = await Promise.all(remote.map(async ([name, mapping]) => [name, await fetchRules(name, mapping, lookups)] as const));
  return withFetchedRules(loaded, Object.fromEntries(fetched));
}

/** The rules of one mapping, fetched and checked. */
export async function fetchRules(name: string, mapping: unknown, lookups: LookupContents): Promise<unknown> {
  const place = remoteRulesSchema.parse(rulesFrom(mapping));
  const rules = ruleTable(name, place, await read(name, place));
  const checked = loadMapping(withRules(mapping, rules), { lookups });
  if ('mapping' in checked) return rules;
  throw new ConfigProblems(checked.problems.map(({ path, message }) => `${name} (${nameOf(place)}): ${path.join('.')}: ${message}`));
}

async function read(name: string, place: RemoteRules): Promise<unknown> {
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const { bucket, key, region } = place;
  // A store in place of AWS, credentials and profiles are those of the environment, as AWS's own tools take them.
  const forcePathStyle = process.env['AWS_ENDPOINT_URL'] !== undefined || process.env['AWS_ENDPOINT_URL_S3'] !== undefined;
  const client = new S3Client({ ...clientConfig(awsShape.parse({ region })), forcePathStyle });
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) throw new ConfigProblems([`${name}: ${nameOf(place)} is not JSON (${error.message}).`]);
    const { name: code, message } = failureOf(error);
    throw new ConfigProblems([
      `${name}: ${nameOf(place)} cannot be read (${code}: ${message}). Look at rulesFrom, and at the AWS credentials of this shell.`,
    ]);
  } finally {
    client.destroy();
  }
}

function ruleTable(name: string, place: RemoteRules, content: unknown): unknown {
  let found = content;
  for (const [index, step] of place.at.entries()) {
    if (!isJsonObject(found) || !Object.hasOwn(found, step)) {
      const has = isJsonObject(found) ? ` It has: ${Object.keys(found).join(', ')}.` : '';
      throw new ConfigProblems([`${name}: ${nameOf(place)} has nothing at ${place.at.slice(0, index + 1).join('.')}.${has}`]);
    }
    found = found[step];
  }
  return found;
}

function nameOf({ bucket, key }: RemoteRules): string {
  return `s3://${bucket}/${key}`;
}
