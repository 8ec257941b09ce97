import { CrmRefusal, invalidProperties, notFound, validationError } from './answers.js';
import { Associations } from './association-store.js';
import { modifiedProperty, type ObjectType, requiredOneOf, singular, toObjectType } from './definitions.js';
import type { Portal } from './portal.js';
import type { CrmRecord } from './records.js';
import { propertyProblems, stored } from './validation.js';

export type Operation = 'create' | 'update' | 'upsert';

export interface WriteInput {
  readonly id?: string | undefined;
  readonly idProperty?: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly associations?: readonly AssociationInput[] | undefined;
}

export interface AssociationInput {
  readonly to: { readonly id: string };
  readonly types: readonly { readonly associationTypeId: number }[];
}

export interface WriteKind {
  readonly operation: Operation;
  readonly type: ObjectType;
  readonly isDated: boolean;
}

/** A write that has passed every check and is ready to be done. */
export interface Plan {
  readonly kind: WriteKind;
  readonly record: CrmRecord;
  readonly isNew: boolean;
  readonly links: readonly { readonly to: { readonly type: ObjectType; readonly id: string }; readonly typeIds: readonly number[] }[];
}

/** Checks one write against everything that HubSpot checks. Throws CrmRefusal; changes nothing. */
export function plan(portal: Portal, kind: WriteKind, input: WriteInput): Plan {
  const { type, operation } = kind;
  const existing = existingRecord(portal, kind, input);
  if (operation === 'update' && existing === undefined) throw missing(type, input.id ?? '');
  const given = toTexts(input.properties);
  const isKeyed = operation === 'upsert' && input.idProperty !== undefined && existing === undefined;
  const changed = isKeyed ? { ...given, [input.idProperty ?? '']: input.id ?? '' } : given;
  const definitions = portal.definitions(type);
  const problems = propertyProblems(changed, definitions);
  if (problems.length > 0) throw invalidProperties(problems, kind.isDated);
  const before = existing?.properties ?? {};
  const properties: Record<string, string> = { ...before };
  for (const [name, value] of Object.entries(changed)) {
    const text = stored(definitions.get(name), value, before[name]);
    if (text === '') delete properties[name];
    else properties[name] = text;
  }
  const forbidden = portal.rules.problems(type, properties);
  if (forbidden.length > 0) throw invalidProperties(forbidden, kind.isDated);
  if (existing === undefined) requireNames(type, properties);
  requireUnique(portal, type, { properties, id: existing?.id });
  const moment = portal.now().toISOString();
  const id = existing?.id ?? portal.newId();
  const system = { hs_object_id: id, createdate: existing?.createdAt ?? moment, [modifiedProperty(type)]: moment };
  const record = {
    id,
    properties: { ...properties, ...computed(type, properties), ...system },
    createdAt: system.createdate,
    updatedAt: moment,
  };
  return { kind, record, isNew: existing === undefined, links: toLinks(portal, { type, id }, input.associations ?? []) };
}

/** Does what was planned. */
export function apply(portal: Portal, { kind, record, links }: Plan): CrmRecord {
  portal.records(kind.type).save(record);
  for (const { to, typeIds } of links) portal.associations.add({ type: kind.type, id: record.id }, to, typeIds);
  return record;
}

export function missing(type: ObjectType, id: string): CrmRefusal {
  const refusal = notFound(
    `Could not get some ${singular[type].toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
  );
  return new CrmRefusal(404, { ...refusal.answer, context: { ids: [id] } });
}

function existingRecord(portal: Portal, kind: WriteKind, input: WriteInput): CrmRecord | undefined {
  if (kind.operation === 'create') return undefined;
  if (input.id === undefined || input.id === '') throw validationError('Every input needs an id');
  if (input.idProperty === undefined) {
    if (kind.operation === 'upsert') throw validationError('Every input of an upsert needs an idProperty');
    return portal.find(kind.type, input.id);
  }
  return portal.find(kind.type, input.id, input.idProperty);
}

/** Only properties with unique values can be a key, and e-mail only of an upsert. */
export function requireKey(portal: Portal, kind: WriteKind, property: string): void {
  const isEmail = kind.type === 'contacts' && property === 'email';
  if (portal.records(kind.type).has(property) && !(isEmail && kind.operation === 'update')) return;
  throw validationError(`Unable to perform update/upsert by non-unique ${kind.type} property ${property} in portal ID ${portal.id}`);
}

function toTexts(properties: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      if (value === null) return [name, ''];
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [name, String(value)];
      throw validationError(`Invalid input JSON: property "${name}" must be a text, a number or a boolean`);
    }),
  );
}

function requireNames(type: ObjectType, properties: Readonly<Record<string, string>>): void {
  const names = requiredOneOf[type];
  if (names.some((name) => (properties[name] ?? '') !== '')) return;
  const message = `Error creating ${singular[type].toUpperCase()}. Some required properties were not set: one of ${names.join(', ')}.`;
  throw new CrmRefusal(400, {
    message,
    category: 'VALIDATION_ERROR',
    errors: [{ message, code: 'REQUIRED_FIELD', context: { propertyName: names.slice(0, 1) } }],
  });
}

function requireUnique(
  portal: Portal,
  type: ObjectType,
  candidate: { readonly properties: Readonly<Record<string, string>>; readonly id: string | undefined },
): void {
  const records = portal.records(type);
  for (const property of records.uniqueProperties) {
    const value = candidate.properties[property] ?? '';
    const holder = value === '' ? undefined : records.find(property, value);
    if (holder === undefined || holder.id === candidate.id) continue;
    throw new CrmRefusal(409, { message: `${singular[type]} already exists. Existing ID: ${holder.id}`, category: 'CONFLICT' });
  }
}

/** What HubSpot works out by itself. */
function computed(type: ObjectType, properties: Readonly<Record<string, string>>): Record<string, string> {
  if (type !== 'line_items') return {};
  const amount = Number(properties['quantity'] ?? 1) * Number(properties['price'] ?? 0) - Number(properties['discount'] ?? 0);
  return { amount: String(Math.round(amount * 1e6) / 1e6) };
}

function toLinks(portal: Portal, from: { type: ObjectType; id: string }, inputs: readonly AssociationInput[]): Plan['links'] {
  return inputs.map(({ to, types }) => {
    const typeIds = types.map((each) => each.associationTypeId);
    const toType = typeIds.map((typeId) => otherEnd(from.type, typeId)).find((each) => each !== undefined);
    if (toType === undefined) throw validationError(`No association type ${typeIds.join(', ')} starts at ${from.type}`);
    if (portal.records(toType).get(to.id) === undefined)
      throw validationError(`${singular[toType]} ${to.id} does not exist`, { toObjectId: [to.id] });
    const end = { type: toType, id: to.id };
    for (const typeId of typeIds) portal.associations.check(from, end, typeId);
    return { to: end, typeIds };
  });
}

function otherEnd(from: ObjectType, typeId: number): ObjectType | undefined {
  const name = Associations.typesFrom(from).find((each) => each.typeIds.includes(typeId))?.to;
  return name === undefined ? undefined : toObjectType(name);
}
