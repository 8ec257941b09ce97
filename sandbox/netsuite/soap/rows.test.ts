import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { load } from '../demo/load.js';
import { type NetSuite, startNetSuite } from '../index.js';
import { at, demoSigner, soapCaller, textAt } from './soap-client.js';
import type { XmlElement } from './xml.js';

let netsuite: NetSuite;
let call: ReturnType<typeof soapCaller>;

beforeEach(async () => {
  netsuite = await startNetSuite({ credentials: demoSigner });
  call = soapCaller(netsuite.url);
});

afterEach(async () => {
  await netsuite.close();
});

const all = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];
const search = (content: string, type: string) => `<m:search><m:searchRecord xsi:type="${type}">${content}</m:searchRecord></m:search>`;
const lines = (columns: string) =>
  search(
    `<sales:criteria><sales:basic><common:mainLine><core:searchValue>false</core:searchValue></common:mainLine></sales:basic></sales:criteria><sales:columns>${columns}</sales:columns>`,
    'sales:TransactionSearchAdvanced',
  );

describe('rows of advanced searches', () => {
  it('answers rows of columns, one for each line, with joins, and rows of a saved search', async () => {
    load(netsuite.account, { customers: 2, items: 2, salesOrders: 2 });
    const basic =
      '<sales:basic><common:internalId/><common:item/><common:quantity/><common:tranId><core:customLabel>Number</core:customLabel></common:tranId></sales:basic>';
    const answer = await call('search', lines(`${basic}<sales:customerJoin><common:companyName/></sales:customerJoin>`));
    const rows = all(at(answer.body, 'searchResult/searchRowList'), 'searchRow');
    expect(
      rows.map((row) => [
        row.xsiType?.name,
        at(row, 'basic/item/searchValue')?.attributes.has('internalId'),
        textAt(row, 'basic/quantity/searchValue'),
        textAt(row, 'customerJoin/companyName/searchValue'),
      ]),
    ).toEqual([
      ['TransactionSearchRow', true, '2.0', 'Customer 2'],
      ['TransactionSearchRow', true, '3.0', 'Customer 1'],
    ]);
    expect(at(rows[0] as XmlElement, 'basic/tranId')?.children.map(({ name }) => name)).toEqual(['searchValue', 'customLabel']);
    const saved =
      '<m:search><m:searchRecord xsi:type="sales:TransactionSearchAdvanced" savedSearchScriptId="customsearch_dw_orders"/></m:search>';
    const found = await call('search', saved);
    expect(all(at(found.body, 'searchResult/searchRowList'), 'searchRow')).toHaveLength(4);
    const missing = await call('search', saved.replace('customsearch_dw_orders', 'customsearch_none'));
    expect(missing.text).toContain('INVALID_KEY_OR_REF');
  });

  it('has columns of custom fields, with ids and no names', async () => {
    load(netsuite.account, { customers: 1, items: 1, salesOrders: 1 });
    const order = netsuite.account.get({ type: 'salesOrder', externalId: 'LO-1' });
    const channel = { kind: 'select', value: { internalId: '2', name: 'Phone', typeId: '21' } };
    netsuite.account.records.put({ ...order, fields: { ...order.fields, customFieldList: { custbody_dw_channel: channel } } });
    const field = (type: string) => `<core:customField scriptId="custbody_dw_channel" xsi:type="core:${type}"/>`;
    const columns = (type: string) => lines(`<sales:basic><common:customFieldList>${field(type)}</common:customFieldList></sales:basic>`);
    const answer = await call('search', columns('SearchColumnSelectCustomField'));
    const custom = at(answer.body, 'searchResult/searchRowList/searchRow/basic/customFieldList/customField');
    expect([custom?.xsiType?.name, custom?.attributes.get('scriptId')]).toEqual(['SearchColumnSelectCustomField', 'custbody_dw_channel']);
    expect(Object.fromEntries(at(custom as XmlElement, 'searchValue')?.attributes ?? [])).toEqual({ internalId: '2', typeId: '21' });
    expect((await call('search', columns('SelectCustomFieldRef'))).text).toContain('SearchColumnCustomField of core');
  });
});
