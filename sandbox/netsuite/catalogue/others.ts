import type { TypeTable } from './notation.js';

/** References in lists, and lengths of time. */
export const coreTypes: TypeTable = {
  namespace: 'core',
  types: `
RecordRefList
  recordRef*:r
Duration
  timeSpan:n unit
`,
};

/** Parts that several records share. */
export const commonTypes: TypeTable = {
  namespace: 'common',
  types: `
Address
  nullFieldList:nf internalId country:e=Country attention addressee addrPhone addr1 addr2 addr3 city state zip addrText override:b
  customFieldList:cf
InventoryDetail
  nullFieldList:nf inventoryAssignmentList:o=InventoryAssignmentList customForm:r
InventoryAssignmentList
  inventoryAssignment*:o=InventoryAssignment
InventoryAssignment
  internalId issueInventoryNumber:r receiptInventoryNumber binNumber:r toBinNumber:r quantity:n expirationDate:d quantityAvailable:n
  inventoryStatus:r toInventoryStatus:r
`,
};

/** Custom records and lists. */
export const customizationTypes: TypeTable = {
  namespace: 'customization',
  types: `
CustomRecord record
  nullFieldList:nf customRecordId customForm:r isInactive:b parent:r disclaimer created:d lastModified:d name autoName:b altName owner:r
  recType:r enableNumbering:b numberingPrefix numberingSuffix numberingMinDigits:i description numberingInit:i numberingCurrentNumber:i
  allowNumberingOverride:b isNumberingUpdateable:b includeName:b showId:b showCreationDate:b showCreationDateOnList:b showLastModified:b
  showLastModifiedOnList:b showOwner:b showOwnerOnList:b showOwnerAllowChange:b usePermissions:b allowAttachments:b showNotes:b
  enablEmailMerge:b isOrdered:b allowInlineEditing:b isAvailableOffline:b allowQuickSearch:b recordName scriptId customFieldList:cf
CustomList record
  nullFieldList:nf name owner:r isOrdered:b description scriptId convertToCustomRecord:b isInactive:b
  customValueList:o=CustomListCustomValueList
CustomListCustomValueList
  customValue*:o=CustomListCustomValue
CustomListCustomValue
  value abbreviation isInactive:b valueId:i
`,
};

/** Tasks. */
export const schedulingTypes: TypeTable = {
  namespace: 'scheduling',
  types: `
Task record
  nullFieldList:nf company:r contact:r supportCase:r transaction:r milestone:r customForm:r title assigned:r sendEmail:b timedEvent:b
  estimatedTime:o=Duration estimatedTimeOverride:o=Duration actualTime:o=Duration timeRemaining:o=Duration percentTimeComplete:n
  percentComplete:n parent:r startDate:d endDate:d dueDate:d completedDate:d priority:e=TaskPriority status:e=TaskStatus message
  accessLevel:b createdDate:d lastModifiedDate:d owner:r contactList:o=TaskContactList customFieldList:cf
TaskContactList
  contact*:o=TaskContact
TaskContact
  company:r contact:r
`,
};

/** Notes and messages. */
export const communicationTypes: TypeTable = {
  namespace: 'communication',
  types: `
Note record
  nullFieldList:nf title noteType:r direction:e=NoteDirection noteDate:d note lastModifiedDate:d activity:r author:r entity:r folder:r
  item:r media:r record:r recordType:r topic:r transaction:r customForm:r customFieldList:cf
Message record
  nullFieldList:nf author:r authorEmail recipient:r recipientEmail cc bcc messageDate:d recordName recordTypeName subject message
  emailed:b activity:r compressAttachments:b incoming:b lastModifiedDate:d transaction:r dateTime
`,
};

/** Files and folders. */
export const filecabinetTypes: TypeTable = {
  namespace: 'filecabinet',
  types: `
File record
  nullFieldList:nf name attachFrom:e=FileAttachFrom mediaTypeName fileType:e=MediaType content folder:r fileSize:n url urlComponent
  mediaFile:r textFileEncoding:e=TextFileEncoding description encoding:e=FileEncoding altTagCaption isOnline:b isInactive:b class
  bundleable:b department hideInBundle:b isPrivate:b owner:r caption siteDescription lastModifiedDate:d createdDate:d
Folder record
  nullFieldList:nf name department:r description isInactive:b isPrivate:b bundleable:b hideInBundle:b isOnline:b group:r parent:r
  folderType:e=FolderFolderType class:r location:r subsidiary:r
`,
};
