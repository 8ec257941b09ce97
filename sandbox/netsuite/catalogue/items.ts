import type { TypeTable } from './notation.js';

/** Items, and the lists that orders point to. */
export const accountingTypes: TypeTable = {
  namespace: 'accounting',
  types: `
InventoryItem record
  nullFieldList:nf createdDate:d lastModifiedDate:d purchaseDescription copyDescription:b expenseAccount:r cogsAccount:r
  salesDescription includeChildren:b incomeAccount:r taxSchedule:r isTaxable:b matrixType:e=ItemMatrixType assetAccount:r
  matchBillToReceipt:b gainLossAccount:r shippingCost:n handlingCost:n weight:n weightUnit:e=ItemWeightUnit unitsType:r stockUnit:r
  purchaseUnit:r saleUnit:r isDropShipItem:b isSpecialOrderItem:b stockDescription manufacturer mpn countryOfManufacture:e=Country
  purchaseOrderQuantityDiff:n defaultItemShipMethod:r itemShipMethodList:o=RecordRefList minimumQuantity:i enforceMinQtyInternally:b
  maximumQuantity:i pricesIncludeTax:b costEstimateType:e=ItemCostEstimateType costEstimate:n costEstimateUnits preferredLocation:r
  cost:n averageCost:n useBins:b leadTime:i lastPurchasePrice:n preferredStockLevelDays:n safetyStockLevel:n storeDisplayName
  storeDescription storeDetailedDescription pageTitle metaTagHtml searchKeywords urlComponent customForm:r itemId upcCode displayName
  vendorName parent:r isOnline:b offerSupport:b isInactive:b availableToPartners:b department:r class:r location:r
  costingMethod:e=ItemCostingMethod currency preferredStockLevel:n pricingMatrix:o=PricingMatrix purchaseTaxCode:r defaultReturnCost:n
  quantityBackOrdered:n quantityCommitted:n quantityAvailable:n quantityOnHand:n onHandValueMli:n quantityOnOrder:n rate:n
  reorderPoint:n salesTaxCode:r vendor:r subsidiaryList:o=RecordRefList itemVendorList:o=ItemVendorList
  locationsList:o=InventoryItemLocationsList customFieldList:cf
InventoryItemLocationsList
  locations*:o=InventoryItemLocations
InventoryItemLocations
  location quantityOnHand:n onHandValueMli:n reorderPoint:n preferredStockLevel:n leadTime:i defaultReturnCost:n safetyStockLevel:n
  cost:n inventoryCostTemplate:r quantityOnOrder:n quantityCommitted:n quantityAvailable:n quantityBackOrdered:n locationId:r
LotNumberedInventoryItem record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r itemId upcCode displayName matrixType:e=ItemMatrixType
  includeChildren:b vendorName parent:r isOnline:b offerSupport:b isInactive:b availableToPartners:b department:r class:r location:r
  costingMethod:e=ItemCostingMethod subsidiaryList:o=RecordRefList purchaseDescription copyDescription:b currency cogsAccount:r vendor:r
  salesDescription incomeAccount:r taxSchedule:r isTaxable:b assetAccount:r matchBillToReceipt:b gainLossAccount:r shippingCost:n
  handlingCost:n weight:n unitsType:r stockUnit:r purchaseUnit:r saleUnit:r isDropShipItem:b isSpecialOrderItem:b stockDescription
  manufacturer mpn countryOfManufacture:e=Country defaultItemShipMethod:r purchaseOrderQuantityDiff:n itemShipMethodList:o=RecordRefList
  minimumQuantity:i enforceMinQtyInternally:b maximumQuantity:i pricesIncludeTax:b costEstimateType:e=ItemCostEstimateType
  costEstimate:n preferredLocation:r cost:n useBins:b averageCost:n leadTime:i lastPurchasePrice:n preferredStockLevelDays:n
  safetyStockLevel:n storeDisplayName weightUnit:e=ItemWeightUnit storeDescription storeDetailedDescription pageTitle metaTagHtml
  searchKeywords quantityOnHand:n expirationDate:d onHandValueMli:n serialNumbers reorderPoint:n preferredStockLevel:n
  defaultReturnCost:n quantityOnOrder:n quantityCommitted:n quantityAvailable:n quantityBackOrdered:n purchaseTaxCode:r rate:n
  salesTaxCode:r urlComponent itemVendorList:o=ItemVendorList pricingMatrix:o=PricingMatrix itemNumberOptionsList:o=RecordRefList
  numbersList:o=LotNumberedInventoryItemNumbersList locationsList:o=LotNumberedInventoryItemLocationsList customFieldList:cf
LotNumberedInventoryItemLocationsList
  locations*:o=LotNumberedInventoryItemLocations
LotNumberedInventoryItemLocations
  location quantityOnHand:n onHandValueMli:n serialNumbers expirationDate:d reorderPoint:n preferredStockLevel:n leadTime:i
  defaultReturnCost:n safetyStockLevel:n cost:n inventoryCostTemplate:r quantityOnOrder:n quantityCommitted:n quantityAvailable:n
  quantityBackOrdered:n locationId:r locationlookup:r location_display
LotNumberedInventoryItemNumbersList
  numbers*:o=LotNumberedInventoryItemNumbers
LotNumberedInventoryItemNumbers
  serialNumber:r quantityOnHand:n expirationDate:d
NonInventoryResaleItem record
  nullFieldList:nf createdDate:d lastModifiedDate:d purchaseDescription copyDescription:b cost:n expenseAccount:r salesDescription
  includeChildren:b incomeAccount:r isTaxable:b matrixType:e=ItemMatrixType taxSchedule:r isDropShipItem:b isSpecialOrderItem:b
  shippingCost:n handlingCost:n costEstimateType:e=ItemCostEstimateType costEstimate:n weight:n weightUnit:e=ItemWeightUnit
  costEstimateUnits unitsType:r purchaseUnit:r saleUnit:r deferralAccount:r residual stockDescription manufacturer mpn
  countryOfManufacture:e=Country purchaseOrderQuantityDiff:n minimumQuantity:i enforceMinQtyInternally:b maximumQuantity:i
  isFulfillable:b pricesIncludeTax:b storeDisplayName storeDescription storeDetailedDescription pageTitle metaTagHtml searchKeywords
  urlComponent customForm:r itemId upcCode displayName vendorName parent:r isOnline:b offerSupport:b isInactive:b availableToPartners:b
  department:r class:r location:r defaultItemShipMethod:r itemShipMethodList:o=RecordRefList subsidiaryList:o=RecordRefList currency
  itemVendorList:o=ItemVendorList pricingMatrix:o=PricingMatrix purchaseTaxCode:r rate:n salesTaxCode:r vendor:r customFieldList:cf
NonInventorySaleItem record
  nullFieldList:nf createdDate:d lastModifiedDate:d salesDescription includeChildren:b incomeAccount:r isTaxable:b
  matrixType:e=ItemMatrixType taxSchedule:r shippingCost:n handlingCost:n costEstimateType:e=ItemCostEstimateType costEstimate:n
  weight:n weightUnit:e=ItemWeightUnit costEstimateUnits unitsType:r saleUnit:r stockDescription manufacturer mpn
  countryOfManufacture:e=Country minimumQuantity:i enforceMinQtyInternally:b maximumQuantity:i isFulfillable:b pricesIncludeTax:b
  storeDisplayName storeDescription storeDetailedDescription pageTitle metaTagHtml searchKeywords urlComponent customForm:r itemId
  upcCode displayName parent:r isOnline:b offerSupport:b isInactive:b availableToPartners:b department:r class:r location:r
  defaultItemShipMethod:r itemShipMethodList:o=RecordRefList subsidiaryList:o=RecordRefList pricingMatrix:o=PricingMatrix
  purchaseTaxCode:r rate:n salesTaxCode:r customFieldList:cf
ServiceSaleItem record
  nullFieldList:nf createdDate:d lastModifiedDate:d salesDescription includeChildren:b incomeAccount:r isTaxable:b
  matrixType:e=ItemMatrixType taxSchedule:r costEstimateType:e=ItemCostEstimateType costEstimate:n unitsType:r saleUnit:r
  costEstimateUnits minimumQuantity:i enforceMinQtyInternally:b maximumQuantity:i pricesIncludeTax:b isFulfillable:b createJob:b
  storeDisplayName storeDescription storeDetailedDescription pageTitle urlComponent metaTagHtml searchKeywords customForm:r itemId
  upcCode displayName parent:r isOnline:b offerSupport:b isInactive:b availableToPartners:b department:r class:r location:r
  subsidiaryList:o=RecordRefList pricingMatrix:o=PricingMatrix purchaseTaxCode:r rate:n salesTaxCode:r customFieldList:cf
ServiceResaleItem record
  nullFieldList:nf createdDate:d lastModifiedDate:d purchaseDescription manufacturingChargeItem:b cost:n expenseAccount:r
  salesDescription includeChildren:b incomeAccount:r taxSchedule:r matrixType:e=ItemMatrixType isTaxable:b
  costEstimateType:e=ItemCostEstimateType costEstimate:n unitsType:r purchaseUnit:r saleUnit:r costEstimateUnits deferralAccount:r
  residual minimumQuantity:i enforceMinQtyInternally:b maximumQuantity:i pricesIncludeTax:b isFulfillable:b purchaseOrderQuantityDiff:n
  createJob:b storeDisplayName storeDescription storeDetailedDescription pageTitle urlComponent metaTagHtml searchKeywords customForm:r
  itemId upcCode displayName vendorName parent:r isOnline:b offerSupport:b isInactive:b availableToPartners:b department:r class:r
  location:r subsidiaryList:o=RecordRefList currency itemVendorList:o=ItemVendorList pricingMatrix:o=PricingMatrix purchaseTaxCode:r
  rate:n salesTaxCode:r vendor:r customFieldList:cf
ItemVendorList
  itemVendor*:o=ItemVendor
ItemVendor
  vendor:r vendorCode vendorCurrencyName vendorCurrency:r purchasePrice:n preferredVendor:b schedule:r subsidiary:r
PricingMatrix
  pricing*:o=Pricing
Pricing
  currency:r priceLevel:r discount:n priceList:o=PriceList
PriceList
  price*:o=Price
Price
  value:n quantity:n
PriceLevel record
  nullFieldList:nf name discountpct:n updateExistingPrices:b isOnline:b isInactive:b
InventoryNumber record
  nullFieldList:nf inventoryNumber item:r status units expirationDate:d memo locationsList:o=InventoryNumberLocationsList
  customFieldList:cf
InventoryNumberLocationsList
  locations*:o=InventoryNumberLocations
InventoryNumberLocations
  location quantityOnHand:n quantityAvailable:n quantityOnOrder:n quantityInTransit:n
Bin record
  nullFieldList:nf binNumber location:r memo isInactive:b customFieldList:cf
Subsidiary record
  nullFieldList:nf name parent:r isInactive:b showSubsidiaryName:b url tranPrefix state country:e=Country mainAddress:o=Address
  shippingAddress:o=Address returnAddress:o=Address legalName isElimination:b email currency:r purchaseOrderQuantityDiff:n fax
  interCoAccount:r customFieldList:cf
Location record
  nullFieldList:nf name parent:r includeChildren:b subsidiaryList:o=RecordRefList isInactive:b tranPrefix mainAddress:o=Address
  returnAddress:o=Address locationType:e=LocationType latitude:n longitude:n useBins:b makeInventoryAvailable:b
  makeInventoryAvailableStore:b dailyShippingCapacity:i totalShippingCapacity:i includeInControlTower:b customFieldList:cf
Classification record
  nullFieldList:nf name includeChildren:b parent:r isInactive:b subsidiaryList:o=RecordRefList customFieldList:cf
Department record
  nullFieldList:nf name includeChildren:b parent:r isInactive:b subsidiaryList:o=RecordRefList customFieldList:cf
Term record
  nullFieldList:nf name dateDriven:b daysUntilNetDue:i discountPercent:n daysUntilExpiry:i dayOfMonthNetDue:i dueNextMonthIfWithinDays:i
  discountPercentDateDriven:n dayDiscountExpires:i preferred:b isInactive:b
PaymentMethod record
  nullFieldList:nf name creditCard:b undepFunds:b account:r isInactive:b isOnline:b isDebitCard:b expressCheckoutArrangement
  useExpressCheckout:b
Currency record
  nullFieldList:nf name symbol isBaseCurrency:b isInactive:b displaySymbol formatSample exchangeRate:n
`,
};
