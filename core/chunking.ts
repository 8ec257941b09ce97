/** A stretch of a task's sequence numbers, both ends included, of which `count` are pending. */
export interface ChunkRange {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** Cuts ascending sequence numbers into ranges of at most `size` of them. */
export function cutIntoRanges(pending: readonly number[], size: number): ChunkRange[] {
  const ranges: ChunkRange[] = [];
  for (let start = 0; start < pending.length; start += size) {
    const part = pending.slice(start, start + size);
    ranges.push({ first: part[0] as number, last: part[part.length - 1] as number, count: part.length });
  }
  return ranges;
}

/**
 * Joins a queue of ranges where neighbours fit into one chunk together: pages of which little has changed would
 * otherwise send many small chunks. Order is kept, and no range grows beyond `size` pending entities.
 */
export function joinRanges(ranges: readonly ChunkRange[], size: number): ChunkRange[] {
  const joined: ChunkRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && last.count + range.count <= size && last.last < range.first) {
      joined[joined.length - 1] = { first: last.first, last: range.last, count: last.count + range.count };
    } else {
      joined.push(range);
    }
  }
  return joined;
}
