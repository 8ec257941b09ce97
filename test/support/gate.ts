import type { TestSync } from './new-sync.js';

/** A gate in front of the target: writes wait until it is opened. */
export class Gate {
  waiting = 0;
  #open: () => void = () => {};
  #opened: Promise<void> = Promise.resolve();

  constructor({ target }: Pick<TestSync, 'target'>) {
    target.beforeWrite = async () => {
      this.waiting += 1;
      await this.#opened;
      this.waiting -= 1;
    };
  }

  close(): void {
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
    this.#opened = Promise.resolve();
  }
}
