import { countryValues } from './countries.js';

/** The values of enumerations, as SOAP spells them. */
const table = {
  SalesOrderOrderStatus:
    '_pendingApproval _pendingFulfillment _cancelled _partiallyFulfilled _pendingBillingPartFulfilled _pendingBilling _fullyBilled _closed _undefined',
  RevenueCommitStatus: '_committed _partiallyCommitted _pendingCommitment',
  SalesOrderItemCommitInventory: '_availableQty _completeQty _doNotCommit',
  SalesOrderItemCreatePo: '_dropShipment _specialOrder',
  ItemCostEstimateType:
    '_averageCost _custom _derivedFromMemberItems _itemDefinedCost _lastPurchasePrice _preferredVendorRate _purchaseOrderRate _purchasePrice',
  SalesOrderItemFulfillmentChoice: '_ship _storePickup',
  ItemFulfillmentShipStatus: '_packed _picked _shipped',
  PurchaseOrderOrderStatus:
    '_closed _fullyBilled _partiallyReceived _pendingBillingPartiallyReceived _pendingBilling _pendingReceipt _pendingSupervisorApproval _rejectedBySupervisor',
  TransactionBillVarianceStatus: '_journalNotPosted _journalPosted _noVariances',
  ReturnAuthorizationOrderStatus: '_pendingApproval _pendingReceipt',
  ShippingCarrier: '_fedexUspsMore _ups',
  ItemMatrixType: '_parent _child',
  ItemWeightUnit: '_g _kg _lb _oz',
  ItemCostingMethod: '_average _fifo _groupAverage _lifo _lotNumbered _serialized _standard',
  LocationType: '_store _warehouse',
  Language:
    '_afrikaans _albanian _arabic _armenian _bengali _bosnian _bulgarian _catalan _chineseSimplified _chineseTraditional _croatian _czech _danish _dutch _englishAu _englishCa _englishInternational _englishUK _englishUS _estonian _filipino _finnish _frenchCanada _frenchFrance _german _greek _gujarati _haitian _hebrew _hindi _hungarian _icelandic _indonesian _italian _japanese _kannada _korean _latinAmericanSpanish _latvian _lithuanian _luxembourgish _malay _marathi _norwegian _persianIran _polish _portugueseBrazil _portuguesePortugal _punjabi _romanian _russian _serbianCyrillic _serbianLatin _slovak _slovenian _spanish _swedish _tamil _telugu _thai _turkish _ukrainian _vietnamese',
  EmailPreference: '_default _hTML _pDF',
  CustomerCreditHoldOverride: '_auto _on _off',
  CustomerMonthlyClosing: '_one _five _ten _fifteen _twenty _twentyFive _endOfTheMonth',
  CustomerStage: '_customer _lead _prospect',
  GlobalSubscriptionStatus: '_confirmedOptIn _confirmedOptOut _softOptIn _softOptOut',
  TaskPriority: '_high _low _medium',
  TaskStatus: '_completed _inProgress _notStarted',
  NoteDirection: '_incoming _outgoing',
  FileAttachFrom: '_computer _web',
  MediaType:
    '_APPCACHE _AUTOCAD _BMPIMAGE _CERTIFICATE _CFF _CONFIG _CSV _EOT _EXCEL _FLASH _FREEMARKER _GIFIMAGE _GZIP _HTMLDOC _ICON _IMAGE _JAVASCRIPT _JPGIMAGE _JSON _LZH _MESSAGERFC _MISCBINARY _MISCTEXT _MP3 _MPEGMOVIE _MSPROJECT _OTF _PDF _PJPGIMAGE _PLAINTEXT _PNGIMAGE _POSTSCRIPT _POWERPOINT _QUICKTIME _RTF _SCSS _SMS _STYLESHEET _SVG _TAR _TARCOMP _TIFFIMAGE _TTF _VISIO _WEBAPPPAGE _WEBAPPSCRIPT _WOFF _WOFF2 _WORD _XMLDOC _XSD _ZIP',
  TextFileEncoding: '_big5 _gb2312 _gb18030 _iso88591 _macRoman _shiftJis _utf8 _windows1252',
  FileEncoding: '_autoDetect _shiftJis _utf8 _windows1252',
  FolderFolderType:
    '_appPackages _attachmentsReceived _attachmentsSent _certificates _documentsAndFiles _emailTemplates _faxTemplates _images _letterTemplates _mailMerge _marketingTemplates _pdfTemplates _suitebundles _suitecommerceAdvancedSiteTemplates _suitescripts _templates _webSiteHostingFiles',
} as const satisfies Readonly<Record<string, string>>;

const values: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(table).map(([name, list]): [string, readonly string[]] => [name, list.split(' ')]),
  ['Country', countryValues],
]);

/** Absent where the enumeration is not kept. */
export function enumValues(name: string): readonly string[] | undefined {
  return values.get(name);
}

const transactionTypes = `
  _assemblyBuild _assemblyUnbuild _binTransfer _binWorksheet _cashRefund _cashSale _check _creditMemo _custom _customPurchase _customSale
  _customerDeposit _customerPayment _customerRefund _deposit _depositApplication _estimate _expenseReport _inboundShipment
  _inventoryAdjustment _inventoryCostRevaluation _inventoryTransfer _invoice _itemFulfillment _itemReceipt _journal _opportunity _paycheck
  _paycheckJournal _periodEndJournal _purchaseOrder _requisition _returnAuthorization _salesOrder _transferOrder _vendorBill _vendorCredit
  _vendorPayment _vendorReturnAuthorization _workOrder _workOrderClose _workOrderCompletion _workOrderIssue`;
const itemTypes = `
  _assembly _description _discount _downloadItem _giftCertificateItem _inventoryItem _itemGroup _kit _markup _nonInventoryItem _otherCharge
  _payment _service _subtotal`;

/** What the multi-select filter of an enumeration takes; the schema types them as text, NetSuite does not. */
export const searchEnums: Readonly<Record<string, ReadonlySet<string>>> = {
  'TransactionSearchBasic.type': setOf(transactionTypes),
  'ItemSearchBasic.type': setOf(itemTypes),
};

function setOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
