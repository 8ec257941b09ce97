import { itemCodes } from '../catalogue/families.js';
import type { Account } from '../records/account.js';
import { nameOf } from '../records/references.js';
import { asFields, asList, type StoredRecord } from '../records/shapes.js';
import { type Cell, Cells, rowOf } from './cells.js';
import type { TableRow } from './table.js';
import { addressCells } from './transaction-tables.js';

export function itemRows(account: Account): readonly TableRow[] {
  const cells = new Cells(account);
  return [...account.records.inFamily('item')].map((record) => {
    const { fields, type } = record;
    return rowOf({
      ...cells.common(record),
      itemid: cells.text(fields.itemId),
      fullname: cells.text(fields.itemId),
      displayname: cells.text(fields.displayName),
      itemtype: { value: itemCodes[type] ?? type, name: type },
      recordtype: type.toLowerCase(),
      islotitem: type === 'lotNumberedInventoryItem' ? 'T' : 'F',
      isserialitem: 'F',
      upccode: cells.text(fields.upcCode),
      description: cells.text(fields.salesDescription),
      purchasedescription: cells.text(fields.purchaseDescription),
      cost: cells.number(fields.cost),
      averagecost: cells.number(fields.averageCost),
      weight: cells.number(fields.weight),
      mpn: cells.text(fields.mpn),
      vendorname: cells.text(fields.vendorName),
      parent: cells.reference(fields.parent),
      class: cells.reference(fields.class),
      subsidiary: cells.many(fields.subsidiaryList),
      totalquantityonhand: cells.number(fields.quantityOnHand),
      createddate: cells.time(record.createdAt),
      ...cells.custom(fields, 'item'),
    });
  });
}

/** `customer`, `vendor`, `contact`, `employee`, and `entity` with all of them. */
export function entityRows(account: Account, type: string | undefined): readonly TableRow[] {
  const cells = new Cells(account);
  const records = type === undefined ? [...account.records.inFamily('entity')] : account.records.ofType(type);
  return records.map((record) => {
    const { fields } = record;
    return rowOf({
      ...cells.common(record),
      entityid: cells.text(fields.entityId),
      entitytitle: cells.text(fields.entityId),
      altname: nameOf(record),
      type: type === undefined ? record.type : null,
      companyname: cells.text(fields.companyName),
      firstname: cells.text(fields.firstName),
      lastname: cells.text(fields.lastName),
      isperson: cells.flag(fields.isPerson),
      email: cells.text(fields.email),
      phone: cells.text(fields.phone),
      fax: cells.text(fields.fax),
      title: cells.text(fields.title),
      company: cells.reference(fields.company),
      subsidiary: cells.reference(fields.subsidiary),
      salesrep: cells.reference(fields.salesRep),
      terms: cells.reference(fields.terms),
      pricelevel: cells.reference(fields.priceLevel),
      currency: cells.reference(fields.currency),
      supervisor: cells.reference(fields.supervisor),
      comments: cells.text(fields.comments),
      datecreated: cells.time(record.createdAt),
      ...cells.custom(fields, 'entity'),
    });
  });
}

/** `entityaddressbook` and `entityaddress`, which are joined by `addressbookaddress = nkey`. */
export function addressBookRows(account: Account, type?: string): readonly TableRow[] {
  const cells = new Cells(account);
  return eachAddress(account, type).map(({ record, row }) =>
    rowOf({
      entity: { value: Number(record.internalId), name: nameOf(record) },
      internalid: Number(row.internalId),
      addressbookaddress: Number(row.internalId),
      label: cells.text(row.label),
      defaultbilling: cells.flag(row.defaultBilling),
      defaultshipping: cells.flag(row.defaultShipping),
    }),
  );
}

export function entityAddressRows(account: Account, type?: string): readonly TableRow[] {
  const cells = new Cells(account);
  return eachAddress(account, type).map(({ record, row }) => {
    const address = asFields(row.addressbookAddress) ?? {};
    const key = { nkey: Number(row.internalId), recordowner: Number(row.internalId), lastmodifieddate: cells.time(record.modifiedAt) };
    return rowOf({
      ...key,
      ...addressCells(address, cells),
      addrtext: cells.text(address.addrText),
      dropdownstate: cells.text(address.state),
    });
  });
}

function eachAddress(
  account: Account,
  type: string | undefined,
): readonly { readonly record: StoredRecord; readonly row: ReturnType<typeof asList>[number] }[] {
  const entities = [...account.records.inFamily('entity')].filter((record) => type === undefined || record.type === type);
  return entities.flatMap((record) => asList(record.fields.addressbookList).map((row) => ({ record, row })));
}

export function deletedRows(account: Account): readonly TableRow[] {
  const cells = new Cells(account);
  return account.records.deleted().map(({ type, internalId, name, scriptId, deletedAt }) =>
    rowOf({
      recordid: Number(internalId),
      type: { value: type.toLowerCase(), name: type },
      name: name ?? null,
      scriptid: scriptId ?? null,
      iscustomrecord: type === 'customRecord' ? 'T' : 'F',
      deleteddate: cells.time(deletedAt),
    }),
  );
}

/** `inventorybalance` (lots and bins) and `aggregateitemlocation` (items). */
export function stockRows(account: Account, isByLot: boolean): readonly TableRow[] {
  const cells = new Cells(account);
  const lots = isByLot ? account.records.ofType('inventoryNumber') : [];
  const items = [...account.records.inFamily('item')].filter((item) => !isByLot || item.type !== 'lotNumberedInventoryItem');
  const rows = [
    ...lots.map((lot) => ({ record: lot, item: lot.fields.item, lot: { value: Number(lot.internalId), name: nameOf(lot) } as Cell })),
    ...items.map((item) => ({ record: item, item: { internalId: item.internalId, name: nameOf(item) }, lot: null as Cell })),
  ];
  return rows.flatMap(({ record, item, lot }) =>
    asList(record.fields.locationsList).map((row) =>
      rowOf({
        item: cells.reference(item),
        location: cells.reference(row.locationId),
        inventorynumber: lot,
        quantityonhand: cells.number(row.quantityOnHand),
        quantityavailable: cells.number(row.quantityAvailable),
        quantityonorder: cells.number(row.quantityOnOrder),
        quantitycommitted: cells.number(row.quantityCommitted),
        ...(typeof record.fields.stockChangedAt === 'string' && {
          lastquantityavailablechange: cells.time(record.fields.stockChangedAt),
        }),
      }),
    ),
  );
}

export function pricingRows(account: Account): readonly TableRow[] {
  const cells = new Cells(account);
  return [...account.records.inFamily('item')].flatMap((item) =>
    asList(item.fields.pricingMatrix).flatMap((row) =>
      asList(row.priceList).map((price) =>
        rowOf({
          item: { value: Number(item.internalId), name: nameOf(item) },
          pricelevel: cells.reference(row.priceLevel),
          currency: cells.reference(row.currency),
          quantity: cells.number(price.quantity ?? 0),
          unitprice: cells.number(price.value),
        }),
      ),
    ),
  );
}

export function itemVendorRows(account: Account): readonly TableRow[] {
  const cells = new Cells(account);
  return [...account.records.inFamily('item')].flatMap((item) =>
    asList(item.fields.itemVendorList).map((row) =>
      rowOf({
        item: { value: Number(item.internalId), name: nameOf(item) },
        vendor: cells.reference(row.vendor),
        vendorcode: cells.text(row.vendorCode),
        purchaseprice: cells.number(row.purchasePrice),
        preferredvendor: cells.flag(row.preferredVendor),
      }),
    ),
  );
}

/** Lists: subsidiaries, locations, terms, lots, bins, files… */
export function listRows(account: Account, type: string): readonly TableRow[] {
  const cells = new Cells(account);
  return account.records.ofType(type).map((record) => {
    const { fields } = record;
    return rowOf({
      ...cells.common(record),
      name: nameOf(record),
      fullname: nameOf(record),
      parent: cells.reference(fields.parent),
      subsidiary: cells.many(fields.subsidiaryList),
      inventorynumber: cells.text(fields.inventoryNumber),
      item: cells.reference(fields.item),
      expirationdate: cells.day(fields.expirationDate),
      binnumber: cells.text(fields.binNumber),
      location: cells.reference(fields.location),
      folder: cells.reference(fields.folder),
      symbol: cells.text(fields.symbol),
      country: cells.text(fields.country),
      note: cells.text(fields.note),
      title: cells.text(fields.title),
      transaction: cells.reference(fields.transaction),
      message: cells.text(fields.message),
      status: cells.text(fields.status),
      createddate: cells.time(record.createdAt),
    });
  });
}

/** The records of a custom type, or the values of a custom list. */
export function customRows(account: Account, scriptId: string): readonly TableRow[] | undefined {
  const cells = new Cells(account);
  if (account.settings.customRecordTypes.some((type) => type.scriptId === scriptId)) {
    return [...account.records.inFamily(scriptId)].map((record) =>
      rowOf({
        ...cells.common(record),
        lastmodified: cells.time(record.modifiedAt),
        created: cells.time(record.createdAt),
        name: cells.text(record.fields.name),
        ...cells.custom(record.fields, scriptId),
      }),
    );
  }
  const list = account.records.ofType('customList').find((record) => record.fields.scriptId === scriptId);
  return list === undefined
    ? undefined
    : asList(list.fields.customValueList).map((row) =>
        rowOf({ id: cells.number(row.valueId), name: cells.text(row.value), isinactive: cells.flag(row.isInactive) }),
      );
}
