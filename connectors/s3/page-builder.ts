import type { SourceEntity, UnreadableEntity } from '../../core/entity.js';
import type { RowRead } from './to-entity.js';

/** A page that is being filled, from as many files as it takes. */
export class PageBuilder {
  readonly #limit: number;
  readonly entities: SourceEntity[] = [];
  readonly problems: UnreadableEntity[] = [];
  readonly ends: string[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.entities.length + this.problems.length >= this.#limit;
  }

  get isEmpty(): boolean {
    return this.entities.length + this.problems.length + this.ends.length === 0;
  }

  add(row: RowRead): void {
    if ('entity' in row) this.entities.push(row.entity);
    else this.problems.push(row.problem);
  }
}
