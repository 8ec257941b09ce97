import type { TypeTable } from './notation.js';

/** Stock that is corrected or moved. */
export const inventoryTypes: TypeTable = {
  namespace: 'inventory',
  types: `
InventoryAdjustment record
  nullFieldList:nf postingPeriod:r tranDate:d createdDate:d tranId lastModifiedDate:d subsidiary:r account:r customForm:r
  estimatedTotalValue:n customer:r department:r class:r adjLocation:r location:r memo inventoryList:o=InventoryAdjustmentInventoryList
  customFieldList:cf
InventoryAdjustmentInventoryList
  inventory*:o=InventoryAdjustmentInventory
InventoryAdjustmentInventory
  item:r line:i inventoryDetail:o=InventoryDetail description department:r class:r location:r units:r quantityOnHand:n currentValue:n
  adjustQtyBy:n binNumbers serialNumbers newQuantity:n unitCost:n foreignCurrencyUnitCost:n memo currency expirationDate:d
  exchangeRate:n
InventoryTransfer record
  nullFieldList:nf createdDate:d lastModifiedDate:d tranDate:d postingPeriod:r tranId memo location:r transferLocation:r department:r
  class:r subsidiary:r inventoryList:o=InventoryTransferInventoryList customFieldList:cf
InventoryTransferInventoryList
  inventory*:o=InventoryTransferInventory
InventoryTransferInventory
  line:i item:r description units:r quantityOnHand:n adjustQtyBy:n serialNumbers fromBinNumbers toBinNumbers
  inventoryDetail:o=InventoryDetail customFieldList:cf
BinTransfer record
  nullFieldList:nf createdDate:d lastModifiedDate:d tranDate:d memo location:r inventoryList:o=BinTransferInventoryList subsidiary:r
  tranId customFieldList:cf
BinTransferInventoryList
  inventory*:o=BinTransferInventory
BinTransferInventory
  line:i item:r description preferredBin quantity:n itemUnitsLabel inventoryDetail:o=InventoryDetail fromBins toBins
`,
};
