import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { ConnectorError } from '../../core/errors.js';
import { excerpt, retryAfterMs } from '../http/http-client.js';
import { toConnectorError } from '../http/network-errors.js';
import { type Channel, type ChannelContext, textOf } from './channel.js';

export interface WebhookSettings {
  readonly kind: 'webhook';
  readonly url: string;
  readonly secret: string;
}

const timeoutMs = 15_000;

/**
 * Posts the message, signed as Standard Webhooks asks (https://www.standardwebhooks.com): `webhook-id`,
 * `webhook-timestamp` in seconds, and `webhook-signature: v1,` with HMAC-SHA256 over `id.timestamp.body` in base64. Any 2xx
 * is taken as received; redirects are not followed.
 */
export function webhookChannel({ url, secret }: WebhookSettings, { channelId, now }: ChannelContext): Channel {
  const key = keyOf(secret);
  return {
    async deliver(delivery) {
      const body = textOf(delivery);
      const timestamp = Math.floor(now().getTime() / 1000);
      const signature = createHmac('sha256', key).update(`${delivery.id}.${timestamp}.${body}`).digest('base64');
      const where = `POST ${placeOf(url, channelId)}`;
      const answer = await request(url, {
        method: 'POST',
        body,
        // Messages are few: no connection is kept for the next one.
        reset: true,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          'webhook-id': delivery.id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': `v1,${signature}`,
        },
      }).catch((cause: unknown) => {
        throw toConnectorError(cause, { endpointId: channelId, where, timeoutMs });
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 200 && answer.statusCode < 300) return;
      const delay = retryAfterMs(plain(answer.headers), now());
      const message = `${where} answered ${answer.statusCode}: ${excerpt(text) || 'no text'}.`;
      throw new ConnectorError('Transient', message, { endpoint: channelId, ...(delay !== undefined && { retryAfterMs: delay }) });
    },
  };
}

/** `whsec_` marks a key in base64, as Standard Webhooks writes it; anything else is the key itself. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
}

/** Without query and path: both may be what keeps others out. */
function placeOf(url: string, channelId: string): string {
  try {
    return new URL(url).origin;
  } catch {
    throw new ConnectorError('Config', `"${url}" is no URL. Set channels.${channelId}.url.`, { endpoint: channelId });
  }
}

function plain(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
