import { ConnectorError } from '../../../core/errors.js';
import { classOf, type Refusal } from '../errors.js';
import { type SoapApi, statusOf } from './api.js';
import { childOf, childrenOf, textOf, type XmlElement, type XmlNode } from './xml-node.js';

export interface SearchPage {
  readonly total: number;
  readonly pages: number;
  readonly pageIndex: number;
  readonly searchId: string | undefined;
  readonly records: readonly XmlNode[];
}

/** The result of a search shrank while it was read, so that a page is not there any more. */
export class SearchMoved extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SearchMoved';
  }
}

export interface SearchRequest {
  readonly record: XmlElement;
  readonly signal: AbortSignal;
}

/** Opens a search: its first page. */
export async function search(api: SoapApi, { record, signal }: SearchRequest): Promise<SearchPage> {
  const answer = await api.call({ operation: 'search', body: { 'messages:searchRecord': record }, signal });
  return readPage(api, answer, 'search');
}

/** Another page. NetSuite may run the search again for it, so that rows may have moved. Throws SearchMoved. */
export async function searchMore(
  api: SoapApi,
  request: { readonly searchId: string; readonly pageIndex: number; readonly signal: AbortSignal },
): Promise<SearchPage> {
  const body = { 'messages:searchId': request.searchId, 'messages:pageIndex': request.pageIndex };
  const answer = await api.call({ operation: 'searchMoreWithId', body, signal: request.signal });
  return readPage(api, answer, 'searchMoreWithId');
}

function readPage(api: SoapApi, answer: XmlNode, operation: string): SearchPage {
  const result = childOf(answer, 'searchResult');
  const status = statusOf(result);
  if (isMoved(status.refusal)) throw new SearchMoved(status.refusal?.message ?? '');
  api.demand(status, operation);
  const number = (name: string): number => Number(textOf(childOf(result, name)) ?? 0);
  return {
    total: number('totalRecords'),
    pages: number('totalPages'),
    pageIndex: number('pageIndex'),
    searchId: textOf(childOf(result, 'searchId')),
    records: [...childrenOf(childOf(result, 'recordList'), 'record'), ...childrenOf(childOf(result, 'searchRowList'), 'searchRow')],
  };
}

function isMoved(refusal: Refusal | undefined): boolean {
  return (
    refusal !== undefined &&
    (refusal.code === 'INVALID_PAGE_INDEX' || (classOf(refusal.code) === 'data' && /page ?index/i.test(refusal.message)))
  );
}

/**
 * All rows of an open search. Throws SourceLoop where a page comes again, and SearchMoved where the number of rows has
 * changed under the reader: the whole search is to be run again then.
 */
export async function readWhole(
  api: SoapApi,
  first: SearchPage,
  request: { readonly endpointId: string; readonly signal: AbortSignal },
): Promise<readonly XmlNode[]> {
  const records = [...first.records];
  for (let pageIndex = 2; pageIndex <= first.pages; pageIndex += 1) {
    const { searchId } = first;
    if (searchId === undefined) throw loop(request.endpointId, 'A search of several pages came without an id.');
    const page = await searchMore(api, { searchId, pageIndex, signal: request.signal });
    if (page.pageIndex !== pageIndex) {
      throw loop(request.endpointId, `Page ${pageIndex} of a search was asked for, and page ${page.pageIndex} came.`);
    }
    if (page.total !== first.total) throw new SearchMoved(`${first.total} records became ${page.total}`);
    records.push(...page.records);
  }
  return records;
}

function loop(endpoint: string, message: string): ConnectorError {
  return new ConnectorError('SourceLoop', `${message} Reading on would never end.`, { endpoint, effect: 'none' });
}
