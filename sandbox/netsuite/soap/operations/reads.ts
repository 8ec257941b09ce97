import { recordDefinition } from '../../catalogue/catalogue.js';
import { RecordProblem } from '../../records/problem.js';
import type { StoredRecord } from '../../records/shapes.js';
import { checkPermission, detailOf, type SoapCall, type SoapOperation, writeStatus } from '../call.js';
import { invalidXml, tooManyRecords } from '../faults.js';
import { childrenOf } from '../read-fields.js';
import { readPointer } from '../read-record.js';
import { writeRecord } from '../write-record.js';
import type { XmlElement } from '../xml.js';
import type { XmlWriter } from '../xml-writer.js';

export const get: SoapOperation = (call) => {
  const [pointer] = childrenOf(call.request.element, ['messages', 'baseRef'], call.request.version);
  return pointer === undefined ? '' : readResponse(call, call.xml, () => find(call, pointer));
};

export const getList: SoapOperation = (call) => {
  const pointers = childrenOf(call.request.element, ['messages', 'baseRef'], call.request.version);
  if (pointers.length > 1000) throw tooManyRecords(`A getList takes 1000 references, not ${pointers.length}.`);
  return call.xml.element(
    ['messages', 'readResponseList'],
    (list) => writeStatus(list, true) + pointers.map((pointer) => readResponse(call, list, () => find(call, pointer))).join(''),
  );
};

/** All records of a list that is short, such as currencies. */
export const getAll: SoapOperation = (call) => {
  const type = call.request.element.children[0]?.attributes.get('recordType') ?? '';
  if (!['currency', 'subsidiary', 'term', 'priceLevel', 'paymentMethod'].includes(type))
    throw invalidXml(`getAll takes a record with a recordType, not "${type}"`);
  return call.xml.element(['core', 'getAllResult'], (inner) => {
    const records = call.account.records.ofType(type);
    const list = inner.element(['core', 'recordList'], (each) =>
      records.map((record) => writeRecord(each, record, { account: call.account, namespace: 'core' })).join(''),
    );
    return writeStatus(inner, true) + inner.text('core', 'totalRecords', records.length) + list;
  });
};

export function readResponse(call: SoapCall, xml: XmlWriter, read: () => StoredRecord): string {
  return xml.element(['messages', 'readResponse'], (inner) => {
    try {
      const record = read();
      return writeStatus(inner, true) + writeRecord(inner, record, { account: call.account });
    } catch (error) {
      return writeStatus(inner, false, [detailOf(error)]);
    }
  });
}

function find(call: SoapCall, element: XmlElement): StoredRecord {
  const pointer = readPointer(element, call.request.version);
  if (recordDefinition(pointer.type) === undefined)
    throw new RecordProblem('INVALID_RCRD_TYPE', `There is no record type ${pointer.type}.`);
  checkPermission(call, pointer.type, 'view');
  return call.account.get(pointer);
}
