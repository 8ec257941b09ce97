import { type DocumentCollection, DocumentStore } from '../../shared/documents.js';
import { familyOf } from '../catalogue/families.js';

import { asList, type StoredRecord, textOf } from './shapes.js';

/** Something that was deleted. */
export interface DeletedRecord {
  readonly type: string;
  readonly internalId: string;
  readonly externalId?: string;
  readonly scriptId?: string;
  readonly name?: string;
  readonly deletedAt: string;
}

/** All records of an account, found by internal id and external id; kept in a file where one is named. */
export class Records implements Disposable {
  readonly #store: DocumentStore;
  readonly #records: DocumentCollection<StoredRecord>;
  readonly #deleted: DocumentCollection<DeletedRecord>;
  readonly #byExternalId = new Map<string, string>();
  readonly #byName = new Map<string, Set<string>>();
  readonly #byFamily = new Map<string, Map<string, StoredRecord>>();
  readonly #lastIds = new Map<string, number>();
  /** Counts every change: what is computed from all records is out of date when it has moved. */
  changes = 0;

  constructor(file?: string) {
    this.#store = new DocumentStore(file);
    this.#records = this.#store.collection('record');
    this.#deleted = this.#store.collection('deleted');
    for (const record of this.#records.all()) this.#note(record);
    for (const gone of this.#deleted.all()) this.#noteId(spaceOf(gone), gone.internalId);
  }

  get size(): number {
    return this.#records.size;
  }

  get(family: string, internalId: string): StoredRecord | undefined {
    return this.#byFamily.get(family)?.get(internalId);
  }

  /** External ids are unique per record type. */
  byExternalId(space: string, externalId: string): StoredRecord | undefined {
    const key = this.#byExternalId.get(`${space}/${externalId.toLowerCase()}`);
    return key === undefined ? undefined : this.#records.get(key);
  }

  inFamily(family: string): Iterable<StoredRecord> {
    return this.#byFamily.get(family)?.values() ?? [];
  }

  ofType(type: string): readonly StoredRecord[] {
    return [...this.inFamily(familyOf(type))].filter((record) => record.type === type);
  }

  /** Records of a family with that entityId or itemId, whatever the case. */
  named(family: string, name: string): readonly StoredRecord[] {
    const ids = this.#byName.get(`${family}/${name.toLowerCase()}`) ?? [];
    return [...ids].flatMap((id) => this.get(family, id) ?? []);
  }

  put(record: StoredRecord): void {
    const before = this.get(spaceOf(record), record.internalId);
    if (before !== undefined) this.#byName.get(nameKey(before))?.delete(before.internalId);
    if (before?.externalId !== undefined) this.#byExternalId.delete(externalKey(before, before.externalId));
    this.#records.put(keyOf(record), record);
    this.#note(record);
  }

  delete(record: StoredRecord, entry: DeletedRecord): void {
    this.#records.delete(keyOf(record));
    this.#byFamily.get(spaceOf(record))?.delete(record.internalId);
    if (record.externalId !== undefined) this.#byExternalId.delete(externalKey(record, record.externalId));
    this.#byName.get(nameKey(record))?.delete(record.internalId);
    this.#deleted.put(`${keyOf(record)}/${entry.deletedAt}`, entry);
    this.changes += 1;
  }

  deleted(): readonly DeletedRecord[] {
    return [...this.#deleted.all()];
  }

  nextId(space: string): string {
    const next = Math.max(this.#lastIds.get(space) ?? 0, firstIds[space] ?? 0) + 1;
    this.#lastIds.set(space, next);
    return String(next);
  }

  /** All of it, or, where it throws, nothing. */
  transaction<T>(work: () => T): T {
    const before = this.changes;
    try {
      return this.#store.transaction(work);
    } catch (error) {
      if (this.changes !== before) this.#renew();
      throw error;
    }
  }

  #renew(): void {
    this.#byExternalId.clear();
    this.#byName.clear();
    this.#byFamily.clear();
    for (const record of this.#records.all()) this.#note(record);
  }

  [Symbol.dispose](): void {
    this.#store.close();
  }

  #note(record: StoredRecord): void {
    const space = spaceOf(record);
    const family = this.#byFamily.get(space) ?? new Map<string, StoredRecord>();
    this.#byFamily.set(space, family.set(record.internalId, record));
    if (record.externalId !== undefined) this.#byExternalId.set(externalKey(record, record.externalId), keyOf(record));
    const named = this.#byName.get(nameKey(record)) ?? new Set<string>();
    this.#byName.set(nameKey(record), named.add(record.internalId));
    this.#noteId(space, record.internalId);
    for (const row of asList(record.fields.addressbookList)) this.#noteId('address', textOf(row.internalId));
    for (const row of asList(record.fields.itemList)) this.#noteId('line', textOf(row.lineUniqueKey));
    this.changes += 1;
  }

  /** Ids are never given twice, also after a restart. */
  #noteId(space: string, id: string): void {
    if (/^\d+$/.test(id)) this.#lastIds.set(space, Math.max(this.#lastIds.get(space) ?? 0, Number(id)));
  }
}

const firstIds: Readonly<Record<string, number>> = { transaction: 1000, entity: 100, item: 500, file: 200 };

/** Where internal ids are unique: a family, or one type of custom records. */
export function spaceOf(record: Pick<StoredRecord, 'type' | 'scriptId'>): string {
  return record.scriptId ?? familyOf(record.type);
}

/** Where external ids are unique: a record type, or one type of custom records. */
export function externalSpaceOf(record: Pick<StoredRecord, 'type' | 'scriptId'>): string {
  return record.scriptId ?? record.type;
}

function nameKey(record: StoredRecord): string {
  const { entityId, itemId } = record.fields;
  return `${spaceOf(record)}/${textOf(entityId ?? itemId ?? '').toLowerCase()}`;
}

function keyOf(record: StoredRecord): string {
  return `${spaceOf(record)}/${record.internalId}`;
}

function externalKey(record: StoredRecord, externalId: string): string {
  return `${externalSpaceOf(record)}/${externalId.toLowerCase()}`;
}
