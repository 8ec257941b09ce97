import type { StoredRecord } from '../../records/shapes.js';
import { checkPermission, detailOf, type SoapCall, type SoapOperation, writeStatus } from '../call.js';
import { tooManyRecords } from '../faults.js';
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
  checkPermission(call, pointer.type, 'view');
  return call.account.get(pointer);
}
