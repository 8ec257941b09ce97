import type { DocumentCollection } from '../shared/documents.js';
import type { ObjectType } from './definitions.js';

/** A record as it is stored. Absent properties have never been set; cleared ones are removed. */
export interface CrmRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archivedAt?: string;
  /** The record that this one was merged into: reads go there, updates leave it out. */
  readonly mergedInto?: string;
}

/** The records of one object type, with an index over every unique property. Values are compared without case. */
export class Records {
  readonly type: ObjectType;
  readonly #documents: DocumentCollection<CrmRecord>;
  readonly #indexes = new Map<string, Map<string, string>>();
  /** Ids in ascending order, for paging. */
  readonly #ids: number[] = [];

  constructor(type: ObjectType, documents: DocumentCollection<CrmRecord>, uniqueProperties: readonly string[]) {
    this.type = type;
    this.#documents = documents;
    for (const record of documents.all()) this.#ids.push(Number(record.id));
    this.#ids.sort((a, b) => a - b);
    for (const property of uniqueProperties) this.index(property);
  }

  get lastId(): number {
    return this.#ids.at(-1) ?? 0;
  }

  get count(): number {
    let count = 0;
    for (const record of this.#documents.all()) if (isLive(record)) count += 1;
    return count;
  }

  /** Begins to keep an index; called once for every property that becomes unique. */
  index(property: string): void {
    const index = new Map<string, string>();
    this.#indexes.set(property, index);
    for (const record of this.#documents.all()) if (isLive(record)) this.#enter(index, record, property);
  }

  has(property: string): boolean {
    return this.#indexes.has(property);
  }

  get uniqueProperties(): Iterable<string> {
    return this.#indexes.keys();
  }

  /** A record by its id; merged ids lead to the record that is left. Archived ones are not there. */
  get(id: string): CrmRecord | undefined {
    const record = this.#documents.get(id);
    if (record?.mergedInto !== undefined) return this.get(record.mergedInto);
    return record !== undefined && isLive(record) ? record : undefined;
  }

  isMerged(id: string): boolean {
    return this.#documents.get(id)?.mergedInto !== undefined;
  }

  find(property: string, value: string): CrmRecord | undefined {
    const id = this.#indexes.get(property)?.get(value.trim().toLowerCase());
    return id === undefined ? undefined : this.get(id);
  }

  save(record: CrmRecord): void {
    const before = this.#documents.get(record.id);
    if (before === undefined) this.#ids.push(Number(record.id));
    for (const [property, index] of this.#indexes) {
      if (before !== undefined) for (const value of valuesOf(before, property)) index.delete(value);
      if (isLive(record)) this.#enter(index, record, property);
    }
    this.#documents.put(record.id, record);
  }

  /** Live records after an id, in the order of their ids. */
  page(after: number, limit: number): readonly CrmRecord[] {
    const found: CrmRecord[] = [];
    for (let position = this.#positionAfter(after); position < this.#ids.length && found.length < limit; position += 1) {
      const record = this.#documents.get(String(this.#ids[position]));
      if (record !== undefined && isLive(record)) found.push(record);
    }
    return found;
  }

  *all(): IterableIterator<CrmRecord> {
    for (const record of this.#documents.all()) if (isLive(record)) yield record;
  }

  *archived(): IterableIterator<CrmRecord> {
    for (const record of this.#documents.all()) if (record.archivedAt !== undefined) yield record;
  }

  #positionAfter(id: number): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[middle] ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #enter(index: Map<string, string>, record: CrmRecord, property: string): void {
    for (const value of valuesOf(record, property)) index.set(value, record.id);
  }
}

function isLive(record: CrmRecord): boolean {
  return record.archivedAt === undefined && record.mergedInto === undefined;
}

/** Secondary e-mail addresses are as unique as the primary one. */
function valuesOf(record: CrmRecord, property: string): readonly string[] {
  const own = record.properties[property] ?? '';
  const more = property === 'email' ? (record.properties['hs_additional_emails'] ?? '').split(';') : [];
  return [own, ...more].map((value) => value.trim().toLowerCase()).filter((value) => value !== '');
}
