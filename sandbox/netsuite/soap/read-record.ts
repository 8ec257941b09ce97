import { recordTypeOf, typeNamed } from '../catalogue/catalogue.js';
import { urnOf } from '../catalogue/namespaces.js';
import { asReference, type Draft, type Fields, type Reference, type Value } from '../records/shapes.js';
import { invalidXml } from './faults.js';
import { readFields, readReference } from './read-fields.js';
import type { XmlElement } from './xml.js';

/** A record of a request: its `xsi:type` says which, its attributes and elements what. */
export function readRecord(element: XmlElement, version: string): Draft {
  const { xsiType } = element;
  const type = xsiType === undefined ? undefined : typeNamed(xsiType.name);
  if (xsiType === undefined || type === undefined || !type.isRecord || xsiType.namespace !== urnOf(type.namespace, version)) {
    const named = xsiType === undefined ? 'no xsi:type' : `{${xsiType.namespace}}${xsiType.name}`;
    throw invalidXml(`record needs the xsi:type of a record: ${named} is none`);
  }
  for (const attribute of element.attributes.keys()) {
    if (attribute !== 'internalId' && attribute !== 'externalId') throw invalidXml(`Invalid attribute in ${type.name} - ${attribute}`);
  }
  const { nullFieldList, ...fields } = readFields(element, type, version);
  const internalId = element.attributes.get('internalId');
  const externalId = element.attributes.get('externalId');
  const recordType = recordTypeOf(type.name);
  return {
    type: recordType,
    ...(internalId !== undefined && { internalId }),
    ...(externalId !== undefined && { externalId }),
    ...scriptIdOf(recordType, fields),
    fields,
    cleared: Array.isArray(nullFieldList) ? nullFieldList.map(String) : [],
  };
}

function scriptIdOf(recordType: string, fields: Fields): { readonly scriptId?: string } {
  if (recordType !== 'customRecord') return {};
  const type = asReference(fields.recType);
  const scriptId = (type as Fields | undefined)?.scriptId ?? type?.internalId;
  if (typeof scriptId !== 'string') throw invalidXml('a CustomRecord needs a recType');
  return { scriptId };
}

/** A baseRef, attachTo, attachedRecord…: which record of which type. */
export interface RecordPointer {
  readonly type: string;
  readonly internalId?: string;
  readonly externalId?: string;
  /** The type of a custom record, by its id or its script id. */
  readonly typeId?: string;
}

export function readPointer(element: XmlElement, version: string): RecordPointer {
  const kind = element.xsiType;
  if (kind === undefined || kind.namespace !== urnOf('core', version) || !['RecordRef', 'CustomRecordRef'].includes(kind.name)) {
    throw invalidXml(`${element.name} needs the xsi:type RecordRef or CustomRecordRef of core`);
  }
  const reference: Reference & { readonly scriptId?: Value } = readReference(element, version);
  const ids = {
    ...(reference.internalId !== undefined && { internalId: reference.internalId }),
    ...(reference.externalId !== undefined && { externalId: reference.externalId }),
  };
  if (kind.name === 'CustomRecordRef') {
    const typeId = reference.typeId ?? (reference.scriptId as string | undefined);
    if (typeId === undefined) throw invalidXml('a CustomRecordRef needs a typeId or a scriptId');
    return { type: 'customRecord', typeId, ...ids };
  }
  if (reference.type === undefined) throw invalidXml(`${element.name} needs a type`);
  return { type: reference.type, ...ids };
}
