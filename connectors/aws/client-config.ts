import { fromIni, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsSettings } from './settings.js';

/** The part of a client's configuration that all AWS connectors share. Calls nothing: credentials are fetched at the first request. */
export function clientConfig(settings: AwsSettings) {
  const { region, endpoint, maxAttempts, retryMode, connectTimeoutMs, timeoutMs } = settings;
  const credentials = credentialsOf(settings);
  return {
    maxAttempts,
    retryMode,
    requestHandler: { connectionTimeout: connectTimeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
}

function credentialsOf({ credentials, region }: AwsSettings) {
  switch (credentials.type) {
    case 'keys': {
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    }
    case 'profile':
      return fromIni({ profile: credentials.name });
    case 'role':
      return fromTemporaryCredentials({
        params: {
          RoleArn: credentials.arn,
          RoleSessionName: 'datawald',
          DurationSeconds: credentials.durationSeconds,
          ...(credentials.externalId !== undefined && { ExternalId: credentials.externalId }),
        },
        ...(region !== undefined && { clientConfig: { region } }),
      });
    case 'default':
      return undefined;
  }
}

/** True where new credentials may come by asking again: those that were written into the config stay as they are. */
export function canRenewCredentials({ credentials }: AwsSettings): boolean {
  return credentials.type !== 'keys';
}
