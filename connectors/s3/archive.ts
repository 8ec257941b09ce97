import { ConnectorError } from '../../core/errors.js';
import type { Instant } from '../../core/instant.js';
import { causeOf } from '../aws/aws-client.js';
import type { ConnectorContext, UnitFailure } from '../connector.js';
import type { S3Api, S3Object } from './api.js';
import type { Claims } from './claims.js';
import { isConditionFailed, isMissing } from './errors.js';
import { statusTag } from './inbox.js';
import { archivedAt, archivedStem, archiveKey, type FileVersion, isVersion, parseUnit, versionIdIn } from './names.js';
import type { S3SourceSettings } from './settings.js';

export interface ArchiveOptions {
  readonly api: S3Api;
  readonly settings: S3SourceSettings;
  readonly claims: Claims;
  readonly context: ConnectorContext;
}

export interface Finishing {
  readonly unit: string;
  readonly failures: readonly UnitFailure[];
  readonly txType: string;
  readonly signal: AbortSignal;
}

/** The most that S3 copies in one request. */
const mostCopied = 5 * 1024 ** 3;
/** Where a file is looked for that is no longer in the inbox: a retry may come as late as its task stays open, and a bit. */
const daysSearched = 60;

/** What becomes of files that are through. Every step may be repeated after a crash at any instruction. */
export class Archive {
  readonly #options: ArchiveOptions;

  constructor(options: ArchiveOptions) {
    this.#options = options;
  }

  async finish({ unit, failures, txType, signal }: Finishing): Promise<void> {
    const { settings, claims, context } = this.#options;
    if (settings.finished === 'leave') return;
    const file = parseUnit(settings.bucket, unit);
    if (file === undefined) throw this.#unknown(unit);
    if (!(await claims.mayFinish(file, txType, signal))) {
      context.log('warn', 'a file is through, but another engine has claimed it by now; it is left to it', { key: file.key });
      return;
    }
    const object = await this.#present(file, signal);
    if (object !== undefined) await this.#put(object, { file, failures, isUnreadable: file.isUnreadable, signal });
    await claims.release(file, signal);
  }

  /** The file as it was read, in its place or in the archive, with the time at which it was put in. */
  async locate(file: FileVersion, signal: AbortSignal): Promise<{ readonly object: S3Object; readonly modifiedAt: Instant } | undefined> {
    const { api, settings } = this.#options;
    const present = await this.#present(file, signal);
    if (present !== undefined) return { object: present, modifiedAt: present.modifiedAt };
    for (const folder of [settings.archivePrefix, settings.errorPrefix]) {
      const days = await api.folders({ bucket: file.bucket, prefix: folder, signal });
      for (const day of days.toReversed().slice(0, daysSearched)) {
        const { objects } = await api.list({ bucket: file.bucket, prefix: `${day}${archivedStem(file.key)}`, signal });
        const object = objects.find(({ key }) => archivedAt(key, file) !== undefined);
        const modifiedAt = object && archivedAt(object.key, file);
        if (object !== undefined && modifiedAt !== undefined) return { object, modifiedAt };
      }
    }
    return undefined;
  }

  /** In its place still, in that version. */
  async #present(file: FileVersion, signal: AbortSignal): Promise<S3Object | undefined> {
    const object = await this.#options.api.head({ ...file, versionId: versionIdIn(file.version) }, signal);
    return object !== undefined && isVersion(object, file.version) ? object : undefined;
  }

  async #put(object: S3Object, { file, failures, isUnreadable, signal }: Putting): Promise<void> {
    const { api, settings } = this.#options;
    if (settings.finished === 'tag') return await this.#tag(object, isUnreadable, signal);
    if (object.size > mostCopied) throw this.#tooLarge(object);
    const to = archiveKey(isUnreadable ? settings.errorPrefix : settings.archivePrefix, file, object.modifiedAt);
    try {
      await api.copy(object, to, signal);
    } catch (error) {
      // Replaced at this moment: what was read is gone, and what is there now is read by the next task.
      if (isConditionFailed(causeOf(error)) || isMissing(causeOf(error))) return;
      throw error;
    }
    if (isUnreadable) await this.#report(`${to}.report.json`, { file, failures, signal });
    await this.#remove(object, signal);
  }

  /** Only what was read: an object that took its place meanwhile stays. */
  async #remove(object: S3Object, signal: AbortSignal): Promise<void> {
    const { api } = this.#options;
    const { bucket, key, etag, versionId } = object;
    const current = await api.head({ bucket, key }, signal);
    if (current === undefined || current.etag !== etag || current.versionId !== versionId) return;
    try {
      await api.delete({ bucket, key, etag: versionId === undefined ? etag : undefined }, signal);
    } catch (error) {
      if (!isConditionFailed(causeOf(error)) && !isMissing(causeOf(error))) throw error;
    }
  }

  async #tag(object: S3Object, isUnreadable: boolean, signal: AbortSignal): Promise<void> {
    const { api } = this.#options;
    const tags = await api.tags(object, signal);
    await api.tag(object, { ...tags, [statusTag]: isUnreadable ? 'unreadable' : 'done' }, signal);
  }

  async #report(key: string, { file, failures, signal }: Pick<Putting, 'file' | 'failures' | 'signal'>): Promise<void> {
    const { bucket, key: original, version } = file;
    const reported = failures.map(({ srcId, code, message }) => ({ srcId, code, message }));
    const body = JSON.stringify({ bucket, key: original, version, failures: reported }, null, 2);
    await this.#options.api.put({ bucket, key, body: `${body}\n`, contentType: 'application/json' }, signal);
  }

  #unknown(unit: string): ConnectorError {
    const { settings, context } = this.#options;
    const message = `"${unit}" names no file in ${settings.bucket}. The endpoint's source.bucket was changed while a task was running: move the file by hand.`;
    return new ConnectorError('Config', message, { endpoint: context.endpointId, effect: 'none' });
  }

  #tooLarge({ bucket, key, size }: S3Object): ConnectorError {
    const message = `s3://${bucket}/${key} has ${size} bytes, and S3 copies at most 5 GB at once. Set source.finished to tag; then: datawald resume.`;
    return new ConnectorError('Config', message, { endpoint: this.#options.context.endpointId, effect: 'none' });
  }
}

interface Putting {
  readonly file: FileVersion;
  readonly failures: readonly UnitFailure[];
  readonly isUnreadable: boolean;
  readonly signal: AbortSignal;
}
