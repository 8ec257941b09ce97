import { loadMapping } from '../../mapping/load.js';
import type { LookupContents } from '../../mapping/lookup.js';

export type HostileLanguage = 'python' | 'jsonata';

/** `refused`: when it is read. `failed`: when it runs. `gave`: data, and nothing but data. */
export type End = 'refused' | 'failed' | 'gave';

/** What an expression must never show: neither is in any record. */
const secret = 'hostile-canary-4711';

const lookups: LookupContents = { table: { from: 'table.csv', missing: 'fail', rows: [['a', 'A']] } };

/** Runs one expression. Throws where it reached what is outside of it. */
export async function attempt(language: HostileLanguage, expression: string): Promise<End> {
  process.env['DATAWALD_HOSTILE'] = secret;
  const rule = { src: [{ key: 'v', label: 'v' }], funct: expression };
  const document = language === 'python' ? { language, rules: { out: { type: 'attribute', ...rule } } } : { out: rule };
  const loaded = loadMapping(document, { lookups });
  if ('problems' in loaded) return 'refused';
  const record = { v: { a: 1, b: [1, 2], c: 'x' } };
  const before = JSON.stringify(record);
  const result = await loaded.mapping.run(record, { srcId: '1', now: '2026-01-31T00:00:00.000Z' });
  assertUntouched(JSON.stringify(result));
  if (JSON.stringify(record) !== before) throw new Error('it changed the record');
  return 'data' in result ? 'gave' : 'failed';
}

function assertUntouched(answer: string): void {
  if (answer.includes(secret)) throw new Error('it read the environment');
  if (answer.includes('root:x:')) throw new Error('it read a file');
  if (/\[native code\]|function \w*\(/.test(answer)) throw new Error(`it got hold of a function: ${answer.slice(0, 200)}`);
  if (Object.hasOwn(Object.prototype, 'polluted') || 'polluted' in {}) throw new Error('it changed the prototype of objects');
}
