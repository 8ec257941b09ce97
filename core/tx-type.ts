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

export type TxTypeFamily = keyof typeof txTypeFamilies;
export type TxType = (typeof txTypeFamilies)[TxTypeFamily][number];

/** Every known tx type, in the order of the families. */
export const txTypes: readonly TxType[] = Object.values(txTypeFamilies).flat();

/** The family of a tx type: how its entities are validated and which rules apply. */
export function familyOf(txType: TxType): TxTypeFamily {
  for (const [family, members] of Object.entries(txTypeFamilies)) {
    if ((members as readonly string[]).includes(txType)) return family as TxTypeFamily;
  }
  throw new Error(`unknown tx type "${txType}"`);
}
