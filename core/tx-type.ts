/** The three families of tx types, and the kinds of entity that belong to each. */
export const txTypeFamilies = {
  transaction: [
    'order',
    'invoice',
    'purchaseorder',
    'itemreceipt',
    'itemfulfillment',
    'opportunity',
    'quote',
    'rma',
    'billcredit',
    'payment',
    'inventoryadjustment',
    'creditmemo',
    'inventorytransfer',
  ],
  asset: ['product', 'inventory', 'inventorylot', 'pricelevel'],
  person: ['customer', 'vendor', 'company', 'contact'],
} as const;

export type TxType = (typeof txTypeFamilies)[keyof typeof txTypeFamilies][number];

/** Every known tx type, in the order of the families. */
export const txTypes: readonly TxType[] = Object.values(txTypeFamilies).flat();
