import type { Config } from './config.js';
import { anyKey, type NoticeConfig } from './notifications.js';
import type { ReferenceCheck } from './references.js';
import { meant } from './schema-problems.js';
import type { Problem } from './source-text.js';

/** Who is told of what: channels and endpoints that exist, secrets that have a value. */
export function checkNotifications(config: Config, { source, secrets }: ReferenceCheck): Problem[] {
  const unset = Object.entries(config.channels).flatMap(([id, channel]) =>
    secrets.unresolved(channel).map((reference) => {
      const message = `channels.${id}: ${reference} has no value here. The worker needs it.`;
      return source.problem(['channels', id], message, { severity: 'warning' });
    }),
  );
  const rules = Object.entries(config.syncTaskNotification).flatMap(([target, byType]) => [
    ...checkTarget(target, config, source),
    ...Object.entries(byType).flatMap(([txType, notice]) => checkChannels(notice, { path: [target, txType], config, source })),
  ]);
  return [...unset, ...rules];
}

function checkTarget(target: string, config: Config, source: ReferenceCheck['source']): Problem[] {
  const known = Object.keys(config.endpoints);
  if (target === anyKey || known.includes(target)) return [];
  const message = `syncTaskNotification.${target}: there is no endpoint "${target}".${meant(target, known)} There are: ${known.join(', ')}, and * for any.`;
  return [source.problem(['syncTaskNotification'], message, { key: target })];
}

interface Place {
  readonly path: readonly [string, string];
  readonly config: Config;
  readonly source: ReferenceCheck['source'];
}

function checkChannels(notice: NoticeConfig, { path, config, source }: Place): Problem[] {
  const known = Object.keys(config.channels);
  return notice.channels.flatMap((channel, index) => {
    if (known.includes(channel)) return [];
    const there = known.length === 0 ? 'There are none; put it under channels.' : `There are: ${known.join(', ')}.`;
    const message = `syncTaskNotification.${path.join('.')}.channels: there is no channel "${channel}".${meant(channel, known)} ${there}`;
    return [source.problem(['syncTaskNotification', ...path, 'channels', index], message)];
  });
}
