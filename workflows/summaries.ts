import type { ChunkRange } from '../core/chunking.js';
import { laneId } from '../core/ids.js';
import type { TransferInput, TransferProgress } from '../core/transfer.js';

/** The summary of a read activity, shown in the timeline: at most 200 bytes. */
export function describeRead(progress: TransferProgress): string {
  const { tally } = progress;
  const changed = tally.read - tally.unchanged - tally.ignored;
  return `page ${progress.pages + 1} · ${tally.read} read so far · ${changed} changed`;
}

/** The summary of a write activity. */
export function describeWrite(chunk: number, range: ChunkRange): string {
  return `chunk ${chunk} · ${range.count} entities · ${range.first}–${range.last}`;
}

/** The current details of a transfer. */
export function describeProgress(input: TransferInput, progress: TransferProgress): string {
  const { tally } = progress;
  const state = progress.halt?.message ?? (progress.isPaused ? 'paused by request' : 'running');
  return [
    `**${laneId(input.lane)}** for task \`${input.taskId}\`: ${state}`,
    '',
    `- ${progress.pages} pages, ${progress.chunks} chunks`,
    `- read **${tally.read}** · sent **${tally.sent}** · unchanged **${tally.unchanged}** · ignored **${tally.ignored}** · failed **${tally.failed}** · pending **${tally.pending}**`,
  ].join('\n');
}
