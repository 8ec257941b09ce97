import type { DataWaldClient } from '../client/datawald-client.js';

/** Bytes of the largest payload in any event of these runs. */
export async function largestPayload(
  client: DataWaldClient,
  runs: readonly { readonly workflowId: string; readonly runId: string }[],
): Promise<number> {
  let largest = 0;
  for (const { workflowId, runId } of runs) {
    const { events } = await client.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const event of events ?? []) largest = Math.max(largest, mostBytes(event));
  }
  return largest;
}

/** The longest run of bytes within a value, however deep. */
function mostBytes(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.values(value).map(mostBytes));
}
