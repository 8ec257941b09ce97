import { rmSync, writeFileSync } from 'node:fs';

export interface HealthFileOptions {
  readonly file: string;
  /** Whether work is taken here at this moment; a rejection means no. */
  readonly isWell: () => Promise<boolean>;
  /** How often it is asked; default 5 seconds. */
  readonly everyMs?: number;
}

/**
 * A file that is written anew every few seconds for as long as all is well, and removed at the end. Its age is the
 * answer to a health check, without a process to start or a port to open: none, or one older than half a minute,
 * means that this process takes no work.
 */
export class HealthFile {
  readonly #options: HealthFileOptions;
  readonly #timer: NodeJS.Timeout;
  #isClosed = false;

  constructor(options: HealthFileOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#renew(), options.everyMs ?? 5000);
    void this.#renew();
  }

  async #renew(): Promise<void> {
    const isWell = await this.#options.isWell().catch(() => false);
    if (isWell && !this.#isClosed) writeFileSync(this.#options.file, new Date().toISOString());
  }

  /** Nothing is taken any more. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    rmSync(this.#options.file, { force: true });
  }
}
