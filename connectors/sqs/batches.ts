import { bytesOf, type Message } from './message.js';

const mostEntries = 10;
/** Of all messages of a request together. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const mostBytes = 1_048_576;

/** A message, and the place of its entity in what is to be written. */
export interface Placed {
  readonly index: number;
  readonly message: Message;
}

/**
 * Splits messages into requests by count and bytes, in their order. Where order counts, a request holds one message of each
 * group: SQS may refuse one entry and take the next, which would then overtake it.
 */
export function inBatches(messages: readonly Placed[], { isOrdered }: { readonly isOrdered: boolean }): readonly (readonly Placed[])[] {
  const batches: Placed[][] = [];
  for (let left = messages; left.length > 0; ) {
    const batch: Placed[] = [];
    const later: Placed[] = [];
    const groups = new Set<string>();
    let bytes = 0;
    for (const placed of left) {
      const { groupId } = placed.message;
      const size = bytesOf(placed.message);
      const isBehind = isOrdered && groupId !== undefined && groups.has(groupId);
      if (isOrdered && groupId !== undefined) groups.add(groupId);
      const isFull = batch.length === mostEntries || (batch.length > 0 && bytes + size > mostBytes);
      if (isBehind || isFull) later.push(placed);
      else {
        batch.push(placed);
        bytes += size;
      }
    }
    batches.push(batch);
    left = later;
  }
  return batches;
}
