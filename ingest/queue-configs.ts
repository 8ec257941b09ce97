import type { QueueConfig } from '../config/ingest.js';
import type { Secrets } from '../config/secrets.js';
import type { JsonObject } from '../core/json.js';

/** The queues of a config by name, with the values of secrets in place of the references to them. */
export function queueConfigs(
  queues: Readonly<Record<string, QueueConfig>>,
  secrets: Pick<Secrets, 'resolve'>,
): readonly (readonly [name: string, config: QueueConfig])[] {
  return Object.entries(queues).map(([name, config]) => {
    return [name, { ...config, aws: secrets.resolve(config.aws as JsonObject, `ingest.queues.${name}`) }] as const;
  });
}
