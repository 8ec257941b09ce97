import { compareIds, type Deletion, type ReadDeletions, type Subject } from './reader.js';
import type { RestApi } from './rest/api.js';
import { moment, quoted } from './rest/query.js';
import { textAt } from './rest/read-row.js';
import type { NetSuiteSettings } from './settings.js';
import { type SoapApi, statusOf } from './soap/api.js';
import { readReference } from './soap/read-record.js';
import { attributeOf, childOf, childrenOf, textOf, type XmlNode } from './soap/xml-node.js';
import { fromQueryTime, fromSoapTime, queryFormat } from './values/times.js';

/** Deletions by SOAP's getDeleted, all pages of it. */
export function deletionsBySoap(api: SoapApi): ReadDeletions {
  return async ({ subject, from, until, signal }) => {
    const found: Deletion[] = [];
    const filter = {
      'core:deletedDate': {
        attributes: { operator: 'within' },
        'core:searchValue': `${from.slice(0, 23)}Z`,
        'core:searchValue2': `${until.slice(0, 19)}.999Z`,
      },
      ...typeFilter(subject),
    };
    for (let pageIndex = 1, pages = 1; pageIndex <= pages; pageIndex += 1) {
      const body = { 'messages:getDeletedFilter': filter, 'messages:pageIndex': pageIndex };
      const result = childOf(await api.call({ operation: 'getDeleted', body, signal }), 'getDeletedResult');
      api.demand(statusOf(result), 'getDeleted');
      pages = Number(textOf(childOf(result, 'totalPages')) ?? 1);
      found.push(...childrenOf(childOf(result, 'deletedRecordList'), 'deletedRecord').flatMap((node) => readDeleted(node, subject)));
    }
    return sorted(found);
  };
}

function typeFilter({ shape, custom }: Subject) {
  if (custom !== undefined) return { 'core:scriptId': { attributes: { operator: 'is' }, 'core:searchValue': custom.scriptId } };
  return { 'core:type': { attributes: { operator: 'anyOf' }, 'core:searchValue': shape.record } };
}

function readDeleted(node: XmlNode, { shape }: Subject): readonly Deletion[] {
  const record = childOf(node, 'record');
  const id = attributeOf(record, 'internalId');
  const time = fromSoapTime(textOf(childOf(node, 'deletedDate')));
  if (id === undefined || time === undefined) return [];
  return [{ id, time, data: { ...readReference(record), recordType: shape.record } }];
}

/** Deletions by the table of SuiteQL. It holds no external ids. */
export function deletionsByQuery(api: RestApi, { timeZone: zone }: Pick<NetSuiteSettings, 'timeZone'>): ReadDeletions {
  return async ({ subject, from, until, signal }) => {
    const { shape, custom } = subject;
    const which =
      custom === undefined
        ? `LOWER(d.type) = ${quoted(shape.record.toLowerCase())}`
        : `LOWER(d.scriptid) = ${quoted(custom.scriptId.toLowerCase())}`;
    const window = `d.deleteddate >= ${moment(from, zone)} AND d.deleteddate <= ${moment(until, zone)}`;
    const rows = await api.queryAll(
      `SELECT d.recordid AS id, d.name AS name, TO_CHAR(d.deleteddate, '${queryFormat}') AS deleted_at FROM deletedrecord d WHERE ${which} AND ${window} ORDER BY d.deleteddate, d.recordid`,
      signal,
    );
    return sorted(
      rows.flatMap((row): Deletion[] => {
        const id = textAt(row, 'id');
        const time = fromQueryTime(textAt(row, 'deleted_at') ?? '', zone);
        const name = textAt(row, 'name');
        if (id === undefined || time === undefined) return [];
        return [{ id, time, data: { id, recordType: shape.record, ...(name !== undefined && { name }) } }];
      }),
    );
  };
}

function sorted(deletions: readonly Deletion[]): readonly Deletion[] {
  return [...deletions].sort((a, b) => (a.time === b.time ? compareIds(a.id, b.id) : a.time < b.time ? -1 : 1));
}
