/** The mapping of the benchmark: 30 of the 41 fields of a record, by plain rules, as most mappings of shops are. */
export const benchMapping: Record<string, unknown> = Object.fromEntries([
  ['number', { src: [{ key: 'id' }] }],
  ['status', { src: [{ key: 'state|status' }] }],
  ['total', { src: [{ key: 'amount' }] }],
  ['currency', { src: [{ default: 'USD' }] }],
  ...Array.from({ length: 26 }, (_, index) => [`target_${index}`, { src: [{ key: `field_${index}` }] }] as const),
]);

const filler = 'the quick brown fox jumps';

/** One record of 41 fields and about 1.5 KB, as JSON text. The same `id` and `round` always give the same text. */
export function recordText(id: number, round: number): string {
  return `{"id":${id},"updatedAt":"${updatedAt(id, round)}","amount":${(id % 1000) + round},"state":{"status":"${id % 7 === 0 ? 'complete' : 'processing'}"},${constantFields}}`;
}

const constantFields = Array.from({ length: 37 }, (_, index) => `"field_${index}":"${filler} ${index}"`).join(',');

/** A record a millisecond, from the first day of 2026 on; later rounds a day later each. */
function updatedAt(id: number, round: number): string {
  return new Date(Date.UTC(2026, 0, 1 + round) + id).toISOString();
}
