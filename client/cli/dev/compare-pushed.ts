import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Doors } from './doors.js';
import { projectRoot } from './project-root.js';
import { type ListedSystem, listCrm } from './system-lists.js';

/** What came in by one door, by the CRM's own account. */
export interface Pushed {
  readonly door: 'queue' | 'bucket';
  readonly given: number;
  readonly inCrm: number;
  readonly doubled: number;
}

const count = 20;
const withinMs = 60_000;
const doors = [
  { door: 'queue', script: 'post-orders.mjs', prefix: 'web-' },
  { door: 'bucket', script: 'drop-file.mjs', prefix: 'file-' },
] as const;

/** Puts orders on the queue and into the bucket, as a user would, and waits until the CRM has them. */
export async function pushAndCompare(around: { readonly doors: Doors; readonly crm: ListedSystem }): Promise<readonly Pushed[]> {
  for (const { script } of doors) {
    const file = join(projectRoot, 'examples', 'shop-to-crm', script);
    await promisify(execFile)(process.execPath, [file, String(count)], { env: { ...process.env, AWS_URL: around.doors.url } });
  }
  const deadline = Date.now() + withinMs;
  for (;;) {
    const deals = await listCrm(around.crm, { type: 'deals', properties: ['dw_order_id'] });
    const pushed = doors.map(({ door, prefix }): Pushed => {
      const ids = deals.map(({ properties }) => properties['dw_order_id'] ?? '').filter((id) => id.startsWith(prefix));
      return { door, given: count, inCrm: ids.length, doubled: ids.length - new Set(ids).size };
    });
    if (pushed.every(isWhole) || Date.now() > deadline) return pushed;
    await delay(250);
  }
}

export function isWhole({ given, inCrm, doubled }: Pushed): boolean {
  return inCrm === given && doubled === 0;
}

/** The line that is printed: `by queue: 20 given, 20 in crm, 0 doubled`. */
export function describePushed({ door, given, inCrm, doubled }: Pushed): string {
  return `by ${door}: ${given} given, ${inCrm} in crm, ${doubled} doubled`;
}
