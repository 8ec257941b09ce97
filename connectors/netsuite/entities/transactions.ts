import type { Namespace } from '../soap/namespaces.js';
import { type RecordShape, type ShapeText, shapeOf } from './record-shape.js';

const addresses = 'billingAddress:a shippingAddress:a';
const read = `tranId tranDate:d memo otherRefNum entity:r status:r currency:r exchangeRate:n total:n createdFrom:r subsidiary:r location:r
  department:r class:r salesRep:r terms:r paymentMethod:r shipMethod:r shipDate:d email title`;

/** Columns that stand on the main line, and those that are named otherwise. */
const columns = {
  createdFrom: 'm.createdfrom',
  subsidiary: 'm.subsidiary',
  location: 'm.location',
  department: 'm.department',
  class: 'm.class',
  salesRep: 't.employee',
  total: 't.foreigntotal',
} as const;

interface Transaction extends Pick<ShapeText, 'record' | 'soapType' | 'fields'> {
  readonly namespace: Namespace;
  /** As SuiteQL names the type. */
  readonly code: string;
  readonly row: string;
  readonly rows?: Readonly<Record<string, string>>;
  readonly list?: string;
}

function transaction({ code, row, rows = {}, ...shape }: Transaction): RecordShape {
  return shapeOf({
    ...shape,
    family: 'transaction',
    nameField: 'tranId',
    rows: { items: row, ...rows },
    search: { record: 'TransactionSearchBasic', type: `_${shape.record}` },
    query: {
      table: 'transaction',
      where: `t.type = '${code}'`,
      fields: read,
      columns,
      modified: 't.lastmodifieddate',
      created: 't.createddate',
    },
  });
}

const items = 'items:l=itemList.item.item';
const stock = 'items:l=inventoryList.inventory.inventory';

export const transactionShapes: readonly RecordShape[] = [
  transaction({
    record: 'salesOrder',
    soapType: 'SalesOrder',
    namespace: 'sales',
    code: 'SalesOrd',
    fields: `createdDate:t customForm:r entity:r=customer currency:r=currency tranDate:d tranId createdFrom:r=transaction orderStatus:e=orderStatus
      opportunity:r=opportunity salesRep:r=employee leadSource:r startDate:d endDate:d otherRefNum memo exchangeRate:n discountItem:r=item
      discountRate taxItem:r toBeEmailed:b email message ${addresses} shipIsResidential:b shipDate:d shipMethod:r=shipItem shippingCost:n
      handlingCost:n trackingNumbers shipComplete:b paymentMethod:r=paymentMethod total:n class:r=classification department:r=department
      subsidiary:r=subsidiary lastModifiedDate:t location:r=location status terms:r=term ${items}`,
    row: `item:r=item quantity:n units:r lots:x description price:r=priceLevel rate:n amount:n isTaxable:b commitInventory:e=commitInventory
      department:r=department class:r=classification location:r=location isClosed:b line:i taxCode:r expectedShipDate:d`,
  }),
  transaction({
    record: 'estimate',
    soapType: 'Estimate',
    namespace: 'sales',
    code: 'Estimate',
    fields: `createdDate:t lastModifiedDate:t entity:r=customer tranDate:d tranId customForm:r currency:r=currency title entityStatus:r
      probability:n opportunity:r=opportunity department:r=department class:r=classification terms:r=term dueDate:d location:r=location
      subsidiary:r=subsidiary status salesRep:r=employee leadSource:r expectedCloseDate:d otherRefNum memo exchangeRate:n email message
      ${addresses} shipDate:d shipMethod:r=shipItem shippingCost:n handlingCost:n total:n ${items}`,
    row: `item:r=item line:i quantity:n units:r description price:r=priceLevel rate:n amount:n department:r=department class:r=classification
      location:r=location isTaxable:b taxCode:r`,
  }),
  transaction({
    record: 'opportunity',
    soapType: 'Opportunity',
    namespace: 'sales',
    code: 'Opprtnty',
    fields: `customForm:r currency:r=currency entity:r=customer title tranId salesRep:r=employee leadSource:r entityStatus:r probability:n
      tranDate:d expectedCloseDate:d exchangeRate:n projectedTotal:n memo ${addresses} class:r=classification createdDate:t
      lastModifiedDate:t department:r=department location:r=location subsidiary:r=subsidiary status ${items}`,
    row: `item:r=item line:i quantity:n units:r description price:r=priceLevel rate:n amount:n department:r=department location:r=location
      class:r=classification taxCode:r`,
  }),
  transaction({
    record: 'invoice',
    soapType: 'Invoice',
    namespace: 'sales',
    code: 'CustInvc',
    fields: `createdDate:t lastModifiedDate:t customForm:r entity:r=customer tranDate:d tranId createdFrom:r=transaction postingPeriod:r
      department:r=department class:r=classification terms:r=term location:r=location subsidiary:r=subsidiary currency:r=currency dueDate:d
      salesRep:r=employee otherRefNum memo amountPaid:n amountRemaining:n account:r exchangeRate:n message ${addresses} shipDate:d
      shipMethod:r=shipItem shippingCost:n total:n status email ${items}`,
    row: `item:r=item line:i description amount:n isTaxable:b quantity:n units:r lots:x price:r=priceLevel rate:n department:r=department
      orderLine:i class:r=classification location:r=location taxCode:r`,
  }),
  transaction({
    record: 'returnAuthorization',
    soapType: 'ReturnAuthorization',
    namespace: 'customers',
    code: 'RtnAuth',
    fields: `createdDate:t lastModifiedDate:t customForm:r currency:r=currency entity:r=customer tranDate:d tranId department:r=department
      class:r=classification location:r=location subsidiary:r=subsidiary otherRefNum memo createdFrom:r=transaction exchangeRate:n message
      billingAddress:a paymentMethod:r=paymentMethod total:n email status orderStatus:e=returnStatus salesRep:r=employee ${items}`,
    row: `item:r=item orderLine:i line:i quantity:n units:r lots:x description price:r=priceLevel rate:n amount:n isClosed:b
      department:r=department class:r=classification location:r=location taxCode:r isTaxable:b`,
  }),
  transaction({
    record: 'purchaseOrder',
    soapType: 'PurchaseOrder',
    namespace: 'purchases',
    code: 'PurchOrd',
    fields: `createdDate:t lastModifiedDate:t customForm:r entity:r=vendor employee:r=employee tranDate:d tranId createdFrom:r=transaction
      terms:r=term dueDate:d otherRefNum memo exchangeRate:n email message billingAddress:a currency:r=currency shippingAddress:a shipDate:d
      shipMethod:r=shipItem total:n class:r=classification department:r=department location:r=location subsidiary:r=subsidiary status ${items}`,
    row: `item:r=item line:i taxCode:r quantity:n units:r lots:x description rate:n amount:n department:r=department class:r=classification
      location:r=location isClosed:b`,
  }),
  transaction({
    record: 'itemReceipt',
    soapType: 'ItemReceipt',
    namespace: 'purchases',
    code: 'ItemRcpt',
    fields: `createdDate:t lastModifiedDate:t customForm:r exchangeRate:n entity:r subsidiary:r=subsidiary createdFrom:r=transaction tranDate:d
      postingPeriod:r tranId memo currency:r=currency ${items}`,
    row: 'itemReceive:b item:r=item orderLine:i line:i description location:r=location quantity:n lots:x rate:n',
  }),
  transaction({
    record: 'itemFulfillment',
    soapType: 'ItemFulfillment',
    namespace: 'sales',
    code: 'ItemShip',
    fields: `createdDate:t lastModifiedDate:t customForm:r postingPeriod:r entity:r createdFrom:r=transaction shippingAddress:a
      shipStatus:e=shipStatus tranDate:d tranId shipMethod:r=shipItem shippingCost:n memo packages:l=packageList.package.package ${items}`,
    row: 'itemReceive:b description department:r=department class:r=classification location:r=location quantity:n lots:x item:r=item orderLine:i',
    rows: { packages: 'packageWeight:n packageDescr packageTrackingNumber' },
  }),
  transaction({
    record: 'creditMemo',
    soapType: 'CreditMemo',
    namespace: 'customers',
    code: 'CustCred',
    fields: `createdDate:t lastModifiedDate:t customForm:r currency:r=currency entity:r=customer tranDate:d tranId createdFrom:r=transaction
      postingPeriod:r department:r=department class:r=classification location:r=location subsidiary:r=subsidiary otherRefNum memo
      exchangeRate:n message billingAddress:a total:n status ${items}`,
    row: `item:r=item orderLine:i line:i quantity:n description price:r=priceLevel rate:n amount:n isTaxable:b department:r=department
      class:r=classification location:r=location units:r lots:x`,
  }),
  transaction({
    record: 'vendorCredit',
    soapType: 'VendorCredit',
    namespace: 'purchases',
    code: 'VendCred',
    fields: `createdDate:t lastModifiedDate:t customForm:r account:r tranId createdFrom:r=transaction entity:r=vendor total:n
      currency:r=currency tranDate:d exchangeRate:n postingPeriod:r memo department:r=department class:r=classification location:r=location
      subsidiary:r=subsidiary ${items}`,
    row: `item:r=item orderLine:i quantity:n units:r lots:x description rate:n amount:n department:r=department class:r=classification
      location:r=location`,
  }),
  transaction({
    record: 'vendorPayment',
    soapType: 'VendorPayment',
    namespace: 'purchases',
    code: 'VendPymt',
    fields: `createdDate:t lastModifiedDate:t customForm:r account:r entity:r=vendor tranDate:d postingPeriod:r exchangeRate:n tranId total:n
      currency:r=currency department:r=department memo subsidiary:r=subsidiary class:r=classification location:r=location status
      items:l=applyList.apply.apply`,
    row: 'apply:b doc:i line:i amount:n',
  }),
  transaction({
    record: 'customerPayment',
    soapType: 'CustomerPayment',
    namespace: 'customers',
    code: 'CustPymt',
    fields: `createdDate:t lastModifiedDate:t customForm:r customer:r=customer currency:r=currency payment:n autoApply:b tranDate:d tranId
      postingPeriod:r paymentMethod:r=paymentMethod memo exchangeRate:n undepFunds:b account:r subsidiary:r=subsidiary
      class:r=classification department:r=department location:r=location status items:l=applyList.apply.apply`,
    row: 'apply:b doc:i line:i amount:n',
  }),
  transaction({
    record: 'customerDeposit',
    soapType: 'CustomerDeposit',
    namespace: 'customers',
    code: 'CustDep',
    fields: `createdDate:t lastModifiedDate:t status customer:r=customer salesOrder:r=salesOrder customForm:r payment:n currency:r=currency
      tranDate:d postingPeriod:r paymentMethod:r=paymentMethod memo exchangeRate:n subsidiary:r=subsidiary department:r=department
      class:r=classification location:r=location account:r undepFunds:b tranId`,
    row: 'line:i',
  }),
  transaction({
    record: 'inventoryAdjustment',
    soapType: 'InventoryAdjustment',
    namespace: 'inventory',
    code: 'InvAdjst',
    fields: `postingPeriod:r tranDate:d createdDate:t tranId lastModifiedDate:t subsidiary:r=subsidiary account:r customForm:r
      customer:r=customer department:r=department class:r=classification adjLocation:r=location location:r=location memo ${stock}`,
    row: `item:r=item line:i lots:x description department:r=department class:r=classification location:r=location units:r adjustQtyBy:n
      unitCost:n memo`,
  }),
  transaction({
    record: 'inventoryTransfer',
    soapType: 'InventoryTransfer',
    namespace: 'inventory',
    code: 'InvTrnfr',
    fields: `createdDate:t lastModifiedDate:t tranDate:d postingPeriod:r tranId memo location:r=location transferLocation:r=location
      department:r=department class:r=classification subsidiary:r=subsidiary ${stock}`,
    row: 'line:i item:r=item description units:r adjustQtyBy:n lots:x',
  }),
  transaction({
    record: 'binTransfer',
    soapType: 'BinTransfer',
    namespace: 'inventory',
    code: 'BinTrnfr',
    fields: `createdDate:t lastModifiedDate:t tranDate:d memo location:r=location ${stock} subsidiary:r=subsidiary tranId`,
    row: 'line:i item:r=item description quantity:n lots:x',
  }),
];
