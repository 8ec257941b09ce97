import { itemTypes, transactionTypes } from '../catalogue/families.js';
import type { Account } from '../records/account.js';
import { RecordProblem } from '../records/problem.js';
import type { StoredRecord } from '../records/shapes.js';
import type { SearchQuery } from './criteria.js';
import { joinedId, valuesOf } from './field-values.js';
import { passes } from './operators.js';

const subjects: Readonly<Record<string, readonly string[]>> = { Transaction: transactionTypes, Item: itemTypes };

/** The record types that a search record is about: `TransactionSearchBasic` is about all transactions. */
export function typesOf(subject: string): readonly string[] {
  return subjects[subject] ?? [subject.charAt(0).toLowerCase() + subject.slice(1)];
}

/** The records that pass every filter, by internal id. */
export function runSearch(account: Account, { subject, criteria, joins }: SearchQuery): readonly StoredRecord[] {
  const recordType = criteria.find(({ field, kind }) => field === 'recType' && kind === 'reference')?.values[0];
  const wanted = typeof recordType === 'object' ? account.customRecordType(recordType.internalId ?? '').scriptId : undefined;
  if (subject === 'CustomRecord' && wanted === undefined)
    throw new RecordProblem('USER_ERROR', 'A search for custom records needs a recType.');
  const types = typesOf(subject);
  const found = types
    .flatMap((type) => (type === 'customRecord' ? [...account.records.inFamily(wanted ?? '')] : account.records.ofType(type)))
    .filter((record) => criteria.every((one) => one.field === 'recType' || passes(one, valuesOf(record, one))))
    .filter((record) => joins.every((join) => joinPasses(account, record, join)));
  return found.sort((a, b) => Number(a.internalId) - Number(b.internalId));
}

function joinPasses(account: Account, record: StoredRecord, { name, criteria }: SearchQuery['joins'][number]): boolean {
  const place = joinedId(record, name);
  const joined = place === undefined ? notesOf(account, record, name) : [account.records.get(place.family, place.internalId)];
  return joined.some((other) => other !== undefined && criteria.every((one) => passes(one, valuesOf(other, one))));
}

/** Joins that lead from one to many: notes of a transaction, files. */
function notesOf(account: Account, record: StoredRecord, join: string): readonly StoredRecord[] {
  if (join !== 'userNotesJoin') return [];
  return account.records
    .ofType('note')
    .filter(({ fields }) => (fields.transaction as { internalId?: string } | undefined)?.internalId === record.internalId);
}
