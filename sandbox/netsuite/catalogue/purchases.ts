import type { TypeTable } from './notation.js';

/** Purchases. */
export const purchasesTypes: TypeTable = {
  namespace: 'purchases',
  types: `
PurchaseOrder record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r entity:r employee:r supervisorApproval:b tranDate:d tranId
  createdFrom:r terms:r dueDate:d otherRefNum memo approvalStatus:r exchangeRate:n nextApprover:r source currencyName toBeEmailed:b
  email fax message billingAddress:o=Address billAddressList:r currency:r shipTo:r subTotal:n taxTotal:n shippingAddress:o=Address
  shipIsResidential:b shipAddressList:r fob shipDate:d shipMethod:r trackingNumbers linkedTrackingNumbers total:n class:r department:r
  location:r subsidiary:r status orderStatus:e=PurchaseOrderOrderStatus itemList:o=PurchaseOrderItemList customFieldList:cf
PurchaseOrderItemList
  item*:o=PurchaseOrderItem
PurchaseOrderItem
  item:r line:i quantityOnShipments:n vendorName quantityReceived:n quantityBilled:n quantityAvailable:n quantityOnHand:n taxCode:r
  quantity:n tax1Amt:n grossAmt:n units:r inventoryDetail:o=InventoryDetail serialNumbers description rate amount:n taxAmount:n
  department:r class:r location:r customer:r isBillable:b billVarianceStatus:e=TransactionBillVarianceStatus matchBillToReceipt:b
  expectedReceiptDate:d isClosed:b createdFrom:r assembly:r createOutsourcedWO:b productionEndDate:d billOfMaterialsRevision:r
  productionStartDate:d billOfMaterials:r linkedOrderList:o=RecordRefList customFieldList:cf
ItemReceipt record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r exchangeRate:n entity:r currencyName subsidiary:r createdFrom:r
  tranDate:d partner:r postingPeriod:r tranId inboundShipment:r memo itemFulfillment:r currency:r itemList:o=ItemReceiptItemList
  customFieldList:cf
ItemReceiptItemList
  item*:o=ItemReceiptItem
ItemReceiptItem
  itemReceive:b jobName item:r orderLine:i line:i itemName description location:r onHand:n quantityRemaining:n quantity:n unitsDisplay
  unitCostOverride:n inventoryDetail:o=InventoryDetail serialNumbers binNumbers expirationDate:d rate currency restock:b
  billVarianceStatus:e=TransactionBillVarianceStatus customFieldList:cf
VendorBill record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r billAddressList:r account:r entity:r subsidiary:r approvalStatus:r
  nextApprover:r postingPeriod:r tranDate:d currencyName billingAddress:o=Address exchangeRate:n terms:r dueDate:d discountDate:d tranId
  userTotal:n discountAmount:n taxTotal:n paymentHold:b memo creditLimit:n currency:r class:r department:r location:r status
  transactionNumber itemList:o=VendorBillItemList purchaseOrderList:o=RecordRefList customFieldList:cf
VendorBillItemList
  item*:o=VendorBillItem
VendorBillItem
  item:r vendorName line:i orderDoc:i orderLine:i quantity:n units:r inventoryDetail:o=InventoryDetail description serialNumbers
  binNumbers expirationDate:d taxCode:r grossAmt:n tax1Amt:n rate amount:n department:r class:r location:r customer:r isBillable:b
  billVarianceStatus:e=TransactionBillVarianceStatus billreceiptsList:o=RecordRefList taxAmount:n customFieldList:cf
VendorCredit record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r account:r unApplied:n billAddressList:r autoApply:b applied:n
  transactionNumber tranId createdFrom:r entity:r total:n userTotal:n currency:r currencyName billingAddress:o=Address tranDate:d
  exchangeRate:n userTaxTotal:n postingPeriod:r memo department:r class:r location:r subsidiary:r itemList:o=VendorCreditItemList
  customFieldList:cf
VendorCreditItemList
  item*:o=VendorCreditItem
VendorCreditItem
  item:r vendorName line:i orderLine:i quantity:n units:r inventoryDetail:o=InventoryDetail description rate amount:n binNumbers
  taxCode:r grossAmt:n tax1Amt:n department:r class:r location:r customer:r isBillable:b taxAmount:n customFieldList:cf
VendorPayment record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r account:r balance:n entity:r tranDate:d voidJournal:r postingPeriod:r
  currencyName exchangeRate:n toAch:b printVoucher:b tranId total:n currency:r department:r memo subsidiary:r class:r location:r status
  transactionNumber applyList:o=VendorPaymentApplyList availableBalance:n isInTransitPayment:b approvalStatus:r nextApprover:r
  payeeAddressList:r payeeAddress:o=Address customFieldList:cf
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
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r currency:r entity:r tranDate:d tranId source department:r class:r
  location:r subsidiary:r job:r partner:r otherRefNum leadSource:r memo createdFrom:r exchangeRate:n currencyName discountItem:r
  discountRate taxItem:r taxRate:n toBeEmailed:b message billingAddress:o=Address billAddressList:r shipAddressList:r shipAddress
  revCommitStatus:e=RevenueCommitStatus paymentMethod:r creditCard:r subTotal:n discountTotal:n total:n creditCardProcessor:r email fax
  isTaxable:b status taxTotal:n validFrom:d orderStatus:e=ReturnAuthorizationOrderStatus salesRep:r
  itemList:o=ReturnAuthorizationItemList customFieldList:cf
ReturnAuthorizationItemList
  item*:o=ReturnAuthorizationItem
ReturnAuthorizationItem
  job:r item:r orderLine:i line:i quantity:n quantityReceived:n quantityBilled:n units:r inventoryDetail:o=InventoryDetail description
  serialNumbers price:r rate amount:n isClosed:b inventoryLocation:r department:r class:r location:r taxCode:r tax1Amt:n grossAmt:n
  isTaxable:b taxAmount:n customFieldList:cf
CreditMemo record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r currency:r entity:r tranDate:d tranId createdFrom:r postingPeriod:r
  department:r class:r location:r subsidiary:r job:r salesRep:r partner:r otherRefNum memo leadSource:r balance:n account:r
  exchangeRate:n onCreditHold amountPaid:n currencyName amountRemaining:n discountItem:r source discountRate isTaxable:b taxItem:r
  taxRate:n unapplied:n autoApply:b applied:n toBeEmailed:b email fax message billingAddress:o=Address billAddressList:r shipMethod:r
  shippingCost:n handlingCost:n subTotal:n discountTotal:n taxTotal:n isMultiShipTo:b total:n status itemList:o=CreditMemoItemList
  customFieldList:cf
CreditMemoItemList
  item*:o=CreditMemoItem
CreditMemoItem
  job:r item:r orderLine:i line:i quantity:n description binNumbers price:r rate amount:n isTaxable:b shipAddress:r
  shipCarrier:e=ShippingCarrier shipMethod:r taxCode:r tax1Amt:n grossAmt:n department:r class:r location:r units:r
  inventoryDetail:o=InventoryDetail serialNumbers taxAmount:n chargesList:o=RecordRefList customFieldList:cf
CustomerPayment record
  nullFieldList:nf createdDate:d lastModifiedDate:d customForm:r customer:r balance:n pending:n currency:r payment:n autoApply:b
  tranDate:d tranId postingPeriod:r paymentMethod:r memo checkNum currencyName exchangeRate:n creditCard:r chargeIt:b authCode
  isRecurringPayment:b creditCardProcessor:r validFrom:d undepFunds:b account:r total:n subsidiary:r applied:n unapplied:n class:r
  department:r location:r paymentOption:r checkNumber status applyList:o=CustomerPaymentApplyList customFieldList:cf
CustomerPaymentApplyList
  apply*:o=CustomerPaymentApply
CustomerPaymentApply
  apply:b doc:i line:i applyDate:d job type refNum total:n due:n currency discDate:d discAmt:n disc:n amount:n
CustomerDeposit record
  nullFieldList:nf createdDate:d lastModifiedDate:d status customer:r salesOrder:r customForm:r payment:n currency:r tranDate:d
  postingPeriod:r paymentMethod:r memo currencyName exchangeRate:n checkNum creditCardProcessor:r creditCard:r subsidiary:r department:r
  class:r location:r paymentOption:r checkNumber validFrom:d chargeIt:b authCode isRecurringPayment:b account:r undepFunds:b tranId
  salesOrderRequiredDepositDue:n customFieldList:cf
`,
};
