import { listShape, objectType, recordDefinition, recordTypes } from '../catalogue/catalogue.js';
import type { Field, TypeDefinition } from '../catalogue/notation.js';
import { placesOf } from '../records/write.js';
import type { RestAction } from './door.js';
import { restName } from './names.js';
import { resourceOf } from './record-actions.js';

/** The record types of the account. */
export const typeList: RestAction = ({ baseUrl, room }) => {
  const names = [
    ...recordTypes.filter((type) => type !== 'customRecord'),
    ...room.account.settings.customRecordTypes.map(({ scriptId }) => scriptId),
  ];
  const items = names.map((name) => ({
    name,
    links: [{ rel: 'canonical', href: `${baseUrl}/services/rest/record/v1/metadata-catalog/${name}` }],
  }));
  return { status: 200, headers: { 'content-type': 'application/json' }, body: { items } };
};

type Json = Readonly<Record<string, unknown>>;

/** The JSON Schema of a record type, with the account's custom fields. */
export const schemaOf: RestAction = ({ request, room }) => {
  const { name = '' } = request.params as { readonly name?: string };
  const { type, scriptId } = resourceOf(room, name);
  const definition = recordDefinition(type);
  const places = placesOf(type, scriptId);
  const custom = room.account.settings.customFields.filter((field) => places.includes(field.on));
  const kinds = {
    string: 'string',
    long: 'integer',
    double: 'number',
    boolean: 'boolean',
    date: 'string',
    select: 'object',
    multiSelect: 'object',
  };
  const properties = {
    id: { type: 'string' },
    externalId: { type: 'string' },
    ...(definition === undefined ? {} : propertiesOf(definition)),
    ...Object.fromEntries(
      custom.map((field) => [field.scriptId, { title: field.label, type: kinds[field.kind], 'x-ns-custom-field': true }]),
    ),
  };
  return { status: 200, headers: { 'content-type': 'application/schema+json' }, body: { type: 'object', properties } };
};

function propertiesOf(type: TypeDefinition): Json {
  const fields = type.fields.filter(({ kind }) => kind !== 'nullFields' && kind !== 'customFields');
  return Object.fromEntries(fields.map((field) => [restName(field), schema(field)]));
}

function schema(field: Field): Json {
  const list = listShape(field);
  if (list !== undefined) {
    const items = list.type === undefined ? { type: 'object' } : { type: 'object', properties: propertiesOf(list.type) };
    return { type: 'object', properties: { items: { type: 'array', items } } };
  }
  const type = objectType(field);
  if (type !== undefined) return { type: 'object', properties: propertiesOf(type) };
  if (field.kind === 'boolean' || field.kind === 'number' || field.kind === 'integer') return { type: field.kind };
  if (field.kind === 'date') return { type: 'string', format: 'date' };
  return field.kind === 'text'
    ? { type: 'string' }
    : { type: 'object', properties: { id: { type: 'string' }, refName: { type: 'string' } } };
}
