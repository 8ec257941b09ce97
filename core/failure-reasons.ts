import { fingerprint } from './fingerprint.js';
import type { ReportedReason } from './task-report.js';

/**
 * Messages name the entity and the value that they are about, so that hardly two are equal. Reasons that differ in
 * quoted values and numbers alone are one reason; it keeps the text and the entity of the first of them.
 *
 * @param most so many are returned, commonest first
 */
export function gatherReasons(reasons: readonly ReportedReason[], most: number): readonly ReportedReason[] {
  const gathered = new Map<string, ReportedReason>();
  for (const reason of reasons) {
    const key = JSON.stringify([reason.code, fingerprint(reason.message)]);
    const first = gathered.get(key);
    gathered.set(key, first === undefined ? reason : { ...first, count: first.count + reason.count });
  }
  return [...gathered.values()].sort((a, b) => b.count - a.count).slice(0, most);
}
