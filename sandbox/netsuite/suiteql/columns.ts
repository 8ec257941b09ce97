import type { Account } from '../records/account.js';
import type { TableRow } from './table.js';

const entity =
  'id externalid lastmodifieddate isinactive entityid entitytitle altname companyname firstname lastname isperson email phone fax title subsidiary comments datecreated';
const list = 'id externalid lastmodifieddate isinactive name fullname parent createddate';
const address = 'nkey attention addressee addrphone addr1 addr2 addr3 city state zip country';

const entityAddress = `${address} addrtext dropdownstate lastmodifieddate recordowner`;
const addressBook = 'entity internalid addressbookaddress label defaultbilling defaultshipping';

/** Columns that exist whether or not a row has a value there. */
const columns: Readonly<Record<string, string>> = {
  dual: 'dummy',
  transaction:
    'id externalid lastmodifieddate tranid transactionnumber trandisplayname type recordtype abbrevtype status entity trandate createddate memo otherrefnum currency exchangerate foreigntotal terms duedate shipdate employee postingperiod email paymentmethod shipmethod shippingaddress billingaddress title voided posting foreignamountunpaid',
  transactionline:
    'id linesequencenumber uniquekey transaction mainline taxline iscogs isclosed item quantity rate foreignamount netamount price units entity location subsidiary department class createdfrom orderline memo quantitybilled quantityshiprecv linelastmodifieddate itemtype donotdisplayline expectedshipdate',
  transactionshippingaddress: address,
  transactionbillingaddress: address,
  entityaddress: entityAddress,
  entityaddressbook: addressBook,
  customeraddressbook: addressBook,
  customeraddressbookentityaddress: entityAddress,
  vendoraddressbook: addressBook,
  vendoraddressbookentityaddress: entityAddress,
  inventoryassignment: 'transaction transactionline inventorynumber receiptinventorynumber bin quantity',
  nexttransactionlink: 'previousdoc nextdoc linktype',
  previoustransactionlink: 'previousdoc nextdoc linktype',
  item: 'id externalid lastmodifieddate isinactive itemid fullname displayname itemtype recordtype islotitem isserialitem upccode description purchasedescription cost averagecost weight mpn vendorname parent class subsidiary totalquantityonhand createddate',
  customer: `${entity} salesrep terms pricelevel currency`,
  vendor: `${entity} terms currency`,
  contact: `${entity} company`,
  employee: `${entity} supervisor`,
  entity: `${entity} type`,
  deletedrecord: 'recordid type name scriptid iscustomrecord deleteddate',
  inventorybalance: 'item location inventorynumber quantityonhand quantityavailable',
  aggregateitemlocation: 'item location quantityonhand quantityavailable quantityonorder quantitycommitted lastquantityavailablechange',
  pricing: 'item pricelevel currency quantity unitprice',
  itemvendor: 'item vendor vendorcode purchaseprice preferredvendor',
  inventorynumber: `${list} inventorynumber item expirationdate status`,
  bin: `${list} binnumber location`,
  location: `${list} subsidiary`,
  classification: `${list} subsidiary`,
  department: `${list} subsidiary`,
  file: `${list} folder`,
  note: `${list} note title transaction`,
  task: `${list} title transaction message status`,
  message: `${list} message transaction`,
  currency: `${list} symbol`,
  subsidiary: `${list} country`,
};

const customOn: Readonly<Record<string, string>> = {
  transaction: 'transaction',
  transactionline: 'line',
  item: 'item',
  customer: 'entity',
  vendor: 'entity',
  contact: 'entity',
  employee: 'entity',
  entity: 'entity',
};

/** All columns of a table: its own, and those of the account's custom fields. */
export function columnNames(account: Account, table: string, rows: readonly TableRow[]): ReadonlySet<string> {
  const own =
    columns[table]?.split(' ') ??
    (table.startsWith('custom') ? ['id', 'name', 'externalid', 'lastmodified', 'created', 'isinactive'] : list.split(' '));
  const on = customOn[table] ?? table;
  const custom = account.settings.customFields.filter((field) => field.on === on).map(({ scriptId }) => scriptId);
  const seen = columns[table] === undefined ? rows.flatMap((row) => Object.keys(row.values)) : [];
  return new Set([...own, ...custom, ...seen]);
}
