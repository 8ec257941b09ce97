import { z } from 'zod';
import { ConnectorError } from '../../core/errors.js';
import { type Instant, instantMs, toInstant } from '../../core/instant.js';
import { causeOf } from '../aws/aws-client.js';
import type { S3Api } from './api.js';
import { isConditionFailed, isConflict } from './errors.js';
import { claimKey, type FileVersion, unitName } from './names.js';
import type { S3SourceSettings } from './settings.js';

const marker = z.object({ owner: z.string(), file: z.string(), expiresAt: z.string().transform((text) => text as Instant) });

export interface ClaimsOptions {
  readonly api: S3Api;
  readonly settings: S3SourceSettings;
  readonly endpointId: string;
  readonly now: () => Date;
}

/**
 * Who reads a file, as a small object that is written under a condition: of two who want it, one gets it. Within one engine
 * the lane sees to that; claims keep other engines away. They have one owner for all processes of an engine, since any
 * of them may go on with a file.
 */
export class Claims {
  readonly #options: ClaimsOptions;

  constructor(options: ClaimsOptions) {
    this.#options = options;
  }

  /** @returns when it was written, by our clock; undefined where the file is somebody else's */
  async take(file: FileVersion, txType: string, signal: AbortSignal): Promise<number | undefined> {
    if (this.#expiryMs === undefined) return this.#nowMs;
    if (await this.#write(file, { txType, onlyIf: 'absent' }, signal)) return this.#nowMs;
    const found = await this.#find(file, signal);
    if (found === undefined) return (await this.#write(file, { txType, onlyIf: 'absent' }, signal)) ? this.#nowMs : undefined;
    const isOurs = found.owner === this.#owner(txType);
    if (!isOurs && instantMs(found.expiresAt) > this.#nowMs) return undefined;
    return (await this.#write(file, { txType, onlyIf: found.etag }, signal)) || isOurs ? this.#nowMs : undefined;
  }

  /** Before a quarter of its time is over, nothing is asked. */
  async keep(file: FileVersion, { txType, claimedAtMs }: { txType: string; claimedAtMs: number }, signal: AbortSignal) {
    if (this.#expiryMs === undefined || this.#nowMs - claimedAtMs < this.#expiryMs / 4) return claimedAtMs;
    return await this.take(file, txType, signal);
  }

  /** True where nobody else has a claim that still holds. */
  async mayFinish(file: FileVersion, txType: string, signal: AbortSignal): Promise<boolean> {
    if (this.#expiryMs === undefined) return true;
    const found = await this.#find(file, signal);
    return found === undefined || found.owner === this.#owner(txType) || instantMs(found.expiresAt) <= this.#nowMs;
  }

  async release(file: FileVersion, signal: AbortSignal): Promise<void> {
    if (this.#expiryMs !== undefined) await this.#options.api.delete({ bucket: file.bucket, key: this.#key(file) }, signal);
  }

  async #write(file: FileVersion, { txType, onlyIf }: { txType: string; onlyIf: string }, signal: AbortSignal): Promise<boolean> {
    const expiresAt = toInstant(this.#nowMs + (this.#expiryMs ?? 0));
    const body = JSON.stringify({ owner: this.#owner(txType), file: unitName(file), expiresAt });
    try {
      await this.#options.api.put({ bucket: file.bucket, key: this.#key(file), body, contentType: 'application/json', onlyIf }, signal);
      return true;
    } catch (error) {
      const cause = causeOf(error);
      if (isConditionFailed(cause) || isConflict(cause)) return false;
      throw error;
    }
  }

  async #find(file: FileVersion, signal: AbortSignal) {
    const key = this.#key(file);
    const found = await this.#options.api.text({ bucket: file.bucket, key }, signal);
    if (found === undefined) return undefined;
    try {
      return { ...marker.parse(JSON.parse(found.text)), etag: found.etag };
    } catch (cause) {
      const message = `s3://${file.bucket}/${key} is no claim of DataWald. Remove it, or set source.claimsPrefix to a folder of its own.`;
      throw new ConnectorError('Config', message, { endpoint: this.#options.endpointId, effect: 'none', cause });
    }
  }

  /** Undefined: without claims. */
  get #expiryMs(): number | undefined {
    const { claims, finished } = this.#options.settings;
    return claims === false || finished === 'leave' ? undefined : claims.expiresAfterMinutes * 60_000;
  }

  get #nowMs(): number {
    return this.#options.now().getTime();
  }

  #owner(txType: string): string {
    const { settings, endpointId } = this.#options;
    return `${settings.claims === false ? '' : settings.claims.owner}/${endpointId}/${txType}`;
  }

  #key(file: FileVersion): string {
    return claimKey(this.#options.settings.claimsPrefix, file);
  }
}
