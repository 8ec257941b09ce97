import type { Instant } from '../../core/instant.js';
import { parseInstant } from '../../core/instant.js';
import type { JsonObject, JsonValue } from '../../core/json.js';
import type { Row } from './reader.js';

/** A record of the domain as a row: its id and its dates make it an entity. */
export function toRow(record: JsonObject, noun: string): Row {
  const id = record['id'];
  const modified = instantOf(record['lastModifiedDate'] ?? record['lastModified']);
  const created = instantOf(record['createdDate'] ?? record['dateCreated'] ?? record['created']);
  if (typeof id !== 'string' || !/^\d+$/.test(id)) {
    const message = `A ${noun} came without an internal id: ${JSON.stringify(id ?? null)} was found, a number was expected.`;
    return { ...(modified !== undefined && { place: { time: modified } }), problem: { code: 'NO_ID', message, raw: record } };
  }
  if (modified === undefined) {
    const found = JSON.stringify(record['lastModifiedDate'] ?? null);
    const message = `The ${noun} with internal id ${id} has the last modified date ${found}, which is none. Save it in NetSuite again.`;
    return { problem: { srcId: id, code: 'UNREADABLE_DATE', message, raw: record } };
  }
  return {
    place: { time: modified, id },
    entity: { srcId: id, updatedAt: modified, ...(created !== undefined && { createdAt: created }), data: record },
  };
}

function instantOf(value: JsonValue | undefined): Instant | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined;
}
