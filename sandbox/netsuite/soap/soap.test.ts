import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { load } from '../demo/load.js';
import { type NetSuite, startNetSuite } from '../index.js';
import { at, demoSigner, type SoapAnswer, soapCaller, textAt } from './soap-client.js';
import type { XmlElement } from './xml.js';

let netsuite: NetSuite;
let call: ReturnType<typeof soapCaller>;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.now();
  netsuite = await startNetSuite({ credentials: demoSigner, now: () => new Date(nowMs) });
  call = soapCaller(netsuite.url);
});

afterEach(async () => {
  await netsuite.close();
});

const isSuccess = (element: XmlElement | undefined): string | undefined =>
  element?.children.find(({ name }) => name === 'status')?.attributes.get('isSuccess');
const all = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];
const customer = (externalId: string, content: string) =>
  `<m:record xsi:type="rel:Customer" externalId="${externalId}"><rel:companyName>${content}</rel:companyName><rel:subsidiary internalId="1"/></m:record>`;
const search = (content: string, type = 'common:CustomerSearchBasic') =>
  `<m:search><m:searchRecord xsi:type="${type}">${content}</m:searchRecord></m:search>`;
const pages = (size: number, isBodyOnly = true) =>
  `<m:searchPreferences><m:bodyFieldsOnly>${isBodyOnly}</m:bodyFieldsOnly><m:pageSize>${size}</m:pageSize></m:searchPreferences>`;
const more = async (id: string | undefined, pageIndex: number) =>
  await call(
    'searchMoreWithId',
    `<m:searchMoreWithId><m:searchId>${id}</m:searchId><m:pageIndex>${pageIndex}</m:pageIndex></m:searchMoreWithId>`,
  );
const namesOf = ({ body }: SoapAnswer): readonly (string | undefined)[] =>
  all(at(body, 'searchResult/recordList'), 'record').map((record) => textAt(record, 'companyName'));

describe('records over SOAP', () => {
  it('adds, gets, upserts and deletes a customer', async () => {
    const upsert = async (name: string) => at((await call('upsert', `<m:upsert>${customer('C1', name)}</m:upsert>`)).body, 'writeResponse');
    const first = await upsert('Alfreds');
    const id = at(first as XmlElement, 'baseRef')?.attributes.get('internalId');
    expect([isSuccess(first), id]).toEqual(['true', expect.stringMatching(/^\d+$/)]);
    expect(at((await upsert('Alfreds &amp; Co')) as XmlElement, 'baseRef')?.attributes.get('internalId')).toBe(id);
    const get = `<m:get><m:baseRef xsi:type="core:RecordRef" type="customer" internalId="${id}"/></m:get>`;
    expect(textAt((await call('get', get)).body, 'readResponse/record/companyName')).toBe('Alfreds & Co');
    const gone = await call('delete', `<m:delete><m:baseRef xsi:type="core:RecordRef" type="customer" externalId="C1"/></m:delete>`);
    expect(isSuccess(at(gone.body, 'writeResponse'))).toBe('true');
    const missing = await call('get', get);
    expect([missing.status, textAt(missing.body, 'readResponse/status/statusDetail/code')]).toEqual([200, 'RCRD_DSNT_EXIST']);
  });

  it('answers a list in its order, each record for itself', async () => {
    const bad = '<m:record xsi:type="rel:Customer" externalId="B"><rel:companyName>B</rel:companyName></m:record>';
    const answer = await call('upsertList', `<m:upsertList>${customer('A', 'A')}${bad}${customer('C', 'C')}</m:upsertList>`);
    const responses = all(at(answer.body, 'writeResponseList'), 'writeResponse');
    expect(responses.map(isSuccess)).toEqual(['true', 'false', 'true']);
    expect(responses.map((each) => at(each, 'baseRef')?.attributes.get('externalId'))).toEqual(['A', 'B', 'C']);
    expect(textAt(responses[1] as XmlElement, 'status/statusDetail/code')).toBe('USER_ERROR');
  });

  it('declares namespaces in other ways from answer to answer', async () => {
    const texts: string[] = [];
    for (let turn = 0; turn < 3; turn += 1)
      texts.push((await call('getServerTime', '<m:getServerTime/>')).text.replaceAll(/nsId>[^<]*/g, ''));
    const tags = texts.map((text) => /<((?:[\w]+:)?getServerTimeResult)/.exec(text)?.[1]);
    expect(new Set(tags).size).toBe(3);
  });

  it('keeps custom fields of all kinds, times in Pacific, days as midnight there, and clears what is named', async () => {
    await call('add', `<m:add>${customer('C1', 'A')}</m:add>`);
    const item = '<m:record xsi:type="acct:NonInventorySaleItem" externalId="I1"><acct:itemId>TEA</acct:itemId></m:record>';
    await call('add', `<m:add>${item}</m:add>`);
    const custom = (scriptId: string, type: string, value: string) =>
      `<core:customField scriptId="${scriptId}" xsi:type="core:${type}CustomFieldRef">${value}</core:customField>`;
    const fields = [
      custom('custbody_dw_order_id', 'String', '<core:value>1001</core:value>'),
      custom('custbody_dw_items', 'Long', '<core:value>3</core:value>'),
      custom('custbody_dw_weight', 'Double', '<core:value>2.5</core:value>'),
      custom('custbody_dw_is_gift', 'Boolean', '<core:value>true</core:value>'),
      custom('custbody_dw_placed_at', 'Date', '<core:value>2026-03-01T10:30:00Z</core:value>'),
      custom('custbody_dw_channel', 'Select', '<core:value internalId="2"/>'),
      custom('custbody_dw_tags', 'MultiSelect', '<core:value internalId="1"/><core:value internalId="3"/>'),
    ];
    const lines =
      '<sales:itemList><sales:item><sales:item externalId="I1"/><sales:quantity>2</sales:quantity><sales:rate>3.50</sales:rate></sales:item></sales:itemList>';
    const order = `<m:record xsi:type="sales:SalesOrder" externalId="O1"><sales:entity externalId="C1"/><sales:tranDate>2026-03-01T00:00:00Z</sales:tranDate><sales:memo>x</sales:memo>${lines}<sales:customFieldList>${fields.join('')}</sales:customFieldList></m:record>`;
    expect(isSuccess(at((await call('add', `<m:add>${order}</m:add>`)).body, 'writeResponse'))).toBe('true');
    const get = '<m:get><m:baseRef xsi:type="core:RecordRef" type="salesOrder" externalId="O1"/></m:get>';
    const record = at((await call('get', get)).body, 'readResponse/record') as XmlElement;
    expect(textAt(record, 'tranDate')).toBe('2026-02-28T00:00:00.000-08:00');
    expect([textAt(record, 'total'), textAt(record, 'itemList/item/amount'), textAt(record, 'itemList/item/rate')]).toEqual([
      '7.0',
      '7.0',
      '3.50',
    ]);
    const read = all(at(record, 'customFieldList'), 'customField').map((field) => [
      field.xsiType?.name,
      all(field, 'value').map((value) =>
        value.attributes.size > 0 ? `${value.attributes.get('internalId')} ${textAt(value, 'name')}` : value.text,
      ),
    ]);
    expect(read).toEqual([
      ['StringCustomFieldRef', ['1001']],
      ['LongCustomFieldRef', ['3']],
      ['DoubleCustomFieldRef', ['2.5']],
      ['BooleanCustomFieldRef', ['true']],
      ['DateCustomFieldRef', ['2026-03-01T02:30:00.000-08:00']],
      ['SelectCustomFieldRef', ['2 Phone']],
      ['MultiSelectCustomFieldRef', ['1 Gift', '3 Wholesale']],
    ]);
    const nulls = '<core:name>memo</core:name><core:name>custbody_dw_weight</core:name>';
    await call(
      'update',
      `<m:update><m:record xsi:type="sales:SalesOrder" externalId="O1"><sales:nullFieldList>${nulls}</sales:nullFieldList></m:record></m:update>`,
    );
    const wrong = await call('get', get);
    expect(textAt(wrong.body, 'readResponse/record/memo')).toBe('x');
    await call(
      'update',
      `<m:update><m:record xsi:type="sales:SalesOrder" externalId="O1"><core:nullFieldList>${nulls}</core:nullFieldList></m:record></m:update>`,
    );
    const cleared = at((await call('get', get)).body, 'readResponse/record') as XmlElement;
    expect([textAt(cleared, 'memo'), all(at(cleared, 'customFieldList'), 'customField').length]).toEqual([undefined, 6]);
  });
});

describe('searches over SOAP', () => {
  it('answers pages of a size, whole records or their bodies, and refuses pages that are not there', async () => {
    load(netsuite.account, { customers: 12 });
    const first = await call('search', search(''), { headers: pages(5) });
    const result = at(first.body, 'searchResult') as XmlElement;
    expect(['totalRecords', 'pageSize', 'totalPages', 'pageIndex'].map((name) => textAt(result, name))).toEqual(['12', '5', '3', '1']);
    expect(at(result, 'recordList/record/addressbookList')).toBeUndefined();
    const id = textAt(result, 'searchId');
    expect(namesOf(await more(id, 3))).toEqual(['Customer 11', 'Customer 12']);
    const past = await more(id, 4);
    expect([past.status, past.text]).toEqual([500, expect.stringContaining('INVALID_PAGE_INDEX')]);
    nowMs += 16 * 60_000;
    const passport = { timestamp: String(Math.floor(nowMs / 1000)) };
    const late = await call(
      'searchMoreWithId',
      `<m:searchMoreWithId><m:searchId>${id}</m:searchId><m:pageIndex>2</m:pageIndex></m:searchMoreWithId>`,
      { passport },
    );
    expect(textAt(late.body, 'searchResult/status/statusDetail/code')).toBe('INVALID_SEARCH_MORE');
  });

  it('reads on in what was found, or, live, searches again, so that hits move under the reader', async () => {
    load(netsuite.account, { customers: 11 });
    const open = async () => textAt((await call('search', search(''), { headers: pages(5) })).body, 'searchResult/searchId');
    const [kept, moving] = [await open(), await open()];
    netsuite.account.delete({ type: 'customer', externalId: 'LC-1' });
    expect(namesOf(await more(kept, 2))[0]).toBe('Customer 6');
    netsuite.room.searches.mode = 'live';
    expect(namesOf(await more(moving, 2))[0]).toBe('Customer 7');
    expect((await more(moving, 3)).text).toContain('INVALID_PAGE_INDEX');
  });

  it('may answer the same page index for ever', async () => {
    load(netsuite.account, { customers: 11 });
    const id = textAt((await call('search', search(''), { headers: pages(5) })).body, 'searchResult/searchId');
    netsuite.room.searches.stuckPages = 1;
    expect(textAt((await more(id, 2)).body, 'searchResult/pageIndex')).toBe('1');
    expect(textAt((await more(id, 2)).body, 'searchResult/pageIndex')).toBe('2');
  });

  it('filters by time with both ends, by text as it is said, by references, and by custom fields', async () => {
    load(netsuite.account, { customers: 12, from: '2026-03-01T00:00:00Z', stepMs: 60_000 });
    const find = async (content: string) => namesOf(await call('search', search(content)));
    const within =
      '<common:lastModifiedDate operator="within"><core:searchValue>2026-03-01T00:01:00Z</core:searchValue><core:searchValue2>2026-02-28T16:03:00-08:00</core:searchValue2></common:lastModifiedDate>';
    expect(await find(within)).toEqual(['Customer 2', 'Customer 3', 'Customer 4']);
    const name = (operator: string, value: string) =>
      `<common:companyName operator="${operator}"><core:searchValue>${value}</core:searchValue></common:companyName>`;
    expect(await find(name('is', 'customer 1'))).toEqual(['Customer 1']);
    expect(await find(name('contains', 'customer 1'))).toEqual(['Customer 1', 'Customer 10', 'Customer 11', 'Customer 12']);
    const ids =
      '<common:externalId operator="anyOf"><core:searchValue externalId="LC-3"/><core:searchValue externalId="LC-5"/></common:externalId>';
    expect(await find(ids)).toEqual(['Customer 3', 'Customer 5']);
    const custom =
      '<common:customFieldList><core:customField scriptId="custentity_dw_customer_id" operator="is" xsi:type="core:SearchStringCustomField"><core:searchValue>7</core:searchValue></core:customField></common:customFieldList>';
    expect(await find(custom)).toEqual([]);
    expect((await call('search', search('', 'common:CustomRecordSearchBasic'))).text).toContain('needs a recType');
  });
});

describe('other operations of SOAP', () => {
  it('tells what was deleted in a time, by type, and an empty answer has no list', async () => {
    load(netsuite.account, { customers: 2 });
    const deleted = async (type: string) =>
      await call(
        'getDeleted',
        `<m:getDeleted><m:getDeletedFilter><core:deletedDate operator="within"><core:searchValue>${new Date(nowMs - 1000).toISOString()}</core:searchValue><core:searchValue2>${new Date(nowMs + 1000).toISOString()}</core:searchValue2></core:deletedDate><core:type operator="anyOf"><core:searchValue>${type}</core:searchValue></core:type></m:getDeletedFilter><m:pageIndex>1</m:pageIndex></m:getDeleted>`,
      );
    expect(at((await deleted('customer')).body, 'getDeletedResult/deletedRecordList')).toBeUndefined();
    const { internalId } = netsuite.account.delete({ type: 'customer', externalId: 'LC-1' });
    const record = at((await deleted('customer')).body, 'getDeletedResult/deletedRecordList/deletedRecord/record');
    expect([record?.attributes.get('internalId'), record?.attributes.get('type'), textAt(record as XmlElement, 'name')]).toEqual([
      internalId,
      'customer',
      'Customer 1',
    ]);
    expect((await deleted('_customer')).text).toContain('without an underscore');
  });

  it('takes jobs on, and has their results when they are finished', async () => {
    load(netsuite.account, { customers: 3 });
    const started = await call('asyncSearch', `<m:asyncSearch><m:searchRecord xsi:type="common:CustomerSearchBasic"/></m:asyncSearch>`);
    const jobId = textAt(started.body, 'asyncStatusResult/jobId');
    const result = async () =>
      await call('getAsyncResult', `<m:getAsyncResult><m:jobId>${jobId}</m:jobId><m:pageIndex>1</m:pageIndex></m:getAsyncResult>`);
    expect((await result()).text).toContain('JOB_NOT_COMPLETE');
    const check = async () =>
      textAt(
        (await call('checkAsyncStatus', `<m:checkAsyncStatus><m:jobId>${jobId}</m:jobId></m:checkAsyncStatus>`)).body,
        'asyncStatusResult/status',
      );
    expect([await check(), await check(), await check()]).toEqual(['pending', 'processing', 'finished']);
    const done = at((await result()).body, 'asyncResult');
    expect([done?.xsiType?.name, all(at(done as XmlElement, 'searchResult/recordList'), 'record').length]).toEqual([
      'AsyncSearchResult',
      3,
    ]);
  });

  it('proposes a record made of another, attaches files, and lists the choices of a field', async () => {
    load(netsuite.account, { customers: 1, items: 1, salesOrders: 1 });
    const initialize = (type: string) =>
      `<m:initialize><m:initializeRecord><core:type>${type}</core:type><core:reference type="salesOrder" externalId="LO-1"/></m:initializeRecord></m:initialize>`;
    const proposed = await call('initialize', initialize('itemFulfillment'));
    expect(textAt(proposed.body, 'readResponse/record/itemList/item/orderLine')).toBe('1');
    expect((await call('initialize', initialize('vendorPayment'))).text).toContain('INVALID_INITIALIZE_REF');
    await call(
      'add',
      '<m:add><m:record xsi:type="docs:File" externalId="F1"><docs:name>a.txt</docs:name><docs:content>YQ==</docs:content><docs:folder internalId="15"/></m:record></m:add>',
    );
    const attach =
      '<m:attach><m:attachReference xsi:type="core:AttachBasicReference"><core:attachTo xsi:type="core:RecordRef" type="salesOrder" externalId="LO-1"/><core:attachedRecord xsi:type="core:RecordRef" type="file" externalId="F1"/></m:attachReference></m:attach>';
    expect(isSuccess(at((await call('attach', attach)).body, 'writeResponse'))).toBe('true');
    expect(netsuite.account.get({ type: 'salesOrder', externalId: 'LO-1' }).fields.attachments).toHaveLength(1);
    const files = await call('search', search('', 'common:FileSearchBasic'));
    const file = at(files.body, 'searchResult/recordList/record') as XmlElement;
    expect([textAt(file, 'fileSize'), textAt(file, 'content')]).toEqual(['1.0', undefined]);
    const values = await call(
      'getSelectValue',
      '<m:getSelectValue><m:fieldDescription><core:recordType>salesOrder</core:recordType><core:field>terms</core:field></m:fieldDescription><m:pageIndex>1</m:pageIndex></m:getSelectValue>',
    );
    const refs = all(at(values.body, 'getSelectValueResult/baseRefList'), 'baseRef');
    expect(refs.map((ref) => [ref.attributes.get('internalId'), textAt(ref, 'name')])).toEqual([
      ['1', 'Net 15'],
      ['2', 'Net 30'],
    ]);
  });

  it('has a WSDL of its own with every operation', async () => {
    const text = await (await fetch(`${netsuite.url}/wsdl/v2025_2_0/netsuite.wsdl`)).text();
    expect(text).toContain('<operation name="upsertList">');
    expect(text).toContain(`location="${netsuite.url}/services/NetSuitePort_2025_2"`);
  });
});
