import type { SourceEntity, UnreadableEntity } from '../../core/entity.js';
import type { TxType } from '../../core/tx-type.js';
import type { Page } from '../connector.js';
import { FileFault } from '../files/file-content.js';
import { NotYetParsed } from '../files/read-rows.js';
import type { S3Api } from './api.js';
import type { Archive } from './archive.js';
import type { FileReader } from './file-reader.js';
import { type FileVersion, parseRowName, unitName } from './names.js';
import type { OpenFile } from './place.js';
import { FileChanged } from './remote-file.js';
import type { S3SourceSettings } from './settings.js';
import { toEntity } from './to-entity.js';

export interface NamedRows {
  readonly api: S3Api;
  readonly settings: S3SourceSettings;
  readonly reader: FileReader;
  readonly archive: Archive;
  readonly txType: TxType;
  readonly srcIds: readonly string[];
  readonly signal: AbortSignal;
}

interface Wanted {
  readonly file: FileVersion;
  readonly rows: Set<number>;
}

/**
 * Rows that are known by their place, from the file or from its copy in the archive; each file is read once. What has an id
 * of its own does not say in which file it stands: it is left out, and the engine takes the record that it has kept.
 */
export async function readNamedRows(request: NamedRows): Promise<Page> {
  const entities: SourceEntity[] = [];
  const problems: UnreadableEntity[] = [];
  for (const wanted of byFile(request)) {
    for await (const row of rowsAt(wanted, request)) {
      if ('entity' in row) entities.push(row.entity);
      else problems.push(row.problem);
    }
  }
  return { entities, problems, isDone: true };
}

function byFile({ srcIds, settings }: NamedRows): Iterable<Wanted> {
  const files = new Map<string, Wanted>();
  for (const srcId of srcIds) {
    const named = settings.srcMetadata.id === undefined ? parseRowName(settings.bucket, srcId) : undefined;
    if (named === undefined) continue;
    const unit = unitName(named);
    const wanted = files.get(unit) ?? { file: named, rows: new Set() };
    files.set(unit, wanted);
    wanted.rows.add(named.row);
  }
  return files.values();
}

async function* rowsAt({ file, rows }: Wanted, { reader, archive, settings, txType, signal }: NamedRows) {
  const found = await archive.locate(file, signal);
  if (found === undefined) return;
  const { object, modifiedAt } = found;
  const { versionId: _ofCopy, ...pinned } = object;
  const original: OpenFile = { ...pinned, ...originalOf(file), key: file.key, modifiedAt, row: 0, restarts: 0 };
  const last = Math.max(...rows);
  try {
    for await (const next of reader.rows(original, { txType, signal, at: object })) {
      if (rows.has(next.row)) yield toEntity(next, { ...original, bucket: file.bucket }, settings);
      if (next.row >= last) break;
    }
  } catch (error) {
    // What cannot be read again now is taken from what the engine has kept.
    if (!(error instanceof FileFault || error instanceof FileChanged || error instanceof NotYetParsed)) throw error;
  } finally {
    await reader.drop(original);
  }
}

/** Under its own version, whatever that of the copy. */
function originalOf({ version }: FileVersion): { readonly etag?: string; readonly versionId?: string } {
  return version.startsWith('etag-') ? { etag: `"${version.slice('etag-'.length)}"` } : { versionId: version };
}
