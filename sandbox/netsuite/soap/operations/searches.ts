import { searchPermission } from '../../auth/role.js';
import { RecordProblem } from '../../records/problem.js';
import type { StoredRecord } from '../../records/shapes.js';
import type { SearchQuery } from '../../search/criteria.js';
import { readSearch } from '../../search/read-search.js';
import { typesOf } from '../../search/run.js';
import type { SearchPage } from '../../search/sessions.js';
import { detailOf, type SoapCall, type SoapOperation, writeStatus } from '../call.js';
import { invalidXml, SoapFault } from '../faults.js';
import { savedQuery } from '../saved-searches.js';
import { writeRecord } from '../write-record.js';
import { writeRow } from '../write-rows.js';
import type { XmlElement } from '../xml.js';
import type { XmlWriter } from '../xml-writer.js';

export const search: SoapOperation = (call) => {
  return searchResult(call, () => {
    const query = readQuery(call);
    checkSearch(call, query);
    return call.searches.open(query, call.request.search.pageSize);
  });
};

/** The search that a call asks for. */
export function readQuery(call: SoapCall): SearchQuery {
  const [element, ...others] = call.request.element.children;
  if (element?.name !== 'searchRecord' || others.length > 0) throw invalidXml('search takes exactly one searchRecord');
  const { query, savedSearch } = readSearch(element, call.request.version);
  return savedSearch === undefined ? query : savedQuery(call.account, query, savedSearch);
}

/** Throws INSUFFICIENT_PERMISSION where the role may see none of the records. */
export function checkSearch({ role }: SoapCall, { subject }: SearchQuery): void {
  if (!role.may(searchPermission)) {
    throw new RecordProblem('INSUFFICIENT_PERMISSION', `Permission Violation: your role needs "${searchPermission}".`);
  }
  const lacking = typesOf(subject).map((type) => role.lacks(type, 'view'));
  const [first] = lacking;
  if (first === undefined || lacking.includes(undefined)) return;
  throw new RecordProblem('INSUFFICIENT_PERMISSION', `Permission Violation: your role needs "${first}" with level view.`);
}

/** Searches tell of files, and not what is in them. */
function withoutContent(record: StoredRecord): StoredRecord {
  if (record.type !== 'file') return record;
  const { content: _content, ...fields } = record.fields;
  return { ...record, fields };
}

/** The saved searches of a kind. */
export const getSavedSearch: SoapOperation = ({ xml, request, account }) => {
  const kind = request.element.children[0]?.attributes.get('searchType');
  if (kind === undefined) throw invalidXml('getSavedSearch takes a record with the attribute searchType');
  const found = (account.settings.savedSearches ?? []).filter(({ subject }) => subject.toLowerCase() === kind.toLowerCase());
  return xml.element(['core', 'getSavedSearchResult'], (inner) => {
    const refs = inner.element(['core', 'recordRefList'], (list) =>
      found
        .map(({ internalId, scriptId, name }) =>
          list.element(['core', 'recordRef'], (ref) => ref.text('core', 'name', name), {
            attributes: { internalId, scriptId },
            type: ['core', 'CustomizationRef'],
          }),
        )
        .join(''),
    );
    return writeStatus(inner, true) + inner.text('core', 'totalRecords', found.length) + refs;
  });
};

export const searchMoreWithId: SoapOperation = (call) => {
  const { element, version } = call.request;
  const [searchId, pageIndex] = element.children;
  if (searchId?.name !== 'searchId' || pageIndex?.name !== 'pageIndex')
    throw invalidXml(`searchMoreWithId takes searchId and pageIndex (${version})`);
  return searchResult(call, () => call.searches.more(searchId.text.trim(), numberOf(pageIndex)));
};

function numberOf(element: XmlElement): number {
  const text = element.text.trim();
  if (!/^-?\d+$/.test(text)) throw invalidXml(`"${text}" of ${element.name} is no int`);
  return Number(text);
}

function searchResult(call: SoapCall, find: () => SearchPage): string {
  return call.xml.element(['core', 'searchResult'], (inner) => {
    try {
      return pageContent(call, inner, find());
    } catch (error) {
      if (error instanceof RecordProblem && error.code === 'INVALID_PAGE_INDEX') {
        throw new SoapFault(error.message, { fault: 'unexpectedErrorFault', code: 'INVALID_PAGE_INDEX' });
      }
      return writeStatus(inner, false, [detailOf(error)]);
    }
  });
}

/** What stands inside a `searchResult`. */
export function pageContent(call: SoapCall, xml: XmlWriter, page: SearchPage): string {
  const { query, hits, totalRecords, pageSize, totalPages, pageIndex, searchId } = page;
  const numbers =
    xml.text('core', 'totalRecords', totalRecords) +
    xml.text('core', 'pageSize', pageSize) +
    xml.text('core', 'totalPages', totalPages) +
    xml.text('core', 'pageIndex', pageIndex) +
    xml.text('core', 'searchId', searchId);
  const { columns } = query;
  const isRows = columns !== undefined;
  const body = xml.element(['core', isRows ? 'searchRowList' : 'recordList'], (list) =>
    hits
      .map((hit) =>
        isRows
          ? writeRow(call.account, list, { hit, subject: query.subject, columns })
          : writeRecord(list, withoutContent(hit.record), {
              account: call.account,
              isBodyOnly: call.request.search.isBodyOnly,
              namespace: 'core',
            }),
      )
      .join(''),
  );
  return writeStatus(xml, true) + numbers + (isRows && hits.length === 0 ? '' : body);
}
