import { listShape, objectType, recordDefinition } from '../catalogue/catalogue.js';
import type { Namespace } from '../catalogue/namespaces.js';
import type { Field, TypeDefinition } from '../catalogue/notation.js';
import type { Account } from '../records/account.js';
import {
  asFields,
  asList,
  asReference,
  type CustomValue,
  type Fields,
  type Reference,
  type StoredRecord,
  textOf,
  type Value,
} from '../records/shapes.js';
import { hasTimeOfDay, soapDay, soapTime } from './times.js';
import { escapeXml } from './xml.js';
import type { XmlWriter } from './xml-writer.js';

export interface RecordOptions {
  readonly account: Account;
  /** Lists are left out, as `bodyFieldsOnly` of a search asks. */
  readonly isBodyOnly?: boolean;
  /** Where the element stands: of messages in a readResponse, of core in a recordList. */
  readonly namespace?: Namespace;
}

/** A `record` element. What is empty is left out. */
export function writeRecord(xml: XmlWriter, record: StoredRecord, options: RecordOptions): string {
  const type = recordDefinition(record.type);
  if (type === undefined) throw new Error(`no definition of ${record.type}`);
  return xml.element(
    [options.namespace ?? 'messages', 'record'],
    (inner) => writeFields(inner, type, { ...options, fields: fieldsOf(record) }),
    {
      attributes: { internalId: record.internalId, externalId: record.externalId },
      type: [type.namespace, type.name],
    },
  );
}

/** Fields with those that every record has. */
export function fieldsOf(record: StoredRecord): Fields {
  const { createdAt, modifiedAt, type } = record;
  const own: Fields =
    type === 'customRecord'
      ? { created: createdAt, lastModified: modifiedAt, customRecordId: record.internalId }
      : { createdDate: createdAt, dateCreated: createdAt, lastModifiedDate: modifiedAt };
  return { ...record.fields, ...own, ...statusText(record) };
}

function statusText(record: StoredRecord): Fields {
  const { orderStatus, shipStatus } = record.fields;
  const code = orderStatus ?? shipStatus;
  if (typeof code !== 'string') return {};
  const words = code.slice(1).replaceAll(/([A-Z])/g, ' $1');
  return { status: words.charAt(0).toUpperCase() + words.slice(1) };
}

type FieldsOptions = Omit<RecordOptions, 'namespace'> & { readonly fields: Fields };

function writeFields(xml: XmlWriter, type: TypeDefinition, { fields, ...options }: FieldsOptions): string {
  return type.fields
    .map((field) => {
      const value = fields[field.name];
      if (value === undefined || value === '' || field.kind === 'nullFields') return '';
      if (options.isBodyOnly === true && listShape(field) !== undefined) return '';
      return writeField(xml, { ...options, namespace: type.namespace, field, value });
    })
    .join('');
}

interface FieldOptions extends Omit<RecordOptions, 'namespace'> {
  readonly namespace: Namespace;
  readonly field: Field;
  readonly value: Value;
}

function writeField(xml: XmlWriter, { namespace, field, value, ...options }: FieldOptions): string {
  if (field.kind === 'reference' || field.kind === 'listOrRecordRef')
    return writeReference(xml, [namespace, field.name], asReference(value) ?? {});
  if (field.kind === 'customFields') return writeCustomFields(xml, namespace, { values: asFields(value) ?? {}, account: options.account });
  const list = listShape(field);
  if (list !== undefined) {
    const rows = asList(value);
    if (rows.length === 0) return '';
    const of = list.type?.namespace ?? 'core';
    return xml.element([namespace, field.name], (inner) =>
      rows
        .map((row) =>
          list.type === undefined
            ? writeReference(inner, [field.of === 'CategoryList' ? 'relationships' : of, list.entry.name], row as Reference)
            : inner.element([of, list.entry.name], (deeper) =>
                writeFields(deeper, list.type as TypeDefinition, { fields: row, ...options }),
              ),
        )
        .join(''),
    );
  }
  const type = objectType(field);
  if (type !== undefined)
    return xml.element([namespace, field.name], (inner) => writeFields(inner, type, { fields: asFields(value) ?? {}, ...options }));
  return xml.text(namespace, field.name, scalarText(field, value));
}

/** Plain values as SOAP writes them: doubles with a point, days as midnight in Pacific time. */
export function scalarText(field: Pick<Field, 'name' | 'kind'>, value: Value): string {
  if (field.kind === 'number') return doubleText(Number(value));
  if (field.kind !== 'date') return textOf(value);
  return hasTimeOfDay(field.name) ? soapTime(textOf(value)) : soapDay(textOf(value).slice(0, 10));
}

export function doubleText(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

export function writeReference(xml: XmlWriter, [namespace, name]: readonly [Namespace, string], reference: Reference): string {
  const { internalId, externalId, type, typeId, name: title } = reference;
  const content = (inner: XmlWriter): string => (title === undefined ? '' : inner.text('core', 'name', title));
  return xml.element([namespace, name], content, { attributes: { internalId, externalId, type, typeId } });
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

function writeCustomFields(
  xml: XmlWriter,
  namespace: Namespace,
  { values, account }: { readonly values: Fields; readonly account: Account },
): string {
  const entries = Object.entries(values);
  if (entries.length === 0) return '';
  return xml.element([namespace, 'customFieldList'], (list) =>
    entries
      .map(([scriptId, custom]) => {
        const { kind, value } = custom as CustomValue;
        const internalId = account.settings.customFields.find((field) => field.scriptId === scriptId)?.internalId;
        return list.element(['core', 'customField'], (inner) => customContent(inner, kind, value), {
          attributes: { internalId, scriptId },
          type: ['core', refTypes[kind]],
        });
      })
      .join(''),
  );
}

function customContent(xml: XmlWriter, kind: CustomValue['kind'], value: Value): string {
  if (kind === 'multiSelect')
    return asList(value)
      .map((each) => writeReference(xml, ['core', 'value'], each as Reference))
      .join('');
  if (kind === 'select') return writeReference(xml, ['core', 'value'], asReference(value) ?? {});
  const text = kind === 'double' ? doubleText(Number(value)) : kind === 'date' ? soapTime(textOf(value)) : textOf(value);
  return xml.element(['core', 'value'], escapeXml(text));
}
