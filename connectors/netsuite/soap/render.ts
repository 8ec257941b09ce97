import type { JsonObject } from '../../../core/json.js';
import { isJsonObject } from '../../../core/json.js';
import { type Field, listShape } from '../entities/notation.js';
import { addressParts } from '../values/address.js';
import { soapCountry } from '../values/countries.js';
import { plainText } from '../values/text.js';
import { toSoapDay } from '../values/times.js';
import { type CustomValue, type Draft, type DraftValue, isPointer, type LotDraft, type Pointer, type RowDraft } from '../writing/draft.js';
import type { Namespace } from './namespaces.js';
import type { XmlContent, XmlElement } from './xml-node.js';

/** A draft as the `record` element of a call, its elements in the order of the schema. */
export function renderSoap(draft: Draft): XmlElement {
  const { shape, customType, id, externalId, cleared, fields } = draft;
  const { namespace: ns } = shape;
  const nulls = cleared.map((name) => (name === 'items' ? 'itemList' : name));
  return {
    attributes: { 'xsi:type': `${ns}:${shape.soapType}`, ...(id !== undefined && { internalId: id }), externalId },
    ...(nulls.length > 0 && { 'core:nullFieldList': { 'core:name': nulls } }),
    ...renderFields(fields, shape.fields, draft),
    ...(customType !== undefined && {
      [`${ns}:recType`]: {
        attributes: customType.typeId === undefined ? { scriptId: customType.scriptId } : { internalId: customType.typeId },
      },
    }),
    ...renderCustom(draft.custom, ns),
  };
}

function renderFields(values: ReadonlyMap<string, DraftValue>, fields: readonly Field[], draft: Draft): XmlElement {
  const elements = fields.flatMap((field): [string, XmlContent][] => {
    const value = values.get(field.name);
    return value === undefined ? [] : [renderField(field, value, draft)];
  });
  return Object.fromEntries(elements);
}

function renderField(field: Field, value: DraftValue, draft: Draft): [string, XmlContent] {
  const { namespace: ns } = draft.shape;
  switch (field.kind) {
    case 'list':
      return [`${ns}:${listShape(field).soapList}`, renderList(field, value as readonly RowDraft[], draft)];
    case 'lots':
      return [
        `${ns}:inventoryDetail`,
        {
          'common:inventoryAssignmentList': {
            attributes: { replaceAll: true },
            'common:inventoryAssignment': (value as readonly LotDraft[]).map(renderLot),
          },
        },
      ];
    case 'address':
      return [`${ns}:${field.name === 'address' ? 'addressbookAddress' : field.name}`, renderAddress(value as JsonObject)];
    case 'reference':
      if (Array.isArray(value)) return [`${ns}:subsidiaryList`, { 'core:recordRef': (value as readonly Pointer[]).map(pointer) }];
      return [`${ns}:${field.name}`, pointer(value as Pointer)];
    case 'enum':
      return [`${ns}:${field.name}`, `_${plainText(value)}`];
    case 'day':
      return [`${ns}:${field.name}`, toSoapDay(plainText(value))];
    case 'moment':
      return [`${ns}:${field.name}`, soapTime(plainText(value))];
    default:
      return [`${ns}:${field.name}`, value as string | number | boolean];
  }
}

function renderList(field: Field, rows: readonly RowDraft[], draft: Draft): XmlElement {
  const { namespace: ns, rows: shapes, soapType } = draft.shape;
  const replaceAll = draft.replacesLines && field.name !== 'addresses';
  const row = `${ns}:${listShape(field).soapRow}`;
  if (field.name === 'prices') return { attributes: { replaceAll }, [row]: rows.map(renderPrice) };
  const written = rows.map((each) => {
    const own = renderFields(each.fields, shapes[field.name] ?? [], draft);
    const id = each.fields.get('id');
    const key = typeof id === 'string' ? { [`${ns}:internalId`]: id } : {};
    // The schema has the id of an address before it for vendors, and behind it for all others.
    const { [`${ns}:addressbookAddress`]: address, ...others } = own;
    const parts =
      address === undefined
        ? { ...own, ...key }
        : soapType === 'Vendor'
          ? { ...others, ...key, [`${ns}:addressbookAddress`]: address }
          : { ...own, ...key };
    return { ...parts, ...renderCustom(each.custom, ns) };
  });
  return { attributes: { replaceAll }, [row]: written };
}

function renderPrice({ fields }: RowDraft): XmlElement {
  const reference = (name: string): XmlElement => {
    const value = fields.get(name);
    return isPointer(value) ? { [`accounting:${name}`]: pointer(value) } : {};
  };
  const quantity = Number(fields.get('quantity') ?? 0);
  const price = { 'accounting:value': Number(fields.get('price') ?? 0), 'accounting:quantity': quantity <= 1 ? 0 : quantity };
  return {
    ...reference('currency'),
    ...reference('priceLevel'),
    'accounting:priceList': { attributes: { replaceAll: true }, 'accounting:price': price },
  };
}

export function pointer(reference: Pointer): XmlElement {
  return { attributes: 'id' in reference ? { internalId: reference.id } : { externalId: reference.externalId } };
}

function renderAddress(address: JsonObject): XmlElement {
  const { country } = address;
  const parts = addressParts.flatMap((name) =>
    address[name] === undefined ? [] : [[`common:${name}`, plainText(address[name])] as const],
  );
  return { ...(typeof country === 'string' && { 'common:country': soapCountry(country) }), ...Object.fromEntries(parts) };
}

function renderLot({ number, issueId, quantity, bin, toBin, expirationDate }: LotDraft): XmlElement {
  return {
    ...(issueId !== undefined
      ? { 'common:issueInventoryNumber': pointer({ id: issueId }) }
      : number !== undefined && { 'common:receiptInventoryNumber': number }),
    ...(bin !== undefined && { 'common:binNumber': pointer(bin) }),
    ...(toBin !== undefined && { 'common:toBinNumber': pointer(toBin) }),
    'common:quantity': quantity,
    ...(expirationDate !== undefined && { 'common:expirationDate': toSoapDay(expirationDate) }),
  };
}

const refTypes = {
  string: 'StringCustomFieldRef',
  long: 'LongCustomFieldRef',
  double: 'DoubleCustomFieldRef',
  boolean: 'BooleanCustomFieldRef',
  date: 'DateCustomFieldRef',
  select: 'SelectCustomFieldRef',
  multiSelect: 'MultiSelectCustomFieldRef',
} as const;

function renderCustom(custom: ReadonlyMap<string, CustomValue>, ns: Namespace): XmlElement {
  if (custom.size === 0) return {};
  const fields = [...custom].map(([scriptId, { kind, value }]) => ({
    attributes: { 'xsi:type': `core:${refTypes[kind]}`, scriptId },
    'core:value': customValue({ kind, value }),
  }));
  return { [`${ns}:customFieldList`]: { 'core:customField': fields } };
}

function customValue({ kind, value }: CustomValue): XmlContent {
  if (isPointer(value)) return pointer(value);
  if (typeof value === 'object' && !isJsonObject(value)) return value.map(pointer);
  return kind === 'date' ? soapTime(plainText(value)) : value;
}

function soapTime(instant: string): string {
  return `${instant.slice(0, 23)}Z`;
}
