import type { TypeTable } from './notation.js';

/** Customers, vendors, contacts. */
export const relationshipsTypes: TypeTable = {
  namespace: 'relationships',
  types: `
Customer record
  nullFieldList:nf customForm:r entityId altName isPerson:b phoneticName salutation firstName middleName lastName companyName
  entityStatus:r parent:r phone fax email url defaultAddress isInactive:b category:r title printOnCheckAs altPhone homePhone mobilePhone
  altEmail language:e=Language comments dateCreated:d image:r emailPreference:e=EmailPreference subsidiary:r representingSubsidiary:r
  salesRep:r territory:r partner:r salesGroup:r vatRegNumber accountNumber taxExempt:b terms:r creditLimit:n
  creditHoldOverride:e=CustomerCreditHoldOverride monthlyClosing:e=CustomerMonthlyClosing displaySymbol balance:n overdueBalance:n
  daysOverdue:i unbilledOrders:n priceLevel:r currency:r prefCCProcessor:r depositBalance:n shipComplete:b taxable:b taxItem:r
  resaleNumber startDate:d endDate:d reminderDays:i shippingItem:r giveAccess:b estimatedBudget:n sendEmail:b assignedWebSite:r
  requirePwdChange:b campaignCategory:r sourceWebSite:r leadSource:r receivablesAccount:r defaultOrderPriority:n openingBalance:n
  lastModifiedDate:d openingBalanceDate:d openingBalanceAccount:r stage:e=CustomerStage emailTransactions:b printTransactions:b
  faxTransactions:b defaultTaxReg:r isBudgetApproved:b globalSubscriptionStatus:e=GlobalSubscriptionStatus salesReadiness:r
  buyingReason:r buyingTimeFrame:r addressbookList:o=CustomerAddressbookList contactRolesList:o=ContactAccessRolesList
  currencyList:o=CustomerCurrencyList defaultAllocationStrategy:r customFieldList:cf
CustomerAddressbookList
  addressbook*:o=CustomerAddressbook
CustomerAddressbook
  defaultShipping:b defaultBilling:b isResidential:b label addressbookAddress:o=Address internalId
Vendor record
  nullFieldList:nf customForm:r entityId altName isPerson:b phoneticName salutation firstName middleName lastName companyName phone fax
  email url defaultAddress isInactive:b lastModifiedDate:d dateCreated:d category:r title printOnCheckAs altPhone homePhone mobilePhone
  altEmail comments globalSubscriptionStatus:e=GlobalSubscriptionStatus image:r emailPreference:e=EmailPreference subsidiary:r
  representingSubsidiary:r accountNumber legalName vatRegNumber expenseAccount:r payablesAccount:r terms:r incoterm:r creditLimit:n
  balancePrimary:n openingBalance:n openingBalanceDate:d openingBalanceAccount:r balance:n unbilledOrdersPrimary:n bcn unbilledOrders:n
  currency:r is1099Eligible:b isJobResourceVend:b purchaseOrderQuantityDiff:n workCalendar:r taxIdNum taxItem:r giveAccess:b sendEmail:b
  isAccountant:b requirePwdChange:b emailTransactions:b printTransactions:b faxTransactions:b defaultTaxReg:r
  addressbookList:o=VendorAddressbookList customFieldList:cf
VendorAddressbookList
  addressbook*:o=VendorAddressbook
VendorAddressbook
  defaultShipping:b defaultBilling:b label internalId addressbookAddress:o=Address
Contact record
  nullFieldList:nf customForm:r entityId contactSource:r company:r salutation firstName middleName lastName title phone fax email
  defaultAddress isPrivate:b isInactive:b subsidiary:r phoneticName categoryList:o=CategoryList altEmail officePhone homePhone
  mobilePhone supervisor:r supervisorPhone assistant:r assistantPhone comments globalSubscriptionStatus:e=GlobalSubscriptionStatus
  image:r dateCreated:d lastModifiedDate:d addressbookList:o=ContactAddressbookList customFieldList:cf
ContactAddressbookList
  addressbook*:o=ContactAddressbook
ContactAddressbook
  defaultShipping:b defaultBilling:b label addressbookAddress:o=Address internalId
ContactAccessRolesList
  contactRoles*:o=ContactAccessRoles
ContactAccessRoles
  giveAccess:b contact:r email role:r sendEmail:b
CategoryList
  category*:r
CustomerCurrencyList
  currency*:o=CustomerCurrency
CustomerCurrency
  currency:r balance:n depositBalance:n overdueBalance:n unbilledOrders:n displaySymbol
`,
};

/** Employees. */
export const employeesTypes: TypeTable = {
  namespace: 'employees',
  types: `
Employee record
  nullFieldList:nf customForm:r entityId salutation firstName middleName lastName altName phone fax email defaultAddress isInactive:b
  phoneticName lastModifiedDate:d dateCreated:d initials officePhone homePhone mobilePhone department:r class:r location:r subsidiary:r
  billingClass:r accountNumber comments globalSubscriptionStatus:e=GlobalSubscriptionStatus image:r lastPaidDate:d currency:r
  usePerquest:b workplace:r purchaseOrderLimit:n purchaseOrderApprovalLimit:n supervisor:r approver:r approvalLimit:n timeApprover:r
  employeeType:r isSalesRep:b salesRole:r isSupportRep:b isJobResource:b hireDate:d releaseDate:d timeOffPlan:r lastReviewDate:d
  nextReviewDate:d title employeeStatus:r jobDescription job:r workCalendar:r giveAccess:b defaultExpenseReportCurrency:r
  concurrentWebServicesUser:b sendEmail:b hasOfflineAccess:b requirePwdChange:b startDateTimeOffCalc:d defaultAcctCorpCardExp:r
  addressbookList:o=EmployeeAddressbookList isJobManager:b targetUtilization:n customFieldList:cf
EmployeeAddressbookList
  addressbook*:o=EmployeeAddressbook
EmployeeAddressbook
  defaultShipping:b defaultBilling:b label addressbookAddress:o=Address internalId
`,
};
