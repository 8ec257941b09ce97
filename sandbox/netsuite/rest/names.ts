import type { Field, TypeDefinition } from '../catalogue/notation.js';

/** REST names of lists where they are not the SOAP name without `List`. */
const listNames: Readonly<Record<string, string>> = {
  addressbookList: 'addressBook',
  pricingMatrix: 'price',
  contactRolesList: 'contactRoles',
  subsidiaryList: 'subsidiary',
};
const otherNames: Readonly<Record<string, string>> = { subTotal: 'subtotal', addressbookAddress: 'addressBookAddress' };

/** The name in REST of a field of SOAP. */
export function restName(field: Pick<Field, 'name'>): string {
  return listNames[field.name] ?? otherNames[field.name] ?? field.name.replace(/List$/, '');
}

/** The field of a type by its REST name. */
export function fieldByRestName(type: TypeDefinition, name: string): Field | undefined {
  return type.fields.find((field) => field.kind !== 'nullFields' && field.kind !== 'customFields' && restName(field) === name);
}

const letters: Readonly<Record<string, readonly string[]>> = {
  SalesOrderOrderStatus:
    '_pendingApproval _pendingFulfillment _cancelled _partiallyFulfilled _pendingBillingPartFulfilled _pendingBilling _fullyBilled _closed'.split(
      ' ',
    ),
  PurchaseOrderOrderStatus:
    '_pendingSupervisorApproval _pendingReceipt _rejectedBySupervisor _partiallyReceived _pendingBillingPartiallyReceived _pendingBilling _fullyBilled _closed'.split(
      ' ',
    ),
  ReturnAuthorizationOrderStatus: ['_pendingApproval', '_pendingReceipt'],
  ItemFulfillmentShipStatus: ['_picked', '_packed', '_shipped'],
};
const others: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  TaskStatus: { _notStarted: 'NOTSTART', _inProgress: 'PROGRESS', _completed: 'COMPLETE' },
  TaskPriority: { _high: 'HIGH', _medium: 'MEDIUM', _low: 'LOW' },
  ItemWeightUnit: { _lb: '1', _oz: '2', _kg: '3', _g: '4' },
};

/** The id in REST of a value of an enumeration: statuses are letters, most others the value without its underscore. */
export function restEnum(enumeration: string, value: string): string {
  const index = letters[enumeration]?.indexOf(value) ?? -1;
  return index >= 0 ? String.fromCharCode(65 + index) : (others[enumeration]?.[value] ?? value.replace(/^_/, ''));
}

export function enumOfRest(enumeration: string, id: string): string {
  const listed = letters[enumeration];
  if (listed !== undefined) return listed[id.charCodeAt(0) - 65] ?? id;
  const found = Object.entries(others[enumeration] ?? {}).find(([, rest]) => rest === id);
  return found?.[0] ?? `_${id}`;
}
