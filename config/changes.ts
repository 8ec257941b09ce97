import { stringify } from 'safe-stable-stringify';
import type { ConfigDocument } from './config.js';

/** What differs between two versions, one line each: `+ sync orders`, `~ mapping order.yaml`, `- endpoint crm`. */
export function describeChanges(before: ConfigDocument | undefined, after: ConfigDocument): readonly string[] {
  return [
    ...changesOf('endpoint', before?.endpoints ?? {}, after.endpoints),
    ...changesOf('sync', before?.syncs ?? {}, after.syncs),
    ...changesOf('mapping', before?.mappings ?? {}, after.mappings),
    ...changesOf('lookup', before?.lookups ?? {}, after.lookups ?? {}),
    ...changesOf('validation', before?.validations ?? {}, after.validations ?? {}),
    ...changesOf('channel', before?.channels ?? {}, after.channels),
    ...(before === undefined ? [] : changesOf('setting', settingsOf(before), settingsOf(after))),
  ];
}

function settingsOf({ retention, syncTaskNotification }: ConfigDocument): Parts {
  return { retention, syncTaskNotification };
}

type Parts = Readonly<Record<string, unknown>>;

function changesOf(kind: string, before: Parts, after: Parts): string[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return ids.flatMap((id) => {
    if (!Object.hasOwn(before, id)) return [`+ ${kind} ${id}`];
    if (!Object.hasOwn(after, id)) return [`- ${kind} ${id}`];
    return stringify(before[id]) === stringify(after[id]) ? [] : [`~ ${kind} ${id}${changedKeys(before[id], after[id])}`];
  });
}

function changedKeys(before: unknown, after: unknown): string {
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return '';
  const [old, now] = [before as Parts, after as Parts];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((key) => stringify(old[key]) !== stringify(now[key]));
  return `: ${keys.sort().join(', ')}`;
}
