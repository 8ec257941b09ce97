import type { TypeTable } from './notation.js';

/** Purchases. */
export const purchasesTypes: TypeTable = {
  namespace: 'purchases',
  types: `
PurchaseOrder record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r entity:r vatRegNum employee:r supervisorApproval:b tranDate:d tranId
  createdFrom:r terms:r dueDate:d otherRefNum memo approvalStatus:r exchangeRate:n nextApprover:r source currencyName toBePrinted:b
  toBeEmailed:b email toBeFaxed:b fax message billingAddress:o=Address billAddressList:r currency:r shipTo:r subTotal:n taxTotal:n
  shippingAddress:o=Address shipIsResidential:b shipAddressList:r fob shipDate:d shipMethod:r incoterm:r trackingNumbers
  linkedTrackingNumbers total:n class:r department:r location:r subsidiary:r status orderStatus:e=PurchaseOrderOrderStatus
  itemList:o=PurchaseOrderItemList expenseList:o=PurchaseOrderExpenseList customFieldList:cf
PurchaseOrderItemList
  item*:o=PurchaseOrderItem
PurchaseOrderItem
  item:r line:i quantityOnShipments:n vendorName quantityReceived:n quantityBilled:n quantityAvailable:n quantityOnHand:n taxCode:r
  taxRate1:n quantity:n tax1Amt:n grossAmt:n units:r inventoryDetail:o=InventoryDetail serialNumbers description rate amount:n
  options:cf taxAmount:n department:r class:r location:r customer:r isBillable:b billVarianceStatus:e=TransactionBillVarianceStatus
  matchBillToReceipt:b expectedReceiptDate:d isClosed:b createdFrom:r assembly:r createOutsourcedWO:b productionEndDate:d
  billOfMaterialsRevision:r productionStartDate:d billOfMaterials:r linkedOrderList:o=RecordRefList customFieldList:cf
ItemReceipt record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r exchangeRate:n entity:r currencyName subsidiary:r createdFrom:r
  tranDate:d partner:r postingPeriod:r tranId inboundShipment:r memo itemFulfillment:r currency:r landedCostPerLine:b
  itemList:o=ItemReceiptItemList customFieldList:cf
ItemReceiptItemList
  item*:o=ItemReceiptItem
ItemReceiptItem
  itemReceive:b jobName item:r orderLine:i line:i itemName description location:r onHand:n quantityRemaining:n quantity:n unitsDisplay
  unitCostOverride:n inventoryDetail:o=InventoryDetail serialNumbers binNumbers expirationDate:d rate currency restock:b
  billVarianceStatus:e=TransactionBillVarianceStatus isDropShipment:b options:cf customFieldList:cf
VendorBill record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r billAddressList:r account:r entity:r subsidiary:r approvalStatus:r
  nextApprover:r vatRegNum postingPeriod:r tranDate:d currencyName billingAddress:o=Address exchangeRate:n terms:r dueDate:d
  discountDate:d tranId userTotal:n discountAmount:n taxTotal:n paymentHold:b memo creditLimit:n currency:r class:r department:r
  location:r status landedCostPerLine:b transactionNumber expenseList:o=VendorBillExpenseList itemList:o=VendorBillItemList
  purchaseOrderList:o=RecordRefList customFieldList:cf
VendorBillItemList
  item*:o=VendorBillItem
VendorBillItem
  item:r vendorName line:i orderDoc:i orderLine:i quantity:n units:r inventoryDetail:o=InventoryDetail description serialNumbers
  binNumbers expirationDate:d taxCode:r taxRate1:n grossAmt:n tax1Amt:n rate amount:n options:cf department:r class:r location:r
  customer:r isBillable:b billVarianceStatus:e=TransactionBillVarianceStatus billreceiptsList:o=RecordRefList taxAmount:n
  customFieldList:cf
VendorCredit record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r account:r unApplied:n billAddressList:r autoApply:b applied:n
  transactionNumber tranId createdFrom:r entity:r total:n userTotal:n currency:r currencyName billingAddress:o=Address tranDate:d
  exchangeRate:n userTaxTotal:n postingPeriod:r memo department:r class:r location:r subsidiary:r itemList:o=VendorCreditItemList
  applyList:o=VendorCreditApplyList customFieldList:cf
VendorCreditItemList
  item*:o=VendorCreditItem
VendorCreditItem
  item:r vendorName line:i orderLine:i quantity:n units:r inventoryDetail:o=InventoryDetail description rate amount:n binNumbers
  taxCode:r taxRate1:n grossAmt:n tax1Amt:n options:cf department:r class:r location:r customer:r isBillable:b taxAmount:n
  customFieldList:cf
VendorCreditApplyList
  apply*:o=VendorCreditApply
VendorCreditApply
  apply:b applyDate:d doc:i line:i type refNum total:n due:n currency amount:n
VendorBillExpenseList
  expense*:o=VendorBillExpense
VendorBillExpense
  orderDoc:i orderLine:i line:i category:r account:r amount:n taxAmount:n tax1Amt:n memo grossAmt:n department:r class:r location:r
  customer:r isBillable:b projectTask:r taxCode:r taxRate1:n customFieldList:cf
PurchaseOrderExpenseList
  expense*:o=PurchaseOrderExpense
PurchaseOrderExpense
  line:i category:r linkedOrderList:o=RecordRefList account:r amount:n taxAmount:n memo department:r class:r location:r customer:r
  isClosed:b isBillable:b createdFrom:r taxCode:r taxRate1:n tax1Amt:n grossAmt:n customFieldList:cf
VendorPayment record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r account:r balance:n entity:r tranDate:d voidJournal:r postingPeriod:r
  currencyName exchangeRate:n toAch:b toBePrinted:b printVoucher:b tranId total:n currency:r department:r memo subsidiary:r class:r
  location:r status transactionNumber applyList:o=VendorPaymentApplyList availableBalance:n isInTransitPayment:b approvalStatus:r
  nextApprover:r payeeAddressList:r payeeAddress:o=Address customFieldList:cf
VendorPaymentApplyList
  apply*:o=VendorPaymentApply
VendorPaymentApply
  apply:b doc:i line:i job applyDate:d type refNum total:n due:n currency discDate:d discAmt:n disc:n amount:n
`,
};

/** Returns, credits, payments and deposits of customers. */
export const customersTypes: TypeTable = {
  namespace: 'customers',
  types: `
ReturnAuthorization record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r currency:r entity:r vatRegNum tranDate:d tranId source department:r
  class:r location:r subsidiary:r job:r partner:r otherRefNum leadSource:r memo salesEffectiveDate:d createdFrom:r totalCostEstimate:n
  estGrossProfit:n estGrossProfitPercent:n excludeCommission:b exchangeRate:n currencyName discountItem:r discountRate taxItem:r
  taxRate:n toBePrinted:b toBeEmailed:b toBeFaxed:b messageSel:r message billingAddress:o=Address billAddressList:r shipAddressList:r
  shipAddress salesGroup:r revCommitStatus:e=RevenueCommitStatus paymentMethod:r creditCard:r altSalesTotal:n ccApproved:b subTotal:n
  discountTotal:n total:n creditCardProcessor:r email fax isTaxable:b promoCode:r status taxTotal:n validFrom:d
  orderStatus:e=ReturnAuthorizationOrderStatus salesRep:r itemList:o=ReturnAuthorizationItemList customFieldList:cf
ReturnAuthorizationItemList
  item*:o=ReturnAuthorizationItem
ReturnAuthorizationItem
  job:r item:r orderLine:i line:i quantity:n quantityReceived:n quantityBilled:n units:r inventoryDetail:o=InventoryDetail description
  serialNumbers price:r rate amount:n options:cf isClosed:b isDropShipment:b inventoryLocation:r department:r
  costEstimateType:e=ItemCostEstimateType costEstimate:n class:r location:r taxCode:r taxRate1:n tax1Amt:n grossAmt:n isTaxable:b
  taxAmount:n customFieldList:cf
CreditMemo record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r currency:r entity:r vatRegNum tranDate:d tranId createdFrom:r
  postingPeriod:r department:r class:r location:r subsidiary:r job:r salesRep:r partner:r otherRefNum memo excludeCommission:b
  leadSource:r balance:n account:r exchangeRate:n onCreditHold amountPaid:n salesEffectiveDate:d totalCostEstimate:n estGrossProfit:n
  estGrossProfitPercent:n currencyName promoCode:r amountRemaining:n discountItem:r source discountRate isTaxable:b taxItem:r taxRate:n
  unapplied:n autoApply:b applied:n toBePrinted:b toBeEmailed:b email toBeFaxed:b fax messageSel:r message billingAddress:o=Address
  billAddressList:r shipMethod:r shippingCost:n shippingTaxCode:r handlingTaxCode:r handlingCost:n subTotal:n discountTotal:n taxTotal:n
  isMultiShipTo:b total:n salesGroup:r status itemList:o=CreditMemoItemList applyList:o=CreditMemoApplyList customFieldList:cf
CreditMemoItemList
  item*:o=CreditMemoItem
CreditMemoItem
  job:r item:r orderLine:i line:i quantity:n description binNumbers price:r rate amount:n isTaxable:b options:cf shipAddress:r
  shipCarrier:e=ShippingCarrier shipMethod:r taxCode:r taxRate1:n tax1Amt:n grossAmt:n department:r class:r location:r
  costEstimateType:e=ItemCostEstimateType costEstimate:n units:r inventoryDetail:o=InventoryDetail serialNumbers taxAmount:n
  chargesList:o=RecordRefList customFieldList:cf
CreditMemoApplyList
  apply*:o=CreditMemoApply
CreditMemoApply
  apply:b doc:i applyDate:d job type refNum total:n due:n currency amount:n line:i
CustomerDepositApplyList
  customerDepositApply*:o=CustomerDepositApply
CustomerDepositApply
  doc:i line:i apply:b applyDate:d type refNum total:n amount:n job
CustomerPaymentCreditList
  credit*:o=CustomerPaymentCredit
CustomerPaymentCredit
  apply:b doc:i line:i creditDate:d type refNum appliedTo total:n due:n currency amount:n
CustomerPayment record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r arAcct:r customer:r balance:n pending:n currency:r payment:n
  autoApply:b tranDate:d tranId postingPeriod:r paymentMethod:r memo checkNum currencyName exchangeRate:n creditCard:r chargeIt:b
  ccApproved:b authCode isRecurringPayment:b creditCardProcessor:r validFrom:d undepFunds:b account:r total:n subsidiary:r applied:n
  unapplied:n class:r department:r location:r paymentOption:r checkNumber status applyList:o=CustomerPaymentApplyList
  creditList:o=CustomerPaymentCreditList customFieldList:cf
CustomerPaymentApplyList
  apply*:o=CustomerPaymentApply
CustomerPaymentApply
  apply:b doc:i line:i applyDate:d job type refNum total:n due:n currency discDate:d discAmt:n disc:n amount:n
CustomerDeposit record
  nullFieldList:nf createdDate:d lastModifiedDate:d status customer:r salesOrder:r customForm:r payment:n currency:r tranDate:d
  postingPeriod:r paymentMethod:r memo currencyName exchangeRate:n checkNum creditCardProcessor:r creditCard:r subsidiary:r department:r
  class:r location:r paymentOption:r checkNumber validFrom:d chargeIt:b ccApproved:b authCode isRecurringPayment:b account:r
  undepFunds:b tranId applyList:o=CustomerDepositApplyList salesOrderRequiredDepositDue:n customFieldList:cf
`,
};
