const transactions = `
  salesOrder estimate opportunity invoice cashSale purchaseOrder itemReceipt itemFulfillment returnAuthorization vendorBill vendorCredit
  vendorPayment customerPayment customerDeposit inventoryAdjustment inventoryTransfer creditMemo binTransfer`;
const items = 'inventoryItem lotNumberedInventoryItem nonInventoryResaleItem nonInventorySaleItem serviceSaleItem serviceResaleItem';
const entities = 'customer vendor contact employee';

export const transactionTypes: readonly string[] = transactions.trim().split(/\s+/);
export const itemTypes: readonly string[] = items.split(' ');
export const entityTypes: readonly string[] = entities.split(' ');

/** Record types that number their records together: an internal id is unique within its family. */
export function familyOf(recordType: string): string {
  if (transactionTypes.includes(recordType)) return 'transaction';
  if (itemTypes.includes(recordType)) return 'item';
  return entityTypes.includes(recordType) ? 'entity' : recordType;
}

/** How SuiteQL and tranId name transaction types. */
export const transactionCodes: Readonly<Record<string, { readonly code: string; readonly prefix: string; readonly title: string }>> = {
  salesOrder: { code: 'SalesOrd', prefix: 'SO', title: 'Sales Order' },
  estimate: { code: 'Estimate', prefix: 'EST', title: 'Estimate' },
  opportunity: { code: 'Opprtnty', prefix: 'OPP', title: 'Opportunity' },
  invoice: { code: 'CustInvc', prefix: 'INV', title: 'Invoice' },
  cashSale: { code: 'CashSale', prefix: 'CS', title: 'Cash Sale' },
  purchaseOrder: { code: 'PurchOrd', prefix: 'PO', title: 'Purchase Order' },
  itemReceipt: { code: 'ItemRcpt', prefix: 'IR', title: 'Item Receipt' },
  itemFulfillment: { code: 'ItemShip', prefix: 'IF', title: 'Item Fulfillment' },
  returnAuthorization: { code: 'RtnAuth', prefix: 'RMA', title: 'Return Authorization' },
  vendorBill: { code: 'VendBill', prefix: 'BILL', title: 'Bill' },
  vendorCredit: { code: 'VendCred', prefix: 'VC', title: 'Bill Credit' },
  vendorPayment: { code: 'VendPymt', prefix: 'VP', title: 'Bill Payment' },
  customerPayment: { code: 'CustPymt', prefix: 'PYMT', title: 'Payment' },
  customerDeposit: { code: 'CustDep', prefix: 'DEP', title: 'Customer Deposit' },
  inventoryAdjustment: { code: 'InvAdjst', prefix: 'IA', title: 'Inventory Adjustment' },
  inventoryTransfer: { code: 'InvTrnfr', prefix: 'IT', title: 'Inventory Transfer' },
  creditMemo: { code: 'CustCred', prefix: 'CM', title: 'Credit Memo' },
  binTransfer: { code: 'BinTrnfr', prefix: 'BT', title: 'Bin Transfer' },
};

/** How SuiteQL names item types. */
export const itemCodes: Readonly<Record<string, string>> = {
  inventoryItem: 'InvtPart',
  lotNumberedInventoryItem: 'InvtPart',
  nonInventoryResaleItem: 'NonInvtPart',
  nonInventorySaleItem: 'NonInvtPart',
  serviceSaleItem: 'Service',
  serviceResaleItem: 'Service',
};
