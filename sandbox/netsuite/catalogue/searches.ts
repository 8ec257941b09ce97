import type { TypeTable } from './notation.js';

/** What searches filter by, and the columns that they answer. */
export const searchTypes: TypeTable = {
  namespace: 'common',
  types: `
TransactionSearchBasic
  amount:N appliedToTransaction:M applyingTransaction:M binNumber:S class:M cogs:B createdFrom:M currency:M customForm:M dateCreated:D
  department:M email:S endDate:D entity:M entityStatus:M externalId:M externalIdString:S internalId:M internalIdNumber:L
  inventoryLocation:M item:M lastModifiedDate:D lineUniqueKey:L location:M mainLine:B mainName:M memo:S memoMain:S memorized:B message:S
  number:L opportunity:M otherRefNum:T parent:L postingPeriod:r priceLevel:M quantity:N recordType:S salesOrder:M salesRep:M shipDate:D
  shipping:B startDate:D status:E subsidiary:M taxLine:B terms:M title:S trackingNumbers:S tranDate:D tranId:S type:E voided:B
  customFieldList:sc
TransactionSearchRowBasic
  amount:cN appliedToTransaction:cM applyingTransaction:cM binNumber:cS class:cM createdFrom:cM currency:cM customForm:cM dateCreated:cD
  department:cM email:cS endDate:cD entity:cM entityStatus:cM externalId:cM internalId:cM inventoryLocation:cM item:cM
  lastModifiedDate:cD line:cL lineUniqueKey:cL location:cM mainLine:cB mainName:cS memo:cS memoMain:cS memorized:cB message:cS
  opportunity:cM otherRefNum:cT postingPeriod:cM priceLevel:cM quantity:cN rate:cN recordType:cS salesOrder:cM salesRep:cM
  shipDate:cD startDate:cD status:cE subsidiary:cM taxLine:cB terms:cM title:cS total:cN trackingNumbers:cS tranDate:cD tranId:cS
  type:cE customFieldList:scc
ItemSearchBasic
  averageCost:N binNumber:S category:M class:M cost:N created:D department:M displayName:S externalId:M externalIdString:S internalId:M
  internalIdNumber:L inventoryLocation:M isInactive:B isLotItem:B isOnline:B isSerialItem:B itemId:S lastModifiedDate:D
  lastQuantityAvailableChange:D location:M locationQuantityAvailable:N locationQuantityOnHand:N maximumQuantity:L minimumQuantity:L
  mpn:S parent:M price:N quantityAvailable:N quantityOnHand:N salesDescription:S subsidiary:M subType:E type:E upcCode:S vendor:M
  vendorName:S customFieldList:sc
ItemSearchRowBasic
  averageCost:cN binNumber:cS category:cS class:cM cost:cN created:cD department:cM displayName:cS externalId:cM internalId:cM
  inventoryLocation:cM isInactive:cB isLotItem:cB isOnline:cB isSerialItem:cB itemId:cS lastQuantityAvailableChange:cD location:cM
  locationQuantityAvailable:cN locationQuantityOnHand:cN maximumQuantity:cS minimumQuantity:cS modified:cD mpn:cS parent:cM
  quantityAvailable:cN quantityOnHand:cN salesDescription:cS subsidiary:cM subType:cE type:cE upcCode:cS vendor:cM vendorName:cS
  customFieldList:scc
CustomerSearchBasic
  accountNumber:S address:S category:M city:S companyName:S country:E currency:M dateCreated:D email:S endDate:D entityId:S
  entityStatus:M externalId:M externalIdString:S firstName:S internalId:M internalIdNumber:L isDefaultBilling:B isDefaultShipping:B
  isInactive:B isPerson:B lastModifiedDate:D lastName:S parent:M phone:S priceLevel:M salesRep:M startDate:D state:S subsidiary:M
  terms:M title:S zipCode:S customFieldList:sc
CustomerSearchRowBasic
  accountNumber:cS address:cS category:cM city:cS companyName:cS country:cE currency:cM dateCreated:cD email:cS endDate:cD entityId:cS
  entityStatus:cM externalId:cM firstName:cS internalId:cM isDefaultBilling:cB isDefaultShipping:cB isInactive:cB isPerson:cB
  lastModifiedDate:cD lastName:cS parent:cM phone:cS priceLevel:cM salesRep:cM startDate:cD state:cS subsidiary:cM terms:cM title:cS
  zipCode:cS customFieldList:scc
VendorSearchBasic
  accountNumber:S address:S category:M city:S country:E currency:M dateCreated:D email:S entityId:S externalId:M externalIdString:S
  firstName:S internalId:M internalIdNumber:L isDefaultBilling:B isDefaultShipping:B isInactive:B isPerson:B lastModifiedDate:D
  lastName:S phone:S state:S subsidiary:M title:S zipCode:S customFieldList:sc
VendorSearchRowBasic
  accountNumber:cS address:cS category:cM city:cS companyName:cS country:cE currency:cM dateCreated:cD email:cS entityId:cS
  externalId:cM firstName:cS internalId:cM isDefaultBilling:cB isDefaultShipping:cB isInactive:cB isPerson:cB lastModifiedDate:cD
  lastName:cS phone:cS state:cS subsidiary:cM terms:cM title:cS zipCode:cS customFieldList:scc
ContactSearchBasic
  address:S category:M city:S company:M country:E dateCreated:D email:S entityId:S externalId:M externalIdString:S firstName:S
  internalId:M internalIdNumber:L isDefaultBilling:B isDefaultShipping:B isInactive:B lastModifiedDate:D lastName:S owner:M phone:S
  state:S subsidiary:M title:S type:E zipCode:S customFieldList:sc
ContactSearchRowBasic
  address:cS category:cM city:cS company:cM country:cE dateCreated:cD email:cS entityId:cS externalId:cM firstName:cS internalId:cM
  isDefaultBilling:cB isDefaultShipping:cB isInactive:cB lastModifiedDate:cD lastName:cS owner:cM phone:cS state:cS subsidiary:cM
  title:cS zipCode:cS customFieldList:scc
EmployeeSearchBasic
  address:S city:S class:M country:E dateCreated:D department:M email:S entityId:S externalId:M externalIdString:S firstName:S
  internalId:M internalIdNumber:L isDefaultBilling:B isDefaultShipping:B isInactive:B job:M lastModifiedDate:D lastName:S location:M
  phone:S salesRep:B state:S subsidiary:M title:S zipCode:S customFieldList:sc
CustomRecordSearchBasic
  recType:r created:D externalId:M externalIdString:S id:L internalId:M internalIdNumber:L isInactive:B lastModified:D name:S owner:M
  parent:M customFieldList:sc
CustomRecordSearchRowBasic
  recType:r created:cD externalId:cM id:cL internalId:cM isInactive:cB lastModified:cD name:cS owner:cM parent:cM customFieldList:scc
NoteSearchBasic
  author:M externalId:M externalIdString:S internalId:M internalIdNumber:L note:S noteDate:D title:S customFieldList:sc
FileSearchBasic
  created:D description:S externalId:M externalIdString:S fileType:E folder:M internalId:M internalIdNumber:L modified:D name:S owner:M
FolderSearchBasic
  class:M department:M description:S externalId:M externalIdString:S internalId:M internalIdNumber:L isInactive:B lastModifiedDate:D
  location:M name:S owner:M parent:M subsidiary:M
InventoryNumberSearchBasic
  expirationDate:D externalId:M externalIdString:S internalId:M internalIdNumber:L inventoryNumber:S isOnHand:B item:M location:M memo:S
  quantityAvailable:N quantityOnHand:N customFieldList:sc
InventoryNumberSearchRowBasic
  expirationDate:cD externalId:cM internalId:cM inventoryNumber:cS item:cM location:cM memo:cS customFieldList:scc
BinSearchBasic
  binNumber:S externalId:M externalIdString:S inactive:B internalId:M internalIdNumber:L location:M memo:S customFieldList:sc
BinSearchRowBasic
  binNumber:cS externalId:cM inactive:cB internalId:cM location:cS memo:cS customFieldList:scc
PriceLevelSearchBasic
  discountPct:N externalId:M externalIdString:S internalId:M internalIdNumber:L isInactive:B isOnline:B name:S
SubsidiarySearchBasic
  address:S city:S country:E currency:M email:S externalId:M externalIdString:S internalId:M internalIdNumber:L isInactive:B name:S
  nameNoHierarchy:S phone:S state:S customFieldList:sc
LocationSearchBasic
  address:S city:S country:E externalId:M externalIdString:S internalId:M internalIdNumber:L isInactive:B name:S nameNoHierarchy:S
  phone:S state:S subsidiary:M customFieldList:sc
ClassificationSearchBasic
  externalId:M externalIdString:S internalId:M internalIdNumber:L isInactive:B name:S nameNoHierarchy:S subsidiary:M customFieldList:sc
TermSearchBasic
  externalId:M externalIdString:S internalId:M internalIdNumber:L isInactive:B name:S
PaymentMethodSearchBasic
  externalId:M externalIdString:S internalId:M internalIdNumber:L isInactive:B name:S
MessageSearchBasic
  author:M externalId:M externalIdString:S internalId:M internalIdNumber:L message:S messageDate:D recipient:M recipientEmail:S
  subject:S
TaskSearchBasic
  assigned:M company:M createdDate:D endDate:D externalId:M externalIdString:S internalId:M internalIdNumber:L lastModifiedDate:D
  owner:M priority:E startDate:D status:E title:S customFieldList:sc
InventoryDetailSearchBasic
  binNumber:M externalId:M externalIdString:S internalId:M internalIdNumber:L inventoryNumber:M quantity:N status:M
InventoryDetailSearchRowBasic
  binNumber:cM externalId:cM internalId:cM inventoryNumber:cM quantity:cN status:cM
PricingSearchBasic
  currency:M internalId:M internalIdNumber:L item:M maximumQuantity:N minimumQuantity:N priceLevel:M rate:N
PricingSearchRowBasic
  currency:cM internalId:cM item:cM maximumQuantity:cN minimumQuantity:cN priceLevel:cM unitPrice:cN
DepartmentSearchBasic
  externalId:M externalIdString:S internalId:M internalIdNumber:L isInactive:B name:S nameNoHierarchy:S subsidiary:M customFieldList:sc
`,
};
