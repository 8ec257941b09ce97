import { createHash } from 'node:crypto';
import type { Instant } from '../../core/instant.js';

/** One state of an object: its version where the bucket keeps versions, otherwise its content. */
export interface FileVersion {
  readonly bucket: string;
  readonly key: string;
  /** A version id, or `etag-` and the etag. */
  readonly version: string;
}

export function versionOf({ etag, versionId }: { readonly etag: string; readonly versionId?: string | undefined }): string {
  return versionId ?? `etag-${etag.replaceAll('"', '')}`;
}

/** What an object of that version must answer to. */
export function isVersion(object: { readonly etag: string; readonly versionId?: string | undefined }, version: string): boolean {
  return versionOf(object) === version;
}

export function versionIdIn(version: string): string | undefined {
  return version.startsWith('etag-') ? undefined : version;
}

const unreadableMark = '/unreadable';

/** The unit of a file, as pages name it; of one that could not be read as a whole, the name says so. */
export function unitName({ bucket, key, version }: FileVersion, isUnreadable = false): string {
  return `${bucket}/${key}@${version}${isUnreadable ? unreadableMark : ''}`;
}

/** Undefined where it names no file of this bucket. */
export function parseUnit(bucket: string, unit: string): (FileVersion & { readonly isUnreadable: boolean }) | undefined {
  const isUnreadable = unit.endsWith(unreadableMark);
  const text = isUnreadable ? unit.slice(0, -unreadableMark.length) : unit;
  const at = text.lastIndexOf('@');
  if (!text.startsWith(`${bucket}/`) || at <= bucket.length + 1) return undefined;
  return { bucket, key: text.slice(bucket.length + 1, at), version: text.slice(at + 1), isUnreadable };
}

/** The id of a row that is known by its place alone. */
export function rowName({ bucket, key, version }: FileVersion, row: number): string {
  return `${bucket}/${key}#${row}@${version}`;
}

export function parseRowName(bucket: string, srcId: string): (FileVersion & { readonly row: number }) | undefined {
  const match = /^(.+)#(\d+)@([^@]+)$/s.exec(srcId.startsWith(`${bucket}/`) ? srcId.slice(bucket.length + 1) : '');
  const [, key, row, version] = match ?? [];
  return key === undefined || version === undefined ? undefined : { bucket, key, row: Number(row), version };
}

const mostKeyBytes = 1024;

/**
 * Where a finished file goes: below the UTC date on which it was put in, with time and version in its name. Always the same
 * for the same version, so that moving it may be repeated.
 */
export function archiveKey(prefix: string, { key, version }: FileVersion, modifiedAt: Instant): string {
  const { folder, stem, extension } = partsOf(key);
  const day = modifiedAt.slice(0, 10);
  const mark = `${modifiedAt.slice(0, 19).replaceAll(/[-:]/g, '')}Z.${version}`;
  const full = `${prefix}${day}/${folder}${stem}.${mark}${extension}`;
  if (Buffer.byteLength(full) <= mostKeyBytes) return full;
  const digest = createHash('sha256').update(key).digest('hex');
  return `${prefix}${day}/${digest}.${mark}${Buffer.byteLength(extension) > 40 ? '' : extension}`;
}

/** Where a key ends that was made by `archiveKey`, and the moment in it. */
export function archivedAt(archived: string, { key, version }: FileVersion): Instant | undefined {
  const { extension } = partsOf(key);
  const end = `.${version}${extension}`;
  const match = archived.endsWith(end) ? /\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(archived.slice(0, -end.length)) : null;
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000000Z` as Instant;
}

/** What all archived versions of a file begin with, below a folder of a date. */
export function archivedStem(key: string): string {
  const { folder, stem } = partsOf(key);
  return `${folder}${stem}.`;
}

function partsOf(key: string): { readonly folder: string; readonly stem: string; readonly extension: string } {
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const name = key.slice(folder.length);
  const dot = name.indexOf('.', 1);
  return dot === -1 ? { folder, stem: name, extension: '' } : { folder, stem: name.slice(0, dot), extension: name.slice(dot) };
}

export function claimKey(prefix: string, version: FileVersion): string {
  return `${prefix}${createHash('sha256').update(unitName(version)).digest('hex').slice(0, 40)}.json`;
}
