import { familyOf, transactionCodes } from '../catalogue/families.js';

export const levels = ['view', 'create', 'edit', 'full'] as const;
export type PermissionLevel = (typeof levels)[number];

/** Permissions of a role by name, such as `Transactions -> Sales Order`. Absent as a whole: an administrator. */
export type Permissions = Readonly<Record<string, PermissionLevel>>;

const lists: Readonly<Record<string, string>> = {
  customer: 'Lists -> Customers',
  vendor: 'Lists -> Vendors',
  contact: 'Lists -> Contacts',
  employee: 'Lists -> Employees',
  item: 'Lists -> Items',
  note: 'Lists -> Notes Tab',
  file: 'Lists -> Documents and Files',
  folder: 'Lists -> Documents and Files',
  task: 'Lists -> Tasks',
  message: 'Lists -> Track Messages',
  customRecord: 'Lists -> Custom Record Entries',
  customList: 'Setup -> Custom Lists',
  subsidiary: 'Lists -> Subsidiaries',
  location: 'Lists -> Locations',
  classification: 'Lists -> Classes',
  department: 'Lists -> Departments',
};

export const soapPermission = 'Setup -> SOAP Web Services';
export const restPermission = 'Setup -> REST Web Services';
export const suiteqlPermission = 'Reports -> SuiteAnalytics Workbook';
export const searchPermission = 'Lists -> Perform Search';

/** The permission that guards a record type; some lists are open to every role. */
export function permissionOf(recordType: string): string | undefined {
  const transaction = transactionCodes[recordType];
  if (transaction !== undefined) return `Transactions -> ${transaction.title}`;
  return lists[familyOf(recordType) === 'item' ? 'item' : recordType];
}

export class Role {
  readonly permissions: Permissions | undefined;

  constructor(permissions: Permissions | undefined) {
    this.permissions = permissions;
  }

  may(permission: string | undefined, level: PermissionLevel = 'view'): boolean {
    if (permission === undefined || this.permissions === undefined) return true;
    const given = this.permissions[permission];
    return given !== undefined && levels.indexOf(given) >= levels.indexOf(level);
  }

  /** The permission that is lacking for a record type, or none. */
  lacks(recordType: string, level: PermissionLevel): string | undefined {
    const permission = permissionOf(recordType);
    return this.may(permission, level) ? undefined : permission;
  }
}
