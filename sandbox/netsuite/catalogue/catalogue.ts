import { employeesTypes, relationshipsTypes } from './entities.js';
import { inventoryTypes } from './inventory.js';
import { accountingTypes } from './items.js';
import { joinedSearchTypes } from './joined-searches.js';
import { type Field, type TypeDefinition, typesOf } from './notation.js';
import { commonTypes, communicationTypes, coreTypes, customizationTypes, filecabinetTypes, schedulingTypes } from './others.js';
import { customersTypes, purchasesTypes } from './purchases.js';
import { salesTypes } from './sales.js';
import { searchTypes } from './searches.js';

const types: ReadonlyMap<string, TypeDefinition> = new Map(
  [
    coreTypes,
    commonTypes,
    salesTypes,
    purchasesTypes,
    customersTypes,
    inventoryTypes,
    accountingTypes,
    relationshipsTypes,
    employeesTypes,
    customizationTypes,
    schedulingTypes,
    communicationTypes,
    filecabinetTypes,
    searchTypes,
    ...joinedSearchTypes,
  ]
    .flatMap(typesOf)
    .map((type) => [type.name, type]),
);

/** By the name in the schema, such as `SalesOrderItem`. */
export function typeNamed(name: string): TypeDefinition | undefined {
  return types.get(name);
}

/** The definition of a record type, such as `salesOrder`. */
export function recordDefinition(recordType: string): TypeDefinition | undefined {
  const type = types.get(recordType.charAt(0).toUpperCase() + recordType.slice(1));
  return type?.isRecord === true ? type : undefined;
}

/** `SalesOrder` to `salesOrder`. */
export function recordTypeOf(typeName: string): string {
  return typeName.charAt(0).toLowerCase() + typeName.slice(1);
}

export const recordTypes: readonly string[] = [...types.values()].filter((type) => type.isRecord).map((type) => recordTypeOf(type.name));

/** What a list of a record repeats: absent where the field is no list. */
export interface ListShape {
  readonly entry: Field;
  /** Absent where the entries are references. */
  readonly type: TypeDefinition | undefined;
}

export function listShape(field: Field): ListShape | undefined {
  const type = field.kind === 'object' && field.of !== undefined ? types.get(field.of) : undefined;
  const entry = type?.fields.length === 1 ? type.fields[0] : undefined;
  if (entry === undefined || !entry.isMany) return undefined;
  return { entry, type: entry.of === undefined ? undefined : types.get(entry.of) };
}

/** The type of an object that is no list, such as `Address`. */
export function objectType(field: Field): TypeDefinition | undefined {
  return field.kind === 'object' && field.of !== undefined && listShape(field) === undefined ? types.get(field.of) : undefined;
}
