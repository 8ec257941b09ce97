import type { TypeTable } from './notation.js';

/** Searches with joins, and saved searches: the namespace is that of the record. */
export const joinedSearchTypes: readonly TypeTable[] = [
  {
    namespace: 'sales',
    types: `
TransactionSearch
  basic:o=TransactionSearchBasic appliedToTransactionJoin:o=TransactionSearchBasic applyingTransactionJoin:o=TransactionSearchBasic
  binNumberJoin:o=BinSearchBasic contactPrimaryJoin:o=ContactSearchBasic createdFromJoin:o=TransactionSearchBasic
  customerJoin:o=CustomerSearchBasic customerMainJoin:o=CustomerSearchBasic fileJoin:o=FileSearchBasic
  inventoryDetailJoin:o=InventoryDetailSearchBasic itemJoin:o=ItemSearchBasic locationJoin:o=LocationSearchBasic
  salesRepJoin:o=EmployeeSearchBasic userNotesJoin:o=NoteSearchBasic vendorJoin:o=VendorSearchBasic
TransactionSearchRow
  basic:o=TransactionSearchRowBasic appliedToTransactionJoin:o=TransactionSearchRowBasic
  applyingTransactionJoin:o=TransactionSearchRowBasic binNumberJoin:o=BinSearchRowBasic contactPrimaryJoin:o=ContactSearchRowBasic
  createdFromJoin:o=TransactionSearchRowBasic customerJoin:o=CustomerSearchRowBasic customerMainJoin:o=CustomerSearchRowBasic
  inventoryDetailJoin:o=InventoryDetailSearchRowBasic itemJoin:o=ItemSearchRowBasic vendorJoin:o=VendorSearchRowBasic
TransactionSearchAdvanced
  criteria:o=TransactionSearch columns:o=TransactionSearchRow
`,
  },
  {
    namespace: 'accounting',
    types: `
ItemSearch
  basic:o=ItemSearchBasic binNumberJoin:o=BinSearchBasic fileJoin:o=FileSearchBasic inventoryDetailJoin:o=InventoryDetailSearchBasic
  inventoryNumberJoin:o=InventoryNumberSearchBasic preferredVendorJoin:o=VendorSearchBasic pricingJoin:o=PricingSearchBasic
  transactionJoin:o=TransactionSearchBasic userNotesJoin:o=NoteSearchBasic vendorJoin:o=VendorSearchBasic
ItemSearchRow
  basic:o=ItemSearchRowBasic binNumberJoin:o=BinSearchRowBasic inventoryDetailJoin:o=InventoryDetailSearchRowBasic
  inventoryNumberJoin:o=InventoryNumberSearchRowBasic preferredVendorJoin:o=VendorSearchRowBasic pricingJoin:o=PricingSearchRowBasic
  transactionJoin:o=TransactionSearchRowBasic vendorJoin:o=VendorSearchRowBasic
InventoryNumberSearch
  basic:o=InventoryNumberSearchBasic itemJoin:o=ItemSearchBasic
InventoryNumberSearchRow
  basic:o=InventoryNumberSearchRowBasic itemJoin:o=ItemSearchRowBasic
BinSearch
  basic:o=BinSearchBasic
BinSearchRow
  basic:o=BinSearchRowBasic
PriceLevelSearch
  basic:o=PriceLevelSearchBasic
SubsidiarySearch
  basic:o=SubsidiarySearchBasic
LocationSearch
  basic:o=LocationSearchBasic
ClassificationSearch
  basic:o=ClassificationSearchBasic
TermSearch
  basic:o=TermSearchBasic
PaymentMethodSearch
  basic:o=PaymentMethodSearchBasic
DepartmentSearch
  basic:o=DepartmentSearchBasic
ItemSearchAdvanced
  criteria:o=ItemSearch columns:o=ItemSearchRow
InventoryNumberSearchAdvanced
  criteria:o=InventoryNumberSearch columns:o=InventoryNumberSearchRow
BinSearchAdvanced
  criteria:o=BinSearch columns:o=BinSearchRow
PriceLevelSearchAdvanced
  criteria:o=PriceLevelSearch
SubsidiarySearchAdvanced
  criteria:o=SubsidiarySearch
LocationSearchAdvanced
  criteria:o=LocationSearch
ClassificationSearchAdvanced
  criteria:o=ClassificationSearch
TermSearchAdvanced
  criteria:o=TermSearch
PaymentMethodSearchAdvanced
  criteria:o=PaymentMethodSearch
DepartmentSearchAdvanced
  criteria:o=DepartmentSearch
`,
  },
  {
    namespace: 'relationships',
    types: `
CustomerSearch
  basic:o=CustomerSearchBasic contactPrimaryJoin:o=ContactSearchBasic fileJoin:o=FileSearchBasic pricingJoin:o=PricingSearchBasic
  salesRepJoin:o=EmployeeSearchBasic transactionJoin:o=TransactionSearchBasic userNotesJoin:o=NoteSearchBasic
CustomerSearchRow
  basic:o=CustomerSearchRowBasic contactPrimaryJoin:o=ContactSearchRowBasic pricingJoin:o=PricingSearchRowBasic
  transactionJoin:o=TransactionSearchRowBasic
VendorSearch
  basic:o=VendorSearchBasic contactPrimaryJoin:o=ContactSearchBasic fileJoin:o=FileSearchBasic transactionJoin:o=TransactionSearchBasic
  userNotesJoin:o=NoteSearchBasic
VendorSearchRow
  basic:o=VendorSearchRowBasic contactPrimaryJoin:o=ContactSearchRowBasic transactionJoin:o=TransactionSearchRowBasic
ContactSearch
  basic:o=ContactSearchBasic customerJoin:o=CustomerSearchBasic fileJoin:o=FileSearchBasic transactionJoin:o=TransactionSearchBasic
  userNotesJoin:o=NoteSearchBasic vendorJoin:o=VendorSearchBasic
ContactSearchRow
  basic:o=ContactSearchRowBasic customerJoin:o=CustomerSearchRowBasic transactionJoin:o=TransactionSearchRowBasic
  vendorJoin:o=VendorSearchRowBasic
CustomerSearchAdvanced
  criteria:o=CustomerSearch columns:o=CustomerSearchRow
VendorSearchAdvanced
  criteria:o=VendorSearch columns:o=VendorSearchRow
ContactSearchAdvanced
  criteria:o=ContactSearch columns:o=ContactSearchRow
`,
  },
  {
    namespace: 'employees',
    types: `
EmployeeSearch
  basic:o=EmployeeSearchBasic fileJoin:o=FileSearchBasic locationJoin:o=LocationSearchBasic transactionJoin:o=TransactionSearchBasic
  userNotesJoin:o=NoteSearchBasic
EmployeeSearchRow
  transactionJoin:o=TransactionSearchRowBasic
EmployeeSearchAdvanced
  criteria:o=EmployeeSearch columns:o=EmployeeSearchRow
`,
  },
  {
    namespace: 'customization',
    types: `
CustomRecordSearch
  basic:o=CustomRecordSearchBasic fileJoin:o=FileSearchBasic userNotesJoin:o=NoteSearchBasic
CustomRecordSearchRow
  basic:o=CustomRecordSearchRowBasic
CustomRecordSearchAdvanced
  criteria:o=CustomRecordSearch columns:o=CustomRecordSearchRow
`,
  },
  {
    namespace: 'communication',
    types: `
NoteSearch
  basic:o=NoteSearchBasic customerJoin:o=CustomerSearchBasic itemJoin:o=ItemSearchBasic transactionJoin:o=TransactionSearchBasic
  vendorJoin:o=VendorSearchBasic
NoteSearchRow
  customerJoin:o=CustomerSearchRowBasic itemJoin:o=ItemSearchRowBasic transactionJoin:o=TransactionSearchRowBasic
  vendorJoin:o=VendorSearchRowBasic
MessageSearch
  basic:o=MessageSearchBasic customerJoin:o=CustomerSearchBasic transactionJoin:o=TransactionSearchBasic vendorJoin:o=VendorSearchBasic
MessageSearchRow
  customerJoin:o=CustomerSearchRowBasic transactionJoin:o=TransactionSearchRowBasic vendorJoin:o=VendorSearchRowBasic
NoteSearchAdvanced
  criteria:o=NoteSearch columns:o=NoteSearchRow
MessageSearchAdvanced
  criteria:o=MessageSearch columns:o=MessageSearchRow
`,
  },
  {
    namespace: 'filecabinet',
    types: `
FileSearch
  basic:o=FileSearchBasic
FolderSearch
  basic:o=FolderSearchBasic fileJoin:o=FileSearchBasic
FileSearchAdvanced
  criteria:o=FileSearch
FolderSearchAdvanced
  criteria:o=FolderSearch
`,
  },
  {
    namespace: 'scheduling',
    types: `
TaskSearch
  basic:o=TaskSearchBasic fileJoin:o=FileSearchBasic transactionJoin:o=TransactionSearchBasic userNotesJoin:o=NoteSearchBasic
TaskSearchRow
  transactionJoin:o=TransactionSearchRowBasic
TaskSearchAdvanced
  criteria:o=TaskSearch columns:o=TaskSearchRow
`,
  },
];
