import { randomUUID } from 'node:crypto';
import type { JsonValue } from '../core/json.js';
import type { PutMessagesRequest } from '../core/pushed.js';

/** Some of the records of a request, and what this part is known by. */
export interface MessagePart {
  readonly key: string;
  readonly records: readonly JsonValue[];
}

/**
 * Cuts a request into messages of at most so many bytes of JSON; a record that is larger stands alone. The same request is
 * always cut at the same places, so that its key makes each part's.
 */
export function partsOf({ messages, idempotencyKey }: PutMessagesRequest, mostBytes: number): readonly MessagePart[] {
  const key = idempotencyKey ?? randomUUID();
  const parts: JsonValue[][] = [];
  let size = 0;
  for (const record of messages) {
    const bytes = Buffer.byteLength(JSON.stringify(record)) + 1;
    if (parts.length === 0 || size + bytes > mostBytes) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(record);
    size += bytes;
  }
  return parts.map((records, index) => ({ key: parts.length === 1 ? key : `${key}#${index + 1}`, records }));
}
