import { recordDefinition } from '../catalogue/catalogue.js';
import { familyOf } from '../catalogue/families.js';
import type { Account } from './account.js';
import { mergeFields } from './merge.js';
import { RecordProblem, userError } from './problem.js';
import { externalSpaceOf, spaceOf } from './records.js';
import { applyRules } from './rules.js';
import { asFields, type Draft, type Fields, type StoredRecord } from './shapes.js';

export type WriteMode = 'add' | 'update' | 'upsert';

export interface Written {
  readonly record: StoredRecord;
  readonly wasThere: boolean;
  /** Said along with success. */
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

export interface WriteOptions {
  readonly mode: WriteMode;
  /** Fields that nobody may set are left aside, and not refused. */
  readonly ignoresReadOnly?: boolean;
  /** A warning refuses the record. */
  readonly warningAsError?: boolean;
  /** When it was made and changed, in place of now: for data that is loaded. UTC. */
  readonly at?: { readonly createdAt: string; readonly modifiedAt: string };
}

const readOnly = ['createdDate', 'lastModifiedDate', 'dateCreated', 'lastModified', 'created', 'subTotal', 'total', 'balance', 'status'];

/** Adds or changes a record: all of it, or, with a RecordProblem, nothing. */
export function write(account: Account, draft: Draft, options: WriteOptions): Written {
  return account.records.transaction(() => {
    const before = targetOf(account, draft, options.mode);
    if (before !== undefined) account.checkOpen(before);
    const fields = withoutReadOnly(draft, options);
    const scriptId = draft.scriptId === undefined ? undefined : account.customRecordType(draft.scriptId).scriptId;
    const place = { type: draft.type, ...(scriptId !== undefined && { scriptId }) };
    const cleared = clear(before?.fields ?? {}, draft.cleared);
    const definition = recordDefinition(draft.type);
    if (definition === undefined) throw new RecordProblem('INVALID_RCRD_TYPE', `There is no record type ${draft.type}.`);
    const merged = mergeFields(cleared, fields, { account, recordType: draft.type, on: placesOf(draft.type, scriptId), type: definition });
    const externalId = draft.externalId ?? before?.externalId;
    const now = account.timestamp();
    const changed: StoredRecord = {
      ...place,
      internalId: before?.internalId ?? account.records.nextId(spaceOf(place)),
      ...(externalId !== undefined && { externalId }),
      createdAt: before?.createdAt ?? options.at?.createdAt ?? now,
      modifiedAt: options.at?.modifiedAt ?? now,
      fields: definition.byName.has('isInactive') ? { isInactive: false, ...merged } : merged,
    };
    checkExternalId(account, changed);
    const { record, warnings } = applyRules(account, { record: changed, before, draft });
    const [warning] = warnings;
    if (warning !== undefined && options.warningAsError === true) throw new RecordProblem(warning.code, warning.message);
    account.records.put(record);
    return { record, wasThere: before !== undefined, warnings };
  });
}

/** Where custom fields of a record type are defined. */
export function placesOf(type: string, scriptId?: string): readonly string[] {
  if (scriptId !== undefined) return [scriptId];
  const family = familyOf(type);
  return ['transaction', 'entity', 'item'].includes(family) ? [family] : ['other'];
}

function targetOf(account: Account, draft: Draft, mode: WriteMode): StoredRecord | undefined {
  const typeId = draft.scriptId === undefined ? {} : { typeId: draft.scriptId };
  const { type, internalId, externalId } = draft;
  if (mode === 'upsert') {
    if (externalId === undefined) throw new RecordProblem('EXTERNALID_REQD', 'An upsert needs an external id.');
    return account.find({ type, externalId, ...typeId });
  }
  if (mode === 'update')
    return account.get({ type, ...(internalId === undefined ? externalId !== undefined && { externalId } : { internalId }), ...typeId });
  if (externalId !== undefined && account.find({ type, externalId, ...typeId }) !== undefined) {
    throw new RecordProblem('DUP_RCRD', 'This record already exists.');
  }
  return undefined;
}

function withoutReadOnly(draft: Draft, { ignoresReadOnly }: WriteOptions): Fields {
  const named = readOnly.filter((name) => draft.fields[name] !== undefined && !(name === 'status' && draft.type === 'task'));
  const [first] = named;
  if (first !== undefined && ignoresReadOnly !== true) {
    throw new RecordProblem('INSUFFICIENT_FLD_PERMISSION', `The field ${first.toLowerCase()} is read-only.`, { path: first });
  }
  return Object.fromEntries(Object.entries(draft.fields).filter(([name]) => !named.includes(name)));
}

function clear(fields: Fields, names: readonly string[]): Fields {
  if (names.length === 0) return fields;
  const custom = Object.entries(asFields(fields.customFieldList) ?? {}).filter(([name]) => !names.includes(name));
  const kept: Fields = Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
  return fields.customFieldList === undefined ? kept : { ...kept, customFieldList: Object.fromEntries(custom) };
}

/** External ids are told apart without regard to case, and one record has one. */
function checkExternalId(account: Account, record: StoredRecord): void {
  if (record.externalId === undefined) return;
  if (record.externalId.length > 255) throw userError('An external id has at most 255 characters.', 'externalId');
  const holder = account.records.byExternalId(externalSpaceOf(record), record.externalId);
  if (holder !== undefined && holder.internalId !== record.internalId) throw new RecordProblem('DUP_RCRD', 'This record already exists.');
}
