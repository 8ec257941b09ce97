import { searchPermission } from '../../auth/role.js';
import { typeNamed } from '../../catalogue/catalogue.js';
import type { FieldKind } from '../../catalogue/notation.js';
import { RecordProblem } from '../../records/problem.js';
import { asReference, type Value } from '../../records/shapes.js';
import type { Column, SearchQuery } from '../../search/criteria.js';
import { columnValues, type Hit } from '../../search/hits.js';
import { readSearch } from '../../search/read-search.js';
import { typesOf } from '../../search/run.js';
import type { SearchPage } from '../../search/sessions.js';
import { detailOf, type SoapCall, type SoapOperation, writeStatus } from '../call.js';
import { invalidXml, SoapFault } from '../faults.js';
import { savedQuery } from '../saved-searches.js';
import { scalarText, writeRecord, writeReference } from '../write-record.js';
import { escapeXml, type XmlElement } from '../xml.js';
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
          ? writeRow(call, list, { hit, subject: query.subject, columns })
          : writeRecord(list, hit.record, { account: call.account, isBodyOnly: call.request.search.isBodyOnly, namespace: 'core' }),
      )
      .join(''),
  );
  return writeStatus(xml, true) + numbers + (isRows && hits.length === 0 ? '' : body);
}

interface Row {
  readonly hit: Hit;
  readonly subject: string;
  readonly columns: readonly Column[];
}

function writeRow(call: SoapCall, xml: XmlWriter, { hit, subject, columns }: Row): string {
  const rowType = typeNamed(`${subject}SearchRow`);
  if (rowType === undefined) throw invalidXml(`There are no columns of ${subject}`);
  const groups = [...new Set(columns.map(({ group }) => group))];
  return xml.element(
    ['core', 'searchRow'],
    (row) =>
      groups
        .map((group) => {
          const basic = typeNamed(rowType.byName.get(group)?.of ?? '');
          const written = (inner: XmlWriter): string =>
            columns
              .filter((column) => column.group === group)
              .flatMap((column) =>
                columnValues(call.account, hit, column).map((value) =>
                  inner.element(['common', column.field], (deeper) =>
                    columnContent(deeper, { column, value, kind: basic?.byName.get(column.field)?.kind }),
                  ),
                ),
              )
              .join('');
          return row.element([rowType.namespace, group], written);
        })
        .join(''),
    { type: [rowType.namespace, rowType.name] },
  );
}

/** Against its own schema, NetSuite writes the label behind the value. */
function columnContent(
  xml: XmlWriter,
  { column, value, kind }: { readonly column: Column; readonly value: Value; readonly kind: FieldKind | undefined },
): string {
  const label = column.customLabel === undefined ? '' : xml.text('core', 'customLabel', column.customLabel);
  const reference = asReference(value);
  if (reference !== undefined && kind === 'columnSelect') {
    const { internalId, externalId } = reference;
    return (
      writeReference(xml, ['core', 'searchValue'], {
        ...(internalId !== undefined && { internalId }),
        ...(externalId !== undefined && { externalId }),
      }) + label
    );
  }
  const plain = { columnDouble: 'number', columnDate: 'date' } as const;
  const name = /^(created|dateCreated|lastModified|modified|last)/.test(column.field) ? 'lastModified' : column.field;
  const text =
    reference === undefined ? scalarText({ name, kind: plain[kind as keyof typeof plain] ?? 'text' }, value) : (reference.name ?? '');
  return xml.element(['core', 'searchValue'], escapeXml(text)) + label;
}
