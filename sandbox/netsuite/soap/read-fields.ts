import { listShape, objectType, typeNamed } from '../catalogue/catalogue.js';
import { enumValues } from '../catalogue/enums.js';
import { type Namespace, urnOf } from '../catalogue/namespaces.js';
import type { Field, TypeDefinition } from '../catalogue/notation.js';
import type { CustomKind, CustomValue, Fields, Reference, Value } from '../records/shapes.js';
import { invalidXml } from './faults.js';
import { hasTimeOfDay, pacificDay, parseSoapTime } from './times.js';
import type { XmlElement } from './xml.js';

/** The contents of an element of a type. Strict: namespace, names, order, kinds, enumerations, no `xsi:nil`. */
export function readFields(element: XmlElement, type: TypeDefinition, version: string): Fields {
  checkOrder(element, type, version);
  const fields: Record<string, Value> = {};
  for (const field of type.fields) {
    const found = element.children.filter((child) => child.name === field.name);
    const [first] = found;
    if (first === undefined) continue;
    if (found.length > 1 && !field.isMany) throw invalidXml(`${field.name} stands more than once in ${type.name}`);
    fields[field.name] = field.isMany ? found.map((each) => readValue(each, field, version)) : readValue(first, field, version);
  }
  return fields;
}

function checkOrder(element: XmlElement, type: TypeDefinition, version: string): void {
  let last = -1;
  for (const child of element.children) {
    const field = type.byName.get(child.name);
    const namespace = urnOf(type.name === 'NullField' || child.name === 'nullFieldList' ? 'core' : type.namespace, version);
    if (field === undefined || child.namespace !== namespace) {
      const reason = field === undefined ? 'is no element of this type' : `stands in "${child.namespace}" and belongs to "${namespace}"`;
      throw invalidXml(`Invalid element in ${type.name} - ${child.name} ${reason}`);
    }
    if (child.isNil) throw invalidXml(`${child.name} in ${type.name} is not nillable`);
    const position = type.fields.indexOf(field);
    if (position < last) throw invalidXml(`${child.name} stands at the wrong place in the sequence of ${type.name}`);
    last = position;
  }
}

function readValue(element: XmlElement, field: Field, version: string): Value {
  if (field.kind === 'reference' || field.kind === 'listOrRecordRef') return readReference(element, version);
  if (field.kind === 'customFields') return readCustomFields(element, version);
  if (field.kind === 'nullFields') return childrenOf(element, ['core', 'name'], version).map((child) => child.text.trim());
  if (field.kind === 'object') return readObject(element, field, version);
  if (element.children.length > 0) throw invalidXml(`${field.name} takes a plain value, and has elements`);
  return readScalar(element.text, field);
}

/** Plain values of every kind. */
export function readScalar(text: string, field: Pick<Field, 'name' | 'kind' | 'of'>): Value {
  const trimmed = text.trim();
  if (field.kind === 'number' || field.kind === 'integer') {
    const isNumber = field.kind === 'integer' ? /^[+-]?\d+$/.test(trimmed) : /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed);
    if (!isNumber) throw invalidXml(`"${trimmed}" of ${field.name} is no ${field.kind === 'integer' ? 'long' : 'double'}`);
    return Number(trimmed);
  }
  if (field.kind === 'boolean') {
    if (!['true', 'false', '1', '0'].includes(trimmed)) throw invalidXml(`"${trimmed}" of ${field.name} is no boolean`);
    return trimmed === 'true' || trimmed === '1';
  }
  if (field.kind === 'date') {
    const time = parseSoapTime(trimmed);
    if (time === undefined) throw invalidXml(`"${trimmed}" of ${field.name} is no dateTime`);
    return hasTimeOfDay(field.name) ? time : pacificDay(time);
  }
  if (field.kind === 'enum') {
    const allowed = field.of === undefined ? undefined : enumValues(field.of);
    if (allowed?.includes(trimmed) === false) throw invalidXml(`"${trimmed}" of ${field.name} is no value of ${field.of}`);
    return trimmed;
  }
  return text;
}

function readObject(element: XmlElement, field: Field, version: string): Value {
  const list = listShape(field);
  if (list !== undefined) {
    const listType = typeNamed(field.of ?? '');
    const rows = listType === undefined ? undefined : readFields(element, listType, version)[list.entry.name];
    const replaceAll = element.attributes.get('replaceAll');
    if (replaceAll !== undefined && !['true', 'false'].includes(replaceAll)) throw invalidXml(`replaceAll="${replaceAll}" is no boolean`);
    return { replaceAll: replaceAll !== 'false', rows: rows ?? [] };
  }
  const type = objectType(field);
  if (type === undefined) throw invalidXml(`${field.name} is not kept here: its type ${field.of} is unknown to the sandbox`);
  return readFields(element, type, version);
}

/** A RecordRef: its ids are attributes, its name is an element of core. */
export function readReference(element: XmlElement, version: string): Reference {
  const [name, ...others] = element.children;
  if (others.length > 0 || (name !== undefined && (name.name !== 'name' || name.namespace !== urnOf('core', version)))) {
    throw invalidXml(`Invalid element in RecordRef - ${(others[0] ?? name)?.name}; ids and types are attributes`);
  }
  for (const attribute of element.attributes.keys()) {
    if (!['internalId', 'externalId', 'type', 'typeId', 'scriptId'].includes(attribute)) {
      throw invalidXml(`Invalid attribute in RecordRef - ${attribute}`);
    }
  }
  return Object.fromEntries([...element.attributes, ...(name === undefined ? [] : [['name', name.text] as const])]);
}

const customTypes: Readonly<Record<string, CustomKind>> = {
  StringCustomFieldRef: 'string',
  LongCustomFieldRef: 'long',
  DoubleCustomFieldRef: 'double',
  BooleanCustomFieldRef: 'boolean',
  DateCustomFieldRef: 'date',
  SelectCustomFieldRef: 'select',
  MultiSelectCustomFieldRef: 'multiSelect',
};

/** Custom fields by their script id, or by `internalId:` where only that was sent. */
function readCustomFields(element: XmlElement, version: string): Fields {
  const fields: Record<string, CustomValue> = {};
  for (const each of childrenOf(element, ['core', 'customField'], version)) {
    const kind = each.xsiType?.namespace === urnOf('core', version) ? customTypes[each.xsiType.name] : undefined;
    if (kind === undefined)
      throw invalidXml(`customField needs the xsi:type of a CustomFieldRef of core, not ${each.xsiType?.name ?? 'none'}`);
    const scriptId = each.attributes.get('scriptId') ?? `internalId:${each.attributes.get('internalId') ?? ''}`;
    fields[scriptId] = { kind, value: customValue(each, kind, version) };
  }
  return fields;
}

function customValue(element: XmlElement, kind: CustomKind, version: string): Value {
  const values = childrenOf(element, ['core', 'value'], version);
  const [first] = values;
  if (kind === 'multiSelect') return values.map((value) => readReference(value, version));
  if (first === undefined || values.length > 1) throw invalidXml('A custom field has exactly one value');
  if (kind === 'select') return readReference(first, version);
  if (kind === 'string') return first.text;
  const scalar = { long: 'integer', double: 'number', boolean: 'boolean', date: 'date' } as const;
  return kind === 'date'
    ? readScalar(first.text, { name: 'noteDate', kind: 'date', of: undefined })
    : readScalar(first.text, { name: 'value', kind: scalar[kind], of: undefined });
}

/** All children, which must be of that name and namespace. */
export function childrenOf(element: XmlElement, [namespace, name]: readonly [Namespace, string], version: string): readonly XmlElement[] {
  for (const child of element.children) {
    if (child.name !== name || child.namespace !== urnOf(namespace, version)) {
      throw invalidXml(
        `Invalid element in ${element.name} - ${child.name} of "${child.namespace}"; only ${name} of ${namespace} may stand here`,
      );
    }
    if (child.isNil) throw invalidXml(`${name} in ${element.name} is not nillable`);
  }
  return element.children;
}
