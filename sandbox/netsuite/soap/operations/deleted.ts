import type { DeletedRecord } from '../../records/records.js';
import { checkPermission, detailOf, type SoapOperation, writeStatus } from '../call.js';
import { invalidXml } from '../faults.js';
import { parseSoapTime, soapTime } from '../times.js';
import { childNamed, type XmlElement } from '../xml.js';
import type { XmlWriter } from '../xml-writer.js';

const pageSize = 1000;

/** Records by their deletion: `getDeletedFilter` with a date, types, and the script id of custom records. */
export const getDeleted: SoapOperation = (call) => {
  const { xml, account, request } = call;
  const filter = childNamed(request.element, 'getDeletedFilter');
  if (filter === undefined) throw invalidXml('getDeleted takes a getDeletedFilter');
  const pageIndex = Number(childNamed(request.element, 'pageIndex')?.text.trim() ?? '1');
  const wanted = readFilter(filter);
  return xml.element(['core', 'getDeletedResult'], (inner) => {
    try {
      for (const type of wanted.types) checkPermission(call, type, 'view');
      return writePage(
        inner,
        account.records.deleted().filter((record) => passes(record, wanted)),
        pageIndex,
      );
    } catch (error) {
      return writeStatus(inner, false, [detailOf(error)]);
    }
  });
};

interface DeletedFilter {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly types: readonly string[];
  readonly scriptId: string | undefined;
}

function passes({ type, deletedAt, scriptId }: DeletedRecord, wanted: DeletedFilter): boolean {
  return (
    (wanted.types.length === 0 || wanted.types.includes(type)) &&
    (wanted.scriptId === undefined || wanted.scriptId === scriptId) &&
    (wanted.from === undefined || deletedAt >= wanted.from) &&
    (wanted.to === undefined || deletedAt <= wanted.to)
  );
}

function writePage(xml: XmlWriter, found: readonly DeletedRecord[], pageIndex: number): string {
  const shown = found.slice((pageIndex - 1) * pageSize, pageIndex * pageSize);
  const numbers = { totalRecords: found.length, pageSize, totalPages: Math.ceil(found.length / pageSize), pageIndex };
  const head = Object.entries(numbers).map(([name, value]) => xml.text('core', name, value));
  const list = xml.element(['core', 'deletedRecordList'], (records) => shown.map((record) => writeDeleted(records, record)).join(''));
  return writeStatus(xml, true) + head.join('') + (shown.length === 0 ? '' : list);
}

function writeDeleted(xml: XmlWriter, { type, internalId, externalId, name, deletedAt }: DeletedRecord): string {
  const isCustom = type === 'customRecord';
  return xml.element(
    ['core', 'deletedRecord'],
    (inner) =>
      inner.text('core', 'deletedDate', soapTime(deletedAt)) +
      inner.element(['core', 'record'], (ref) => (name === undefined ? '' : ref.text('core', 'name', name)), {
        attributes: { internalId, externalId, ...(!isCustom && { type }) },
        type: ['core', isCustom ? 'CustomRecordRef' : 'RecordRef'],
      }),
  );
}

function readFilter(filter: XmlElement): DeletedFilter {
  const date = childNamed(filter, 'deletedDate');
  const [first, second] = date?.children.map((child) => parseSoapTime(child.text)) ?? [];
  const operator = date?.attributes.get('operator') ?? '';
  const types = childNamed(filter, 'type')?.children.map((child) => child.text.trim()) ?? [];
  if (types.some((type) => type.startsWith('_'))) throw invalidXml('getDeleted takes record types without an underscore');
  return {
    from: ['within', 'onOrAfter', 'after'].includes(operator) ? first : undefined,
    to: operator === 'within' ? second : ['onOrBefore', 'before'].includes(operator) ? first : undefined,
    types,
    scriptId: childNamed(filter, 'scriptId')?.children[0]?.text.trim(),
  };
}
