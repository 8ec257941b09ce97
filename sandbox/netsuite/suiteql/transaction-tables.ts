import { codeOfCountry } from '../catalogue/countries.js';
import { itemCodes, transactionCodes } from '../catalogue/families.js';
import type { Account } from '../records/account.js';
import { asFields, asList, asReference, type Fields, type StoredRecord, textOf } from '../records/shapes.js';
import { isPosting } from '../records/transaction-rules.js';
import { restEnum } from '../rest/names.js';
import { type Cell, Cells, rowOf } from './cells.js';
import type { TableRow } from './table.js';

const sales = ['salesOrder', 'estimate', 'opportunity', 'invoice', 'cashSale', 'itemFulfillment'];

/** `transaction`: what is of the whole. What is of lines, location and subsidiary among it, is in `transactionline`. */
export function transactionRows(account: Account): readonly TableRow[] {
  const cells = new Cells(account);
  return [...account.records.inFamily('transaction')].map((record) => {
    const row = rowOf(transactionCells(record, cells));
    return { ...row, codes: { status: `${transactionCodes[record.type]?.code ?? record.type}:${textOf(row.values.status as string)}` } };
  });
}

function transactionCells(record: StoredRecord, cells: Cells): Readonly<Record<string, Cell>> {
  const { type, fields } = record;
  const code = transactionCodes[type];
  const { isinactive: _inactive, ...common } = cells.common(record);
  return {
    ...common,
    tranid: cells.text(fields.tranId),
    transactionnumber: cells.text(fields.tranId),
    trandisplayname: `${code?.title ?? type} #${textOf(fields.tranId ?? '')}`,
    type: { value: code?.code ?? type, name: code?.title },
    recordtype: type.toLowerCase(),
    abbrevtype: code?.prefix ?? null,
    status: statusCell(record),
    entity: cells.reference(fields.entity ?? fields.customer),
    trandate: cells.day(fields.tranDate),
    createddate: cells.time(record.createdAt),
    memo: cells.text(fields.memo),
    otherrefnum: cells.text(fields.otherRefNum),
    currency: cells.reference(fields.currency),
    exchangerate: cells.number(fields.exchangeRate),
    foreigntotal: cells.number(fields.total ?? fields.payment),
    terms: cells.reference(fields.terms),
    duedate: cells.day(fields.dueDate),
    shipdate: cells.day(fields.shipDate),
    employee: cells.reference(fields.salesRep),
    postingperiod: cells.reference(fields.postingPeriod),
    email: cells.text(fields.email),
    paymentmethod: cells.reference(fields.paymentMethod),
    shipmethod: cells.reference(fields.shipMethod),
    shippingaddress: fields.shippingAddress === undefined ? null : Number(record.internalId) * 10 + 1,
    billingaddress: fields.billingAddress === undefined ? null : Number(record.internalId) * 10 + 2,
    title: cells.text(fields.title),
    voided: 'F',
    posting: isPosting(type) ? 'T' : 'F',
    foreignamountunpaid: cells.number(fields.amountRemaining),
    ...cells.custom(fields, 'transaction'),
  };
}

const statusFields: Readonly<Record<string, readonly [string, string]>> = {
  salesOrder: ['orderStatus', 'SalesOrderOrderStatus'],
  purchaseOrder: ['orderStatus', 'PurchaseOrderOrderStatus'],
  returnAuthorization: ['orderStatus', 'ReturnAuthorizationOrderStatus'],
  itemFulfillment: ['shipStatus', 'ItemFulfillmentShipStatus'],
};

/** A letter, with the words of the status behind it. */
function statusCell({ type, fields }: StoredRecord): Cell {
  const [field, enumeration] = statusFields[type] ?? ['', ''];
  const value = fields[field];
  if (typeof value !== 'string') return { value: 'A', name: `${transactionCodes[type]?.title ?? type} : Open` };
  const words = value.slice(1).replaceAll(/([A-Z])/g, ' $1');
  return {
    value: restEnum(enumeration, value),
    name: `${transactionCodes[type]?.title ?? type} : ${words.charAt(0).toUpperCase()}${words.slice(1)}`,
  };
}

/** `transactionline`: line 0 is the main line; quantities of sales are negative, as stock that leaves. */
export function lineRows(account: Account): readonly TableRow[] {
  const cells = new Cells(account);
  return [...account.records.inFamily('transaction')].flatMap((record) => {
    const rows = [...asList(record.fields.itemList), ...asList(record.fields.inventoryList)];
    return [mainLine(record, cells), ...rows.map((row) => rowOf({ ...lineCells(record, row, cells), itemtype: itemTypeOf(account, row) }))];
  });
}

function itemTypeOf(account: Account, row: Fields): Cell {
  const item = account.item(asReference(row.item)?.internalId ?? '');
  return item === undefined ? null : (itemCodes[item.type] ?? null);
}

function mainLine(record: StoredRecord, cells: Cells): TableRow {
  const { fields } = record;
  return rowOf({
    id: 0,
    linesequencenumber: 0,
    uniquekey: uniqueKey(record, 0),
    transaction: Number(record.internalId),
    mainline: 'T',
    taxline: 'F',
    iscogs: 'F',
    isclosed: 'F',
    entity: cells.reference(fields.entity ?? fields.customer),
    location: cells.reference(fields.location),
    subsidiary: cells.reference(fields.subsidiary),
    department: cells.reference(fields.department),
    class: cells.reference(fields.class),
    createdfrom: cells.reference(fields.createdFrom),
    memo: cells.text(fields.memo),
    foreignamount: cells.number(fields.total ?? fields.payment),
    netamount: cells.number(fields.total ?? fields.payment),
    linelastmodifieddate: cells.time(record.modifiedAt),
  });
}

function uniqueKey(record: StoredRecord, line: number): number {
  return Number(record.internalId) * 1000 + line;
}

function lineCells(record: StoredRecord, row: Fields, cells: Cells): Readonly<Record<string, Cell>> {
  const { fields, type } = record;
  const sign = sales.includes(type) ? -1 : 1;
  const quantity = row.quantity ?? row.adjustQtyBy;
  const amount = row.amount === undefined ? null : sign * Number(row.amount);
  return {
    id: Number(row.line ?? row.orderLine ?? 0),
    linesequencenumber: Number(row.line ?? row.orderLine ?? 0),
    uniquekey: uniqueKey(record, Number(row.line ?? row.orderLine ?? 0)),
    transaction: Number(record.internalId),
    mainline: 'F',
    taxline: 'F',
    iscogs: 'F',
    donotdisplayline: 'F',
    expectedshipdate: cells.day(row.expectedShipDate),
    isclosed: cells.flag(row.isClosed),
    item: cells.reference(row.item),
    quantity: quantity === undefined ? null : sign * Number(quantity),
    rate: row.rate === undefined ? null : Number.parseFloat(textOf(row.rate)),
    foreignamount: amount,
    netamount: amount,
    price: cells.reference(row.price),
    units: cells.reference(row.units),
    entity: cells.reference(fields.entity ?? fields.customer),
    location: cells.reference(row.location ?? fields.location),
    subsidiary: cells.reference(fields.subsidiary),
    department: cells.reference(row.department ?? fields.department),
    class: cells.reference(row.class ?? fields.class),
    createdfrom: cells.reference(fields.createdFrom),
    orderline: cells.number(row.orderLine),
    memo: cells.text(row.description),
    quantitybilled: cells.number(row.quantityBilled),
    quantityshiprecv: cells.number(row.quantityFulfilled ?? row.quantityReceived),
    linelastmodifieddate: cells.time(record.modifiedAt),
    ...cells.custom(row, 'line'),
  };
}

/** `transactionshippingaddress`, `transactionbillingaddress`: by `nkey`. */
export function addressRows(account: Account, field: 'shippingAddress' | 'billingAddress'): readonly TableRow[] {
  const cells = new Cells(account);
  return [...account.records.inFamily('transaction')].flatMap((record) => {
    const address = asFields(record.fields[field]);
    return address === undefined
      ? []
      : [rowOf({ nkey: Number(record.internalId) * 10 + (field === 'shippingAddress' ? 1 : 2), ...addressCells(address, cells) })];
  });
}

export function addressCells(address: Fields, cells: Cells): Readonly<Record<string, Cell>> {
  const names = ['attention', 'addressee', 'addrPhone', 'addr1', 'addr2', 'addr3', 'city', 'state', 'zip'];
  return { ...Object.fromEntries(names.map((name) => [name.toLowerCase(), cells.text(address[name])])), country: countryCell(address) };
}

function countryCell({ country }: Fields): Cell {
  return typeof country === 'string' ? { value: codeOfCountry(country) ?? country, name: country.slice(1) } : null;
}

/** `inventoryassignment`: the lots and bins of lines. */
export function assignmentRows(account: Account): readonly TableRow[] {
  const cells = new Cells(account);
  return [...account.records.inFamily('transaction')].flatMap((record) =>
    [...asList(record.fields.itemList), ...asList(record.fields.inventoryList)].flatMap((row) =>
      asList(asFields(row.inventoryDetail)?.inventoryAssignmentList).map((each) =>
        rowOf({
          transaction: Number(record.internalId),
          transactionline: Number(row.line ?? 0),
          inventorynumber: cells.reference(each.issueInventoryNumber),
          receiptinventorynumber: cells.text(each.receiptInventoryNumber),
          bin: cells.reference(each.binNumber),
          quantity: cells.number(each.quantity),
        }),
      ),
    ),
  );
}

/** `nexttransactionlink` and `previoustransactionlink`: what was made of what. */
export function linkRows(account: Account): readonly TableRow[] {
  return [...account.records.inFamily('transaction')].flatMap((record) => {
    const from = asReference(record.fields.createdFrom)?.internalId;
    if (from === undefined) return [];
    const kinds: Readonly<Record<string, string>> = {
      itemFulfillment: 'ShipRcpt',
      itemReceipt: 'ShipRcpt',
      invoice: 'OrdBill',
      cashSale: 'OrdBill',
    };
    return [rowOf({ previousdoc: Number(from), nextdoc: Number(record.internalId), linktype: kinds[record.type] ?? 'Link' })];
  });
}
