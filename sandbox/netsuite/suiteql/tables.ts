import type { Account } from '../records/account.js';
import { columnNames } from './columns.js';
import {
  addressBookRows,
  customRows,
  deletedRows,
  entityAddressRows,
  entityRows,
  itemRows,
  itemVendorRows,
  listRows,
  pricingRows,
  stockRows,
} from './other-tables.js';
import { QueryProblem } from './problem.js';
import type { Table, TableRow, Tables } from './table.js';
import { addressRows, assignmentRows, lineRows, linkRows, transactionRows } from './transaction-tables.js';

const makers: Readonly<Record<string, (account: Account) => readonly TableRow[]>> = {
  dual: () => [{ values: { dummy: 'X' }, names: {} }],
  transaction: transactionRows,
  transactionline: lineRows,
  transactionshippingaddress: (account) => addressRows(account, 'shippingAddress'),
  transactionbillingaddress: (account) => addressRows(account, 'billingAddress'),
  inventoryassignment: assignmentRows,
  nexttransactionlink: linkRows,
  previoustransactionlink: linkRows,
  item: itemRows,
  customer: (account) => entityRows(account, 'customer'),
  vendor: (account) => entityRows(account, 'vendor'),
  contact: (account) => entityRows(account, 'contact'),
  employee: (account) => entityRows(account, 'employee'),
  entity: (account) => entityRows(account, undefined),
  entityaddressbook: (account) => addressBookRows(account),
  entityaddress: (account) => entityAddressRows(account),
  customeraddressbook: (account) => addressBookRows(account, 'customer'),
  customeraddressbookentityaddress: (account) => entityAddressRows(account, 'customer'),
  vendoraddressbook: (account) => addressBookRows(account, 'vendor'),
  vendoraddressbookentityaddress: (account) => entityAddressRows(account, 'vendor'),
  deletedrecord: deletedRows,
  inventorybalance: (account) => stockRows(account, true),
  aggregateitemlocation: (account) => stockRows(account, false),
  pricing: pricingRows,
  itemvendor: itemVendorRows,
};

const lists: Readonly<Record<string, string>> = {
  subsidiary: 'subsidiary',
  location: 'location',
  classification: 'classification',
  department: 'department',
  term: 'term',
  currency: 'currency',
  pricelevel: 'priceLevel',
  paymentmethod: 'paymentMethod',
  shipitem: 'shipItem',
  inventorynumber: 'inventoryNumber',
  bin: 'bin',
  file: 'file',
  note: 'note',
  task: 'task',
  message: 'message',
};

/** The tables of an account. They are made when they are asked for, and again when records have changed. */
export function tablesOf(account: Account): Tables {
  const known = new Map<string, { readonly table: Table; readonly changes: number }>();
  return (name) => {
    const kept = known.get(name);
    if (kept !== undefined && kept.changes === account.records.changes) return kept.table;
    const table = makeTable(account, name);
    known.set(name, { table, changes: account.records.changes });
    return table;
  };
}

function makeTable(account: Account, name: string): Table {
  const list = lists[name];
  const rows = makers[name]?.(account) ?? (list === undefined ? customRows(account, name) : listRows(account, list));
  if (rows === undefined) throw new QueryProblem(`Record '${name}' was not found`);
  return { name, columns: columnNames(account, name, rows), rows };
}
