import { typeNamed } from '../catalogue/catalogue.js';
import { searchEnums } from '../catalogue/enums.js';
import { urnOf } from '../catalogue/namespaces.js';
import type { Field, FieldKind, TypeDefinition } from '../catalogue/notation.js';
import { type Reference, textOf } from '../records/shapes.js';
import { invalidXml, unexpectedError } from '../soap/faults.js';
import { childrenOf, readReference, readScalar } from '../soap/read-fields.js';
import type { XmlElement } from '../soap/xml.js';
import type { Column, Criterion, SearchQuery } from './criteria.js';
import { operatorsOf } from './operator-names.js';

/** A search record with the id of a saved search, where there is one. */
export interface SearchRequest {
  readonly query: SearchQuery;
  readonly savedSearch?: { readonly id?: string; readonly scriptId?: string };
}

/** Reads `searchRecord`: basic, with joins, or advanced. Throws SoapFault. */
export function readSearch(element: XmlElement, version: string): SearchRequest {
  const name = element.xsiType?.name ?? '';
  const [, subject = '', kind] = /^(\w+?)Search(Basic|Advanced)?$/.exec(name) ?? [];
  const type = typeNamed(name);
  if (type === undefined || element.xsiType?.namespace !== urnOf(type.namespace, version)) {
    const given = element.xsiType === undefined ? 'no xsi:type' : `{${element.xsiType.namespace}}${name}`;
    throw invalidXml(`searchRecord needs the xsi:type of a search: ${given} is none`);
  }
  if (kind === 'Basic') return { query: { subject, criteria: readCriteria(element, type, version), joins: [] } };
  if (kind === undefined) return { query: { subject, ...readJoins(element, type, version) } };
  return readAdvanced(element, { subject, type, version });
}

function readAdvanced(
  element: XmlElement,
  { subject, type, version }: { readonly subject: string; readonly type: TypeDefinition; readonly version: string },
): SearchRequest {
  const [criteria, columns] = [partOf(element, type, { name: 'criteria', version }), partOf(element, type, { name: 'columns', version })];
  const searchType = typeNamed(`${subject}Search`);
  const rowType = typeNamed(`${subject}SearchRow`);
  const filters =
    criteria === undefined || searchType === undefined ? { criteria: [], joins: [] } : readJoins(criteria, searchType, version);
  const id = element.attributes.get('savedSearchId');
  const scriptId = element.attributes.get('savedSearchScriptId');
  return {
    query: {
      subject,
      ...filters,
      ...(columns !== undefined && rowType !== undefined && { columns: readColumns(columns, rowType, version) }),
    },
    ...((id !== undefined || scriptId !== undefined) && {
      savedSearch: { ...(id !== undefined && { id }), ...(scriptId !== undefined && { scriptId }) },
    }),
  };
}

function partOf(
  element: XmlElement,
  type: TypeDefinition,
  { name, version }: { readonly name: string; readonly version: string },
): XmlElement | undefined {
  checkChildren(element, type, version);
  return element.children.find((child) => child.name === name);
}

function readJoins(element: XmlElement, type: TypeDefinition, version: string): Pick<SearchQuery, 'criteria' | 'joins'> {
  checkChildren(element, type, version);
  const groups = element.children.map((child) => {
    const basic = typeNamed(type.byName.get(child.name)?.of ?? '');
    return { name: child.name, criteria: basic === undefined ? [] : readCriteria(child, basic, version) };
  });
  return {
    criteria: groups.find(({ name }) => name === 'basic')?.criteria ?? [],
    joins: groups.filter(({ name }) => name !== 'basic'),
  };
}

function readColumns(element: XmlElement, type: TypeDefinition, version: string): readonly Column[] {
  checkChildren(element, type, version);
  return element.children.flatMap((group) => {
    const basic = typeNamed(type.byName.get(group.name)?.of ?? '');
    if (basic === undefined) return [];
    checkChildren(group, basic, version);
    return group.children.flatMap((column): readonly Column[] => {
      if (basic.byName.get(column.name)?.kind === 'columnCustomFields') return readCustomColumns(column, { group: group.name, version });
      const label = column.children.find(({ name }) => name === 'customLabel')?.text;
      return [{ group: group.name, field: column.name, ...(label !== undefined && { customLabel: label }) }];
    });
  });
}

function readCustomColumns(
  element: XmlElement,
  { group, version }: { readonly group: string; readonly version: string },
): readonly Column[] {
  return childrenOf(element, ['core', 'customField'], version).map((child) => {
    const isColumn = child.xsiType?.namespace === urnOf('core', version) && /^SearchColumn\w+CustomField$/.test(child.xsiType.name);
    if (!isColumn) throw invalidXml('customField of columns needs the xsi:type of a SearchColumnCustomField of core');
    return { group, field: (child.attributes.get('scriptId') ?? '').toLowerCase(), isCustom: true };
  });
}

function checkChildren(element: XmlElement, type: TypeDefinition, version: string): void {
  let last = -1;
  for (const child of element.children) {
    const field = type.byName.get(child.name);
    if (field === undefined || child.namespace !== urnOf(type.namespace, version)) {
      throw invalidXml(`Invalid element in ${type.name} - {${child.namespace}}${child.name}`);
    }
    const position = type.fields.indexOf(field);
    if (position < last) throw invalidXml(`${child.name} stands at the wrong place in the sequence of ${type.name}`);
    last = position;
  }
}

const kinds: Partial<Record<FieldKind, Criterion['kind']>> = {
  searchString: 'string',
  searchMultiSelect: 'select',
  searchEnumMultiSelect: 'enum',
  searchDate: 'date',
  searchDouble: 'number',
  searchLong: 'number',
  searchBoolean: 'boolean',
  searchTextNumber: 'textNumber',
  reference: 'reference',
};

function readCriteria(element: XmlElement, type: TypeDefinition, version: string): readonly Criterion[] {
  checkChildren(element, type, version);
  return element.children.flatMap((child) => {
    const field = type.byName.get(child.name);
    if (field?.kind === 'searchCustomFields') return readCustomCriteria(child, version);
    return field === undefined ? [] : [readCriterion(child, { field, owner: type.name, version })];
  });
}

function readCriterion(
  element: XmlElement,
  { field, owner, version }: { readonly field: Field; readonly owner: string; readonly version: string },
): Criterion {
  const kind = kinds[field.kind] ?? 'string';
  if (kind === 'reference')
    return { field: field.name, isCustom: false, kind, operator: undefined, values: [readReference(element, version)] };
  const criterion = { field: field.name, isCustom: false, kind, ...filterOf(element, { kind, name: field.name, version }) };
  const allowed = searchEnums[`${owner}.${field.name}`];
  const wrong = allowed === undefined ? undefined : criterion.values.find((value) => !allowed.has(textOf(value)));
  if (wrong !== undefined) throw unexpectedError(`"${textOf(wrong)}" is no value of ${field.name} in ${owner}.`, 'USER_ERROR');
  return criterion;
}

const customKinds: Readonly<Record<string, Criterion['kind']>> = {
  SearchStringCustomField: 'string',
  SearchMultiSelectCustomField: 'select',
  SearchEnumMultiSelectCustomField: 'enum',
  SearchDateCustomField: 'date',
  SearchDoubleCustomField: 'number',
  SearchLongCustomField: 'number',
  SearchBooleanCustomField: 'boolean',
};

function readCustomCriteria(element: XmlElement, version: string): readonly Criterion[] {
  return childrenOf(element, ['core', 'customField'], version).map((child) => {
    const kind = child.xsiType?.namespace === urnOf('core', version) ? customKinds[child.xsiType.name] : undefined;
    if (kind === undefined) throw invalidXml(`customField of a search needs the xsi:type of a SearchCustomField of core`);
    const scriptId = child.attributes.get('scriptId') ?? child.attributes.get('internalId') ?? '';
    return { field: scriptId.toLowerCase(), isCustom: true, kind, ...filterOf(child, { kind, name: scriptId, version }) };
  });
}

function filterOf(
  element: XmlElement,
  { kind, name, version }: { readonly kind: Criterion['kind']; readonly name: string; readonly version: string },
): Pick<Criterion, 'operator' | 'values'> {
  const operator = element.attributes.get('operator');
  const allowed = operatorsOf(kind);
  if (allowed.length > 0 && (operator === undefined || !allowed.includes(operator))) {
    throw invalidXml(`${name} takes the attribute operator with one of ${allowed.join(', ')}, not ${operator ?? 'none'}`);
  }
  for (const child of element.children) {
    if (!['searchValue', 'searchValue2', 'predefinedSearchValue'].includes(child.name) || child.namespace !== urnOf('core', version)) {
      throw invalidXml(`Invalid element in a filter on ${name} - {${child.namespace}}${child.name}`);
    }
    if (child.isNil) throw invalidXml(`${child.name} of ${name} is not nillable`);
  }
  if (element.children.some((child) => child.name === 'predefinedSearchValue')) {
    throw unexpectedError('The sandbox does not know predefined search values.', 'USER_ERROR');
  }
  const values = element.children.map((child): string | number | boolean | Reference => {
    if (kind === 'select') return readReference(child, version);
    const plain = { date: 'date', number: 'number', boolean: 'boolean', string: 'text', enum: 'text', textNumber: 'text' } as const;
    return readScalar(child.text, { name: 'lastModified', kind: plain[kind as keyof typeof plain], of: undefined }) as
      | string
      | number
      | boolean;
  });
  if (operator === 'within' && values.length !== 2) throw unexpectedError(`The filter on ${name} needs two values.`, 'USER_ERROR');
  return { operator, values };
}
