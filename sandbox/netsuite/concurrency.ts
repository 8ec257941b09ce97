/** How many requests of an account are under way, over SOAP and REST together. */
export class Concurrency {
  limit: number;
  /** The most that were under way at a time, and how many were turned away. */
  highest = 0;
  refused = 0;
  #current = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get current(): number {
    return this.#current;
  }

  /** Absent where the limit is reached. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#current >= this.limit) {
      this.refused += 1;
      return undefined;
    }
    this.#current += 1;
    this.highest = Math.max(this.highest, this.#current);
    try {
      return await work();
    } finally {
      this.#current -= 1;
    }
  }
}
