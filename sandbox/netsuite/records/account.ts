import { familyOf } from '../catalogue/families.js';
import type { AccountSettings, CustomFieldDefinition, CustomRecordType } from './definitions.js';
import { noSuchRecord, RecordProblem } from './problem.js';
import { externalSpaceOf, Records, spaceOf } from './records.js';
import { nameOf } from './references.js';
import type { StoredRecord } from './shapes.js';

/** Which record is meant. */
export interface Pointer {
  readonly type: string;
  readonly internalId?: string;
  readonly externalId?: string;
  /** The type of a custom record, by its id or its script id. */
  readonly typeId?: string;
}

/** What an account holds, and how it finds it. */
export class Account implements Disposable {
  readonly settings: AccountSettings;
  readonly records: Records;
  readonly now: () => Date;
  /** Records that a workflow has locked, as `space/id`. */
  readonly locked = new Set<string>();
  /** Records that someone else edits, as `space/id`: so many updates are refused. */
  readonly contended = new Map<string, number>();

  constructor(options: { readonly settings: AccountSettings; readonly now: () => Date; readonly file?: string | undefined }) {
    this.settings = options.settings;
    this.now = options.now;
    this.records = new Records(options.file);
  }

  /** Now, as records note it: whole seconds, UTC. Changes within one second are not told apart. */
  timestamp(): string {
    return new Date(Math.floor(this.now().getTime() / 1000) * 1000).toISOString();
  }

  get isEmpty(): boolean {
    return this.records.size === 0;
  }

  customRecordType(typeId: string): CustomRecordType {
    const found = this.settings.customRecordTypes.find(
      ({ internalId, scriptId }) => internalId === typeId || scriptId === typeId.toLowerCase(),
    );
    if (found === undefined) throw new RecordProblem('INVALID_KEY_OR_REF', `There is no custom record type ${typeId}.`);
    return found;
  }

  customField(name: string, on: readonly string[]): CustomFieldDefinition | undefined {
    const isId = name.startsWith('internalId:');
    return this.settings.customFields.find(
      (field) => on.includes(field.on) && (isId ? field.internalId === name.slice(11) : field.scriptId === name.toLowerCase()),
    );
  }

  find(pointer: Pointer): StoredRecord | undefined {
    const scriptId = pointer.typeId === undefined ? undefined : this.customRecordType(pointer.typeId).scriptId;
    const place = { type: pointer.type, ...(scriptId !== undefined && { scriptId }) };
    const found =
      pointer.internalId !== undefined
        ? this.records.get(spaceOf(place), pointer.internalId)
        : pointer.externalId !== undefined
          ? this.records.byExternalId(externalSpaceOf(place), pointer.externalId)
          : undefined;
    return found?.type === pointer.type ? found : undefined;
  }

  /** Throws RCRD_DSNT_EXIST. */
  get(pointer: Pointer): StoredRecord {
    const record = this.find(pointer);
    if (record === undefined) throw noSuchRecord();
    return record;
  }

  item(internalId: string): StoredRecord | undefined {
    return this.records.get('item', internalId);
  }

  transaction(internalId: string): StoredRecord | undefined {
    return this.records.get('transaction', internalId);
  }

  delete(pointer: Pointer): StoredRecord {
    const record = this.get(pointer);
    this.checkOpen(record);
    const family = familyOf(record.type);
    if (family === 'transaction' && this.#isUsed(record)) {
      throw new RecordProblem('THIS_RECORD_CANNOT_BE_DELETED_BECAUSE_IT_HAS_DEPENDENT_RECORDS', 'This record has dependent records.');
    }
    const { type, internalId, externalId, scriptId } = record;
    this.records.delete(record, {
      type,
      internalId,
      ...(externalId !== undefined && { externalId }),
      ...(scriptId !== undefined && { scriptId }),
      name: nameOf(record),
      deletedAt: this.timestamp(),
    });
    return record;
  }

  /** Refuses what is locked, or edited by someone else just now. */
  checkOpen(record: StoredRecord): void {
    const key = `${spaceOf(record)}/${record.internalId}`;
    if (this.locked.has(key)) throw new RecordProblem('RCRD_LOCKED_BY_WF', 'This record has been locked by a user defined workflow.');
    const left = this.contended.get(key) ?? 0;
    if (left === 0) return;
    if (left === 1) this.contended.delete(key);
    else this.contended.set(key, left - 1);
    throw new RecordProblem('RCRD_HAS_BEEN_CHANGED', 'Record has been changed since it was read.', { status: 409 });
  }

  nextLineKey(): number {
    return Number(this.records.nextId('line'));
  }

  #isUsed(record: StoredRecord): boolean {
    for (const other of this.records.inFamily('transaction')) {
      const from = other.fields.createdFrom;
      if (typeof from === 'object' && 'internalId' in from && from.internalId === record.internalId) return true;
    }
    return false;
  }

  [Symbol.dispose](): void {
    this.records[Symbol.dispose]();
  }
}
