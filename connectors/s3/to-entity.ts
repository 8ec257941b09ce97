import type { SourceEntity, UnreadableEntity } from '../../core/entity.js';
import type { Instant } from '../../core/instant.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.js';
import { FileFault, type FileRow } from '../files/file-content.js';
import { parseRowTime } from '../files/row-time.js';
import { tagsOf } from './inbox.js';
import { rowName, versionOf } from './names.js';
import type { S3SourceSettings } from './settings.js';

/** The file that a row comes from. */
export interface Origin {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly versionId?: string | undefined;
  readonly modifiedAt: Instant;
}

export type RowRead = { readonly entity: SourceEntity } | { readonly problem: UnreadableEntity };

/** A row as an entity, with where it comes from beside its own fields. Throws FileFault where a column has that field's name. */
export function toEntity({ row, content }: FileRow, origin: Origin, settings: S3SourceSettings): RowRead {
  const place = rowName({ ...origin, version: versionOf(origin) }, row);
  const where = `s3://${origin.bucket}/${origin.key}`;
  if ('problem' in content) {
    const { code, message, raw } = content.problem;
    return { problem: { srcId: place, updatedAt: origin.modifiedAt, code, message: `${where}: ${message}`, raw } };
  }
  const { record } = content;
  if (settings.fileField in record) {
    const message = `There is a column "${settings.fileField}", the name under which DataWald says where a row comes from. Set source.fileField to another one.`;
    throw new FileFault('FIELD_TAKEN', message);
  }
  const { id, createdAt, updatedAt, ...times } = settings.srcMetadata;
  const srcId = id === undefined ? place : toId(valueAt(record, id));
  const bad = (code: string, column: string, expected: string): RowRead => {
    const message = `${where}: row ${row} has ${found(valueAt(record, column))} in "${column}"; ${expected} was expected. Mend the row, and put the file in again.`;
    return { problem: { srcId: srcId ?? place, updatedAt: origin.modifiedAt, code, message, raw: JSON.stringify(record) } };
  };
  if (srcId === undefined) return bad('NO_ID', id ?? '', 'an id');
  const changedAt = updatedAt === undefined ? origin.modifiedAt : parseRowTime(valueAt(record, updatedAt), times);
  if (changedAt === undefined) return bad('UNREADABLE_DATE', updatedAt ?? '', `a time (${times.timeFormat}, ${times.zone})`);
  const madeAt = createdAt === undefined ? undefined : parseRowTime(valueAt(record, createdAt), times);
  const data = { ...record, [settings.fileField]: originOf(row, origin, settings) };
  return { entity: { srcId, updatedAt: changedAt, ...(madeAt !== undefined && { createdAt: madeAt }), data } };
}

function originOf(row: number, { bucket, key, etag, versionId, modifiedAt }: Origin, { layout }: S3SourceSettings): JsonObject {
  const tags = layout === 'tags' ? { tags: tagsOf(key) } : {};
  return { bucket, key, row, etag: etag.replaceAll('"', ''), versionId: versionId ?? null, lastModified: modifiedAt, ...tags };
}

/** A column of that name, or a path of fields such as `meta.id`. */
function valueAt(record: JsonObject, path: string): JsonValue | undefined {
  if (Object.hasOwn(record, path)) return record[path];
  let value: JsonValue | undefined = record;
  for (const step of path.split('.')) {
    const parent: JsonValue | undefined = value;
    value = isJsonObject(parent) ? parent[step] : undefined;
  }
  return value;
}

function toId(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

function found(value: JsonValue | undefined): string {
  return value === undefined || value === '' ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
