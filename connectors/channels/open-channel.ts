import type { Channel, ChannelContext } from './channel.js';
import { type CommandSettings, commandChannel } from './command.js';
import { type QueueSettings, queueChannel } from './queue.js';
import { type WebhookSettings, webhookChannel } from './webhook.js';

export type ChannelSettings = WebhookSettings | QueueSettings | CommandSettings;

/** The channel of settings whose secrets are resolved. */
export function openChannel(settings: ChannelSettings, context: ChannelContext): Channel {
  switch (settings.kind) {
    case 'webhook':
      return webhookChannel(settings, context);
    case 'queue':
      return queueChannel(settings, context);
    case 'command':
      return commandChannel(settings, context);
  }
}
