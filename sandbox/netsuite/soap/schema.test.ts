import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NetSuite, startNetSuite } from '../index.js';
import { demoSigner, soapCaller, textAt } from './soap-client.js';

let netsuite: NetSuite;

beforeAll(async () => {
  netsuite = await startNetSuite({ credentials: demoSigner });
});

afterAll(async () => {
  await netsuite.close();
});

/** The message of the fault that a body is answered with. */
async function faultOf(operation: string, body: string, headers = ''): Promise<string> {
  const answer = await soapCaller(netsuite.url)(operation, body, { headers });
  expect([answer.status, answer.body.name]).toEqual([500, 'Fault']);
  return textAt(answer.body, 'faultstring') ?? '';
}

const add = (record: string) => `<m:add>${record}</m:add>`;
const order = (content: string, attributes = '') => add(`<m:record xsi:type="sales:SalesOrder"${attributes}>${content}</m:record>`);
const basic = (content: string, type = 'common:TransactionSearchBasic') =>
  `<m:search><m:searchRecord xsi:type="${type}">${content}</m:searchRecord></m:search>`;

describe('what the schema does not allow', () => {
  it('refuses records without an xsi:type, with an unknown one, and with one of another namespace', async () => {
    expect(await faultOf('add', add('<m:record><sales:memo>x</sales:memo></m:record>'))).toContain('no xsi:type');
    expect(await faultOf('add', add('<m:record xsi:type="sales:SalesOrders"/>'))).toContain('SalesOrders} is none'.replace('}', ''));
    expect(await faultOf('add', add('<m:record xsi:type="rel:SalesOrder"/>'))).toContain(
      'relationships_2025_2.lists.webservices.netsuite.com}SalesOrder',
    );
    expect(await faultOf('add', add('<m:record xsi:type="sales:SalesOrderItem"/>'))).toContain('is none');
  });

  it('refuses unknown elements, elements of another namespace, and attributes that are none', async () => {
    expect(await faultOf('add', order('<sales:colour>red</sales:colour>'))).toContain('Invalid element in SalesOrder - colour');
    expect(await faultOf('add', order('<core:memo>x</core:memo>'))).toContain('memo stands in "urn:core_2025_2.platform');
    expect(await faultOf('add', order('', ' number="1"'))).toContain('Invalid attribute in SalesOrder - number');
    expect(await faultOf('add', order('<sales:entity><core:internalId>1</core:internalId></sales:entity>'))).toContain(
      'ids and types are attributes',
    );
    expect(await faultOf('add', order('<sales:shippingAddress><sales:city>Rome</sales:city></sales:shippingAddress>'))).toContain(
      'belongs to "urn:common_2025_2',
    );
  });

  it('refuses elements in another order than that of the sequence', async () => {
    expect(await faultOf('add', order('<sales:memo>x</sales:memo><sales:otherRefNum>1</sales:otherRefNum>'))).toContain(
      'otherRefNum stands at the wrong place',
    );
    const item = '<sales:item><sales:quantity>1</sales:quantity><sales:item internalId="1"/></sales:item>';
    expect(await faultOf('add', order(`<sales:itemList>${item}</sales:itemList>`))).toContain(
      'wrong place in the sequence of SalesOrderItem',
    );
  });

  it('refuses nil, values that are no value of their kind, and enumerations without their underscore', async () => {
    expect(await faultOf('add', order('<sales:memo xsi:nil="true"/>'))).toContain('memo in SalesOrder is not nillable');
    expect(await faultOf('add', order('<sales:shipDate>1/31/2026</sales:shipDate>'))).toContain('is no dateTime');
    expect(await faultOf('add', order('<sales:shippingCost>12,50</sales:shippingCost>'))).toContain('is no double');
    expect(await faultOf('add', order('<sales:shipComplete>yes</sales:shipComplete>'))).toContain('is no boolean');
    expect(await faultOf('add', order('<sales:orderStatus>pendingFulfillment</sales:orderStatus>'))).toContain(
      'is no value of SalesOrderOrderStatus',
    );
    const address = '<sales:shippingAddress><common:country>US</common:country></sales:shippingAddress>';
    expect(await faultOf('add', order(address))).toContain('"US" of country is no value of Country');
  });

  it('refuses custom fields without the type of a CustomFieldRef of core', async () => {
    const field = (type: string) =>
      `<sales:customFieldList><core:customField scriptId="custbody_dw_order_id"${type}><core:value>1</core:value></core:customField></sales:customFieldList>`;
    expect(await faultOf('add', order(field('')))).toContain('CustomFieldRef of core');
    expect(await faultOf('add', order(field(' xsi:type="core:TextCustomFieldRef"')))).toContain('TextCustomFieldRef');
  });

  it('refuses filters without an operator, with one of another kind, and values outside of core', async () => {
    const name = (attribute: string, value = '<core:searchValue>x</core:searchValue>') =>
      basic(`<common:tranId${attribute}>${value}</common:tranId>`);
    expect(await faultOf('search', name(''))).toContain('takes the attribute operator');
    expect(await faultOf('search', name(' operator="anyOf"'))).toContain('not anyOf');
    expect(await faultOf('search', name(' operator="is"', '<common:searchValue>x</common:searchValue>'))).toContain(
      'Invalid element in a filter on tranId',
    );
    expect(await faultOf('search', basic('<common:colour operator="is"/>'))).toContain('Invalid element in TransactionSearchBasic');
    expect(await faultOf('search', basic('', 'sales:TransactionSearchBasic'))).toContain(
      'sales_2025_2.transactions.webservices.netsuite.com}TransactionSearchBasic',
    );
  });

  it('wants the underscore form of record types in searches, which the schema alone would not', async () => {
    const type = (value: string) => basic(`<common:type operator="anyOf"><core:searchValue>${value}</core:searchValue></common:type>`);
    expect(await faultOf('search', type('salesOrder'))).toContain('"salesOrder" is no value of type');
    const taken = await soapCaller(netsuite.url)('search', type('_salesOrder'));
    expect(textAt(taken.body, 'searchResult/totalRecords')).toBe('0');
  });

  it('refuses headers that do not belong to an operation, and page sizes outside of 5 to 1000', async () => {
    const size = (value: number) => `<m:searchPreferences><m:pageSize>${value}</m:pageSize></m:searchPreferences>`;
    expect(await faultOf('search', basic(''), size(4))).toContain('between 5 and 1000');
    expect(await faultOf('search', basic(''), size(1001))).toContain('between 5 and 1000');
    expect(await faultOf('getServerTime', '<m:getServerTime/>', size(10))).toContain('does not belong to getServerTime');
    const preferences = '<m:preferences><m:warningAsError>true</m:warningAsError></m:preferences>';
    expect(await faultOf('search', basic(''), preferences)).toContain('preferences does not belong to search');
  });

  it('refuses lists above their limits, with the fault that says so', async () => {
    const records = (count: number) => '<m:record xsi:type="act:Task"><act:title>t</act:title></m:record>'.repeat(count);
    for (const [operation, most] of [
      ['addList', 200],
      ['updateList', 100],
      ['upsertList', 100],
    ] as const) {
      const answer = await soapCaller(netsuite.url)(operation, `<m:${operation}>${records(most + 1)}</m:${operation}>`);
      const detail = answer.body.children.find(({ name }) => name === 'detail')?.children[0];
      expect([detail?.name, detail === undefined ? '' : textAt(detail, 'code')]).toEqual([
        'exceededRecordCountFault',
        'MAX_RCRDS_EXCEEDED',
      ]);
    }
    const refs = '<m:baseRef xsi:type="core:RecordRef" type="task" internalId="1"/>'.repeat(1001);
    expect(await faultOf('getList', `<m:getList>${refs}</m:getList>`)).toContain('1000');
  });

  it('refuses documents with a type declaration, bad XML, another action, and another version', async () => {
    const send = async (body: string, action = 'getServerTime') => {
      const response = await fetch(`${netsuite.url}/services/NetSuitePort_2025_2`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml', soapaction: action },
        body,
      });
      return [response.status, await response.text()] as const;
    };
    expect(await send('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')).toEqual([500, expect.stringContaining('DOCTYPE')]);
    expect(await send('<a><b></a>')).toEqual([500, expect.stringContaining('SAXParseException')]);
    expect(await send('')).toEqual([500, expect.stringContaining('SAXParseException')]);
    const call = soapCaller(netsuite.url);
    expect(textAt((await call('getServerTime', '<m:getServerTime/>', { action: 'get' })).body, 'faultstring')).toContain(
      'SOAPAction is "get"',
    );
    const other = '<m:getServerTime xmlns:m="urn:messages_2023_1.platform.webservices.netsuite.com"/>';
    expect(textAt((await call('getServerTime', other)).body, 'faultstring')).toContain('of version 2025_2, and the request of 2023_1');
  });
});
