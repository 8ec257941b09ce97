/** One entity of a batch; `id` where the sender knows the record that it updates. */
export interface Received {
  readonly key: string;
  readonly id?: string;
  readonly version: number;
}

export interface TargetRecord {
  readonly id: string;
  readonly key: string;
  readonly version: number;
}

/**
 * What a target holds. `lookup`: it knows no unique key, so that a record that is sent twice without its id is there
 * twice. `upsert`: it matches by key.
 */
export class TargetRecords {
  readonly #records = new Map<string, TargetRecord>();
  readonly #idsByKey = new Map<string, string>();
  #next = 1;
  /** `wentBack`: an older version took the place of a newer one. */
  readonly stats = { batches: 0, created: 0, updated: 0, sameAgain: 0, wentBack: 0 };

  save(mode: 'lookup' | 'upsert', entities: readonly Received[]): { readonly id: string; readonly change: 'created' | 'updated' }[] {
    this.stats.batches += 1;
    return entities.map(({ key, id: sentId, version }) => {
      const known = this.#records.get(sentId ?? (mode === 'upsert' ? (this.#idsByKey.get(key) ?? '') : ''));
      if (known !== undefined && version < known.version) this.stats.wentBack += 1;
      if (known?.version === version) this.stats.sameAgain += 1;
      const id = known?.id ?? `T${this.#next}`;
      if (known === undefined) this.#next += 1;
      this.stats[known === undefined ? 'created' : 'updated'] += 1;
      this.#records.set(id, { id, key, version });
      this.#idsByKey.set(key, id);
      return { id, change: known === undefined ? 'created' : 'updated' };
    });
  }

  find(key: string): TargetRecord | undefined {
    return this.#records.get(this.#idsByKey.get(key) ?? '');
  }

  get all(): readonly TargetRecord[] {
    return [...this.#records.values()];
  }
}
