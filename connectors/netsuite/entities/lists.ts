import { type RecordShape, type ShapeText, shapeOf } from './record-shape.js';

const pricing = 'prices:l=pricingMatrix.pricing.price';
const vendors = 'vendors:l=itemVendorList.itemVendor.itemVendor';
const locations = 'locations:l=locationsList.locations.locations';
const itemRows = {
  prices: 'currency:r=currency priceLevel:r=priceLevel price:n quantity:n',
  vendors: 'vendor:r=vendor vendorCode purchasePrice:n preferredVendor:b',
  locations: 'location quantityOnHand:n quantityOnOrder:n quantityCommitted:n quantityAvailable:n quantityBackOrdered:n locationId:r',
};

function item(
  shape: Pick<ShapeText, 'record' | 'soapType' | 'fields'> & { readonly code: string; readonly search: string; readonly more?: string },
): RecordShape {
  const { code, search, more = '', ...own } = shape;
  return shapeOf({
    ...own,
    family: 'item',
    namespace: 'accounting',
    nameField: 'itemId',
    rows: itemRows,
    search: { record: 'ItemSearchBasic', type: search },
    query: {
      table: 'item',
      where: `t.itemtype = '${code}'${more}`,
      fields: `itemId displayName upcCode salesDescription purchaseDescription mpn cost:n averageCost:n weight:n isInactive:b isLotItem:b parent:r class:r
        vendorName quantityOnHand:n`,
      columns: { salesDescription: 't.description', quantityOnHand: 't.totalquantityonhand' },
      modified: 't.lastmodifieddate',
      created: 't.createddate',
    },
  });
}

const person = {
  family: 'entity',
  namespace: 'relationships',
  nameField: 'entityId',
} as const;
const addressRow = { addresses: 'defaultShipping:b defaultBilling:b isResidential:b label address:a' };
const entityRead =
  'entityId altName companyName firstName lastName email phone isPerson:b isInactive:b subsidiary:r currency:r terms:r salesRep:r title';

export const listShapes: readonly RecordShape[] = [
  shapeOf({
    ...person,
    record: 'customer',
    soapType: 'Customer',
    fields: `customForm:r entityId altName isPerson:b salutation firstName middleName lastName companyName entityStatus:r parent:r=customer phone
      fax email url isInactive:b category:r title altPhone homePhone mobilePhone altEmail comments dateCreated:t subsidiary:r=subsidiary
      salesRep:r=employee territory:r accountNumber terms:r=term creditLimit:n balance:n priceLevel:r=priceLevel currency:r=currency
      taxable:b resaleNumber leadSource:r lastModifiedDate:t addresses:l=addressbookList.addressbook.addressBook`,
    rows: addressRow,
    search: { record: 'CustomerSearchBasic' },
    query: { table: 'customer', fields: entityRead, columns: {}, modified: 't.lastmodifieddate', created: 't.datecreated' },
  }),
  shapeOf({
    ...person,
    record: 'vendor',
    soapType: 'Vendor',
    fields: `customForm:r entityId altName isPerson:b salutation firstName middleName lastName companyName phone fax email url isInactive:b
      lastModifiedDate:t dateCreated:t category:r title altPhone homePhone mobilePhone altEmail comments subsidiary:r=subsidiary
      accountNumber legalName terms:r=term creditLimit:n currency:r=currency taxIdNum addresses:l=addressbookList.addressbook.addressBook`,
    rows: { addresses: 'defaultShipping:b defaultBilling:b label address:a' },
    search: { record: 'VendorSearchBasic' },
    query: {
      table: 'vendor',
      fields: entityRead.replace(' salesRep:r title', ''),
      columns: {},
      modified: 't.lastmodifieddate',
      created: 't.datecreated',
    },
  }),
  shapeOf({
    ...person,
    record: 'contact',
    soapType: 'Contact',
    fields: `customForm:r entityId company:r=customer salutation firstName middleName lastName title phone fax email isPrivate:b isInactive:b
      subsidiary:r=subsidiary altEmail officePhone homePhone mobilePhone comments dateCreated:t lastModifiedDate:t
      addresses:l=addressbookList.addressbook.addressBook`,
    rows: { addresses: 'defaultShipping:b defaultBilling:b label address:a' },
    search: { record: 'ContactSearchBasic' },
    query: {
      table: 'contact',
      fields: 'entityId firstName lastName email phone title isInactive:b company:r subsidiary:r',
      columns: {},
      modified: 't.lastmodifieddate',
      created: 't.datecreated',
    },
  }),
  item({
    record: 'inventoryItem',
    soapType: 'InventoryItem',
    code: 'InvtPart',
    search: '_inventoryItem',
    fields: `createdDate:t lastModifiedDate:t purchaseDescription salesDescription isTaxable:b weight:n weightUnit:e=weightUnit
      isDropShipItem:b manufacturer mpn cost:n averageCost:n customForm:r itemId upcCode displayName vendorName parent:r=item isInactive:b
      department:r=department class:r=classification location:r=location ${pricing} quantityAvailable:n quantityOnHand:n
      subsidiaries:r ${vendors} ${locations}`,
  }),
  item({
    record: 'lotNumberedInventoryItem',
    soapType: 'LotNumberedInventoryItem',
    code: 'InvtPart',
    more: " AND t.islotitem = 'T'",
    search: '_inventoryItem',
    fields: `createdDate:t lastModifiedDate:t customForm:r itemId upcCode displayName vendorName parent:r=item isInactive:b
      department:r=department class:r=classification location:r=location subsidiaries:r purchaseDescription salesDescription isTaxable:b
      weight:n isDropShipItem:b manufacturer mpn cost:n averageCost:n weightUnit:e=weightUnit quantityOnHand:n quantityAvailable:n
      ${vendors} ${pricing} ${locations}`,
  }),
  item({
    record: 'nonInventoryResaleItem',
    soapType: 'NonInventoryResaleItem',
    code: 'NonInvtPart',
    search: '_nonInventoryItem',
    fields: `createdDate:t lastModifiedDate:t purchaseDescription cost:n salesDescription isTaxable:b isDropShipItem:b weight:n
      weightUnit:e=weightUnit manufacturer mpn customForm:r itemId upcCode displayName vendorName parent:r=item isInactive:b
      department:r=department class:r=classification location:r=location subsidiaries:r ${vendors} ${pricing}`,
  }),
  shapeOf({
    record: 'note',
    family: 'other',
    soapType: 'Note',
    namespace: 'communication',
    nameField: 'title',
    fields: 'title noteType:r direction:e=noteDirection noteDate:t note entity:r=customer transaction:r=transaction',
    search: { record: 'NoteSearchBasic' },
  }),
  shapeOf({
    record: 'task',
    family: 'other',
    soapType: 'Task',
    namespace: 'scheduling',
    nameField: 'title',
    fields: `company:r=customer contact:r=contact transaction:r=transaction title assigned:r=employee sendEmail:b startDate:d endDate:d dueDate:d
      priority:e=taskPriority status:e=taskStatus message createdDate:t lastModifiedDate:t`,
    search: { record: 'TaskSearchBasic' },
  }),
];
