import type { TypeTable } from './notation.js';

/** Sales. */
export const salesTypes: TypeTable = {
  namespace: 'sales',
  types: `
SalesOrder record
  nullFieldList:nf createdDate:d customForm:r entity:r job:r currency:r tranDate:d tranId source createdFrom:r
  orderStatus:e=SalesOrderOrderStatus nextBill:d opportunity:r salesRep:r partner:r salesGroup:r leadSource:r startDate:d endDate:d
  otherRefNum memo salesEffectiveDate:d excludeCommission:b totalCostEstimate:n estGrossProfit:n estGrossProfitPercent:n exchangeRate:n
  promoCode:r currencyName discountItem:r discountRate isTaxable:b taxItem:r taxRate:n toBePrinted:b toBeEmailed:b email toBeFaxed:b fax
  messageSel:r message paymentOption:r checkNumber billingAddress:o=Address billAddressList:r shippingAddress:o=Address
  shipIsResidential:b shipAddressList:r fob shipDate:d actualShipDate:d shipMethod:r shippingCost:n isMultiShipTo:b shippingTaxCode:r
  handlingTaxCode:r handlingCost:n trackingNumbers linkedTrackingNumbers shipComplete:b paymentMethod:r creditCard:r
  revCommitStatus:e=RevenueCommitStatus creditCardProcessor:r ccApproved:b authCode isRecurringPayment:b altSalesTotal:n subTotal:n
  discountTotal:n taxTotal:n total:n balance:n class:r department:r subsidiary:r lastModifiedDate:d location:r status terms:r
  validFrom:d vatRegNum itemList:o=SalesOrderItemList customFieldList:cf
SalesOrderItemList
  item*:o=SalesOrderItem
SalesOrderItem
  job:r item:r quantityAvailable:n lineUniqueKey:i quantityOnHand:n quantity:n units:r inventoryDetail:o=InventoryDetail description
  price:r rate serialNumbers amount:n isTaxable:b commitInventory:e=SalesOrderItemCommitInventory orderPriority:n options:cf
  department:r class:r location:r createPo:e=SalesOrderItemCreatePo createdPo:r poVendor:r isClosed:b
  itemFulfillmentChoice:e=SalesOrderItemFulfillmentChoice grossAmt:n taxAmount:n inventoryLocation:r line:i percentComplete:n
  costEstimateType:e=ItemCostEstimateType costEstimate:n quantityBackOrdered:n quantityBilled:n quantityCommitted:n quantityFulfilled:n
  quantityPacked:n quantityPicked:n tax1Amt:n taxCode:r taxRate1:n shipGroup:i itemIsFulfilled:b shipAddress:r shipMethod:r
  expectedShipDate:d requestedDate:d customFieldList:cf
Estimate record
  nullFieldList:nf createdDate:d lastModifiedDate:d entity:r job:r tranDate:d tranId source customForm:r currency:r title entityStatus:r
  probability:n includeInForecast:b forecastType:r opportunity:r department:r class:r terms:r dueDate:d location:r subsidiary:r status
  salesRep:r partner:r leadSource:r expectedCloseDate:d otherRefNum memo endDate:d startDate:d totalCostEstimate:n estGrossProfit:n
  estGrossProfitPercent:n createdFrom:r exchangeRate:n currencyName promoCode:r discountItem:r discountRate isTaxable:b taxItem:r
  taxRate:n vatRegNum toBePrinted:b toBeEmailed:b email toBeFaxed:b fax visibleToCustomer:b messageSel:r message
  billingAddress:o=Address billAddressList:r shippingAddress:o=Address shipIsResidential:b shipAddressList:r fob shipDate:d shipMethod:r
  shippingCost:n shippingTaxCode:r handlingTaxCode:r handlingCost:n trackingNumbers linkedTrackingNumbers salesGroup:r altSalesTotal:n
  subTotal:n discountTotal:n taxTotal:n total:n itemList:o=EstimateItemList customFieldList:cf
EstimateItemList
  item*:o=EstimateItem
EstimateItem
  job:r item:r line:i quantityAvailable:n quantityOnHand:n quantity:n units:r description serialNumbers price:r rate amount:n options:cf
  department:r class:r location:r isTaxable:b taxAmount:n grossAmt:n tax1Amt:n taxCode:r costEstimateType:e=ItemCostEstimateType
  costEstimate:n taxRate1:n shipGroup:i itemIsFulfilled:b shipAddress:r shipMethod:r expectedShipDate:d customFieldList:cf
Opportunity record
  nullFieldList:nf customForm:r currency:r estimatedBudget:n entity:r job:r title tranId source salesRep:r partner:r salesGroup:r
  leadSource:r entityStatus:r probability:n tranDate:d expectedCloseDate:d daysOpen:i forecastType:r currencyName exchangeRate:n
  projectedTotal:n rangeLow:n rangeHigh:n projAltSalesAmt:n weightedTotal:n actionItem winLossReason:r memo taxTotal:n
  isBudgetApproved:b salesReadiness:r totalCostEstimate:n buyingTimeFrame:r estGrossProfit:n buyingReason:r estGrossProfitPercent:n
  billingAddress:o=Address billAddressList:r shippingAddress:o=Address shipIsResidential:b shipAddressList:r class:r closeDate:d
  createdDate:d lastModifiedDate:d department:r location:r subsidiary:r status vatRegNum itemList:o=OpportunityItemList
  customFieldList:cf
OpportunityItemList
  item*:o=OpportunityItem
OpportunityItem
  job:r item:r line:i quantityAvailable:n quantityOnHand:n quantity:n units:r description price:r rate amount:n options:cf department:r
  location:r class:r costEstimateType:e=ItemCostEstimateType costEstimate:n taxAmount:n grossAmt:n tax1Amt:n taxCode:r taxRate1:n
  expectedShipDate:d customFieldList:cf
Invoice record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r nextApprover:r entity:r billingAccount:r tranDate:d tranId source
  createdFrom:r postingPeriod:r opportunity:r department:r class:r terms:r location:r subsidiary:r currency:r dueDate:d discountDate:d
  discountAmount:n salesRep:r partner:r leadSource:r startDate:d endDate:d otherRefNum memo salesEffectiveDate:d excludeCommission:b
  totalCostEstimate:n estGrossProfit:n estGrossProfitPercent:n amountPaid:n amountRemaining:n balance:n account:r onCreditHold
  exchangeRate:n currencyName promoCode:r discountItem:r discountRate isTaxable:b taxItem:r taxRate:n toBePrinted:b toBeEmailed:b
  toBeFaxed:b fax messageSel:r message billingAddress:o=Address billAddressList:r shippingAddress:o=Address shipIsResidential:b
  shipAddressList:r fob shipDate:d shipMethod:r shippingCost:n shippingTaxCode:r handlingTaxCode:r handlingCost:n trackingNumbers
  linkedTrackingNumbers salesGroup:r subTotal:n discountTotal:n taxTotal:n total:n status job:r email vatRegNum
  itemList:o=InvoiceItemList approvalStatus:r customFieldList:cf
InvoiceItemList
  item*:o=InvoiceItem
InvoiceItem
  job:r item:r line:i description amount:n isTaxable:b options:cf quantity:n units:r inventoryDetail:o=InventoryDetail serialNumbers
  binNumbers price:r rate percentComplete:n quantityOnHand:n quantityAvailable:n quantityOrdered:n quantityRemaining:n
  quantityFulfilled:n amountOrdered:n department:r orderLine:i class:r location:r grossAmt:n costEstimateType:e=ItemCostEstimateType
  costEstimate:n tax1Amt:n taxCode:r taxRate1:n taxAmount:n shipGroup:i itemIsFulfilled:b shipAddress:r shipMethod:r
  chargesList:o=RecordRefList customFieldList:cf
CashSale record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r entity:r billingAccount:r tranDate:d tranId source postingPeriod:r
  createdFrom:r opportunity:r department:r class:r location:r subsidiary:r salesRep:r partner:r leadSource:r startDate:d endDate:d
  otherRefNum memo salesEffectiveDate:d excludeCommission:b undepFunds:b currency:r account:r totalCostEstimate:n estGrossProfit:n
  estGrossProfitPercent:n exchangeRate:n currencyName promoCode:r discountItem:r discountRate isTaxable:b taxItem:r taxRate:n
  toBePrinted:b toBeEmailed:b toBeFaxed:b fax messageSel:r message paymentOption:r checkNumber billingAddress:o=Address
  billAddressList:r shippingAddress:o=Address shipIsResidential:b shipAddressList:r fob shipDate:d shipMethod:r shippingCost:n
  shippingTaxCode:r handlingTaxCode:r handlingCost:n linkedTrackingNumbers trackingNumbers salesGroup:r paymentMethod:r creditCard:r
  creditCardProcessor:r ccApproved:b authCode isRecurringPayment:b subTotal:n discountTotal:n taxTotal:n total:n chargeIt:b status job:r
  email validFrom:d vatRegNum itemList:o=CashSaleItemList customFieldList:cf
CashSaleItemList
  item*:o=CashSaleItem
CashSaleItem
  job:r item:r line:i quantityAvailable:n quantityOnHand:n quantityFulfilled:n quantity:n units:r inventoryDetail:o=InventoryDetail
  serialNumbers binNumbers description price:r rate amount:n orderLine:i isTaxable:b options:cf department:r percentComplete:n class:r
  location:r grossAmt:n costEstimateType:e=ItemCostEstimateType costEstimate:n amountOrdered:n tax1Amt:n quantityOrdered:n
  quantityRemaining:n taxCode:r taxRate1:n taxAmount:n shipGroup:i itemIsFulfilled:b shipAddress:r shipMethod:r
  chargesList:o=RecordRefList customFieldList:cf
ItemFulfillment record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r postingPeriod:r entity:r createdFrom:r requestedBy:r partner:r
  shippingAddress:o=Address pickedDate:d packedDate:d shippedDate:d shipIsResidential:b shipAddressList:r
  shipStatus:e=ItemFulfillmentShipStatus tranDate:d tranId shipMethod:r generateIntegratedShipperLabel:b shippingCost:n handlingCost:n
  memo transferLocation:r packageList:o=ItemFulfillmentPackageList itemList:o=ItemFulfillmentItemList customFieldList:cf
ItemFulfillmentItemList
  item*:o=ItemFulfillmentItem
ItemFulfillmentItem
  jobName itemReceive:b itemName description department:r class:r location:r onHand:n quantity:n unitsDisplay createPo
  inventoryDetail:o=InventoryDetail binNumbers serialNumbers poNum item:r orderLine:i quantityRemaining:n options:cf shipGroup:i
  itemIsFulfilled:b shipAddress:r shipMethod:r customFieldList:cf
ItemFulfillmentPackageList
  package*:o=ItemFulfillmentPackage
ItemFulfillmentPackage
  packageWeight:n packageDescr packageTrackingNumber
`,
};
