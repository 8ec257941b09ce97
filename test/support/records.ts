import type { SourceEntity } from '../../core/entity.js';
import { secondsBefore, toInstant } from '../../core/instant.js';

const base = toInstant(new Date('2026-01-01T00:00:00Z'));

/** `count` records, one a minute, with ids `1000`, `1001`, … and a value that `edit` changes. */
export function records(
  count: number,
  edit: (index: number) => { readonly value?: number; readonly laterSeconds?: number } = () => ({}),
): SourceEntity[] {
  return Array.from({ length: count }, (_, index) => {
    const { value = index, laterSeconds = 0 } = edit(index);
    const updatedAt = secondsBefore(base, -60 * index - laterSeconds);
    return { srcId: String(1000 + index), updatedAt, data: { number: 1000 + index, value } };
  });
}
