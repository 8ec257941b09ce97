import { RecordProblem } from '../../records/problem.js';
import type { Draft, StoredRecord } from '../../records/shapes.js';
import { type WriteMode, write } from '../../records/write.js';
import { checkPermission, type Detail, detailOf, type SoapCall, type SoapOperation, writeStatus } from '../call.js';
import { invalidXml, tooManyRecords } from '../faults.js';
import { childrenOf } from '../read-fields.js';
import { readPointer, readRecord } from '../read-record.js';
import type { XmlElement } from '../xml.js';
import type { XmlWriter } from '../xml-writer.js';

/** Most records of one call. https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_N3418637.html */
export const listLimits: Readonly<Record<WriteMode | 'delete', number>> = { add: 200, delete: 200, update: 100, upsert: 100 };

/** What became of one record. */
export interface WriteResult {
  readonly details: readonly Detail[];
  readonly isSuccess: boolean;
  readonly reference: Partial<Pick<StoredRecord, 'type' | 'internalId' | 'externalId'>>;
}

export function single(mode: WriteMode): SoapOperation {
  return (call) => {
    const [element, ...others] = childrenOf(call.request.element, ['messages', 'record'], call.request.version);
    if (element === undefined || others.length > 0) throw invalidXml(`${mode} takes exactly one record`);
    return writeResponse(call.xml, writeOne(call, readRecord(element, call.request.version), mode));
  };
}

export function list(mode: WriteMode): SoapOperation {
  return (call) => {
    const drafts = readDrafts(call, mode);
    const results = drafts.map((draft) => writeOne(call, draft, mode));
    return writeResponseList(call.xml, results);
  };
}

/** All records of a list call, read before any is written. Throws SoapFault above the limit. */
export function readDrafts({ request }: SoapCall, mode: WriteMode, most = listLimits[mode]): readonly Draft[] {
  const elements = childrenOf(request.element, ['messages', 'record'], request.version);
  if (elements.length > most) throw tooManyRecords(`A list of ${mode} takes ${most} records, not ${elements.length}.`);
  return elements.map((element) => readRecord(element, request.version));
}

export function writeOne(call: SoapCall, draft: Draft, mode: WriteMode): WriteResult {
  const { account, request } = call;
  try {
    checkPermission(call, draft.type, mode === 'update' ? 'edit' : 'create');
    const { record, warnings } = write(account, draft, {
      mode,
      ignoresReadOnly: request.ignoresReadOnly,
      warningAsError: request.warningAsError,
    });
    const details = warnings.map((warning): Detail => ({ ...warning, type: 'WARN' }));
    return { details, isSuccess: true, reference: record };
  } catch (error) {
    const { type, internalId, externalId } = draft;
    const reference = { type, ...(internalId !== undefined && { internalId }), ...(externalId !== undefined && { externalId }) };
    return { details: [detailOf(error)], isSuccess: false, reference };
  }
}

export const remove: SoapOperation = (call) => {
  const [element] = pointersOf(call);
  return element === undefined ? '' : writeResponse(call.xml, removeOne(call, element));
};

export const removeList: SoapOperation = (call) => {
  const elements = pointersOf(call);
  if (elements.length > listLimits.delete) throw tooManyRecords(`A deleteList takes 200 references, not ${elements.length}.`);
  return writeResponseList(
    call.xml,
    elements.map((element) => removeOne(call, element)),
  );
};

/** All of them; a deletionReason may follow. */
function pointersOf({ request }: SoapCall): readonly XmlElement[] {
  const pointers = request.element.children.filter(({ name }) => name !== 'deletionReason');
  return childrenOf({ ...request.element, children: pointers }, ['messages', 'baseRef'], request.version);
}

function removeOne(call: SoapCall, element: XmlElement): WriteResult {
  const pointer = readPointer(element, call.request.version);
  try {
    checkPermission(call, pointer.type, 'full');
    return { details: [], isSuccess: true, reference: call.account.delete(pointer) };
  } catch (error) {
    if (!(error instanceof RecordProblem)) throw error;
    return { details: [detailOf(error)], isSuccess: false, reference: pointer };
  }
}

/** As NetSuite does now and then, the type of an item that was written is said in its own way. */
function typeText(type: string | undefined): string | undefined {
  return type === 'inventoryItem' ? 'InventoryItem' : type;
}

export function writeResponse(xml: XmlWriter, { details, isSuccess, reference }: WriteResult): string {
  return xml.element(['messages', 'writeResponse'], (inner) => {
    const { internalId, externalId, type } = reference;
    const isCustom = type === 'customRecord';
    const attributes = { internalId, externalId, ...(!isCustom && { type: typeText(type) }) };
    const base = inner.element(['messages', 'baseRef'], '', { attributes, type: ['core', isCustom ? 'CustomRecordRef' : 'RecordRef'] });
    return writeStatus(inner, isSuccess, details) + (internalId === undefined && externalId === undefined ? '' : base);
  });
}

/** The list has a status of its own, or has none: both were seen. */
export function writeResponseList(xml: XmlWriter, results: readonly WriteResult[]): string {
  return xml.element(
    ['messages', 'writeResponseList'],
    (inner) => (results.length % 2 === 0 ? '' : writeStatus(inner, true)) + results.map((each) => writeResponse(inner, each)).join(''),
  );
}
