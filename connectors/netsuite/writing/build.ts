import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.js';
import { type Field, listShape } from '../entities/notation.js';
import type { RecordShape } from '../entities/record-shape.js';
import type { NetSuiteSettings } from '../settings.js';
import { addressParts } from '../values/address.js';
import { countryCode } from '../values/countries.js';
import { plainText } from '../values/text.js';
import { type CustomValue, type Draft, DraftProblem, type DraftValue, type LotDraft, type Pointer, type RowDraft } from './draft.js';
import { choicesTarget, type FoundReferences, keyOf, readReference, type Wanted } from './reference.js';
import { customScalar, kindOf, scalar } from './scalars.js';

export interface BuildRequest {
  readonly data: JsonObject;
  readonly shape: RecordShape;
  readonly externalId: string;
  readonly settings: NetSuiteSettings;
  /** Absent: nothing is resolved yet; what is wanted is only noted. */
  readonly found?: FoundReferences;
}

/** Names of the domain that are no fields of the record itself. */
const besides = new Set(['id', 'externalId', 'recordType', 'custom', 'notes', 'files', 'deposit']);
/** Fields that NetSuite keeps itself: what was read may be written back without them. */
const ownFields = new Set([
  'createdDate',
  'lastModifiedDate',
  'dateCreated',
  'status',
  'total',
  'balance',
  'amountPaid',
  'amountRemaining',
  'locations',
  'quantityOnHand',
  'quantityAvailable',
  'averageCost',
]);
const namedSelf: Readonly<Record<string, boolean>> = { task: true };

/** What an entity refers to by name: to be looked up, for a whole batch at once. */
export function wantedBy(request: BuildRequest): readonly Wanted[] {
  const builder = new DraftBuilder(request);
  builder.build();
  return builder.wanted;
}

/** The record that an entity asks for. Throws DraftProblem, which names the field and what was found. */
export function buildDraft(request: BuildRequest & { readonly found: FoundReferences }): Draft {
  return new DraftBuilder(request).build();
}

class DraftBuilder {
  readonly wanted: Wanted[] = [];
  readonly #request: BuildRequest;
  readonly #cleared: string[] = [];
  readonly #warnings: string[] = [];

  constructor(request: BuildRequest) {
    this.#request = request;
  }

  build(): Draft {
    const { data, shape, externalId, settings } = this.#request;
    const known = new Set(shape.fields.map(({ name }) => name));
    const unknown = Object.keys(data).filter((name) => !known.has(name) && !besides.has(name));
    if (unknown.length > 0) {
      throw new DraftProblem(
        'UNKNOWN_FIELD',
        `${shape.record} has no field ${unknown.map((name) => `"${name}"`).join(', ')}. Correct the mapping; custom fields belong under custom.`,
      );
    }
    const row = this.#row(data, shape.fields, { at: '', isBody: true });
    return {
      ...row,
      shape,
      externalId,
      isNew: true,
      cleared: this.#cleared,
      replacesLines: settings.replaceLines,
      warnings: this.#warnings,
    };
  }

  #row(data: JsonObject, fields: readonly Field[], place: { readonly at: string; readonly isBody: boolean }): RowDraft {
    const values = new Map<string, DraftValue>();
    for (const field of fields) {
      const value = data[field.name];
      if (value === undefined || this.#isOwn(field)) continue;
      if (value === null) {
        if (place.isBody) this.#cleared.push(field.name);
        continue;
      }
      const read = this.#value(value, field, place.at);
      if (read !== undefined) values.set(field.name, read);
    }
    return { fields: values, custom: this.#custom(data['custom'], place) };
  }

  #isOwn({ name }: Field): boolean {
    return ownFields.has(name) && !(name === 'status' && namedSelf[this.#request.shape.record] === true);
  }

  #value(value: JsonValue, field: Field, at: string): DraftValue | undefined {
    const where = at === '' ? field.name : `${at}.${field.name}`;
    switch (field.kind) {
      case 'reference':
        if (field.name === 'subsidiaries') return this.#list(value, where).map((each) => this.#pointer(each, 'subsidiary', where));
        return this.#pointer(value, field.of, where);
      case 'list':
        return this.#rows(value, field, where);
      case 'lots':
        return this.#list(value, where).map((lot, index) => this.#lot(lot, `${where}[${index}]`));
      case 'address':
        return this.#address(value, where);
      default:
        return scalar(value, field, { where, zone: this.#request.settings.timeZone });
    }
  }

  #pointer(value: JsonValue, target: string | undefined, where: string): Pointer {
    const name = nameIn(value);
    const field = where.replace(/^.*\./, '');
    const listed = name === undefined ? undefined : this.#request.settings.selectValues[field]?.[name];
    if (listed !== undefined) return { id: listed };
    const isChosen = name !== undefined && target === undefined && !/^-?\d+$/.test(name) && !/^cust/i.test(field);
    const reference = isChosen ? { wanted: { target: this.#choices(where), field, value: name } } : readReference(value, target);
    if ('id' in reference) return reference;
    if ('problem' in reference) throw new DraftProblem('INVALID_REFERENCE', `${where}: ${reference.problem}.`);
    const { wanted } = reference;
    this.wanted.push(wanted);
    const { found } = this.#request;
    if (found === undefined) return { id: '0' };
    return onlyOne(wanted, found.get(keyOf(wanted)) ?? [], where);
  }

  /** The choices of a field of the body, or of the list that its row stands in. */
  #choices(where: string): string {
    const { shape } = this.#request;
    const list = shape.fields.find(({ name, kind }) => kind === 'list' && where.startsWith(`${name}[`));
    return choicesTarget(shape.record, list === undefined ? '' : listShape(list).soapList);
  }

  #rows(value: JsonValue, field: Field, where: string): readonly RowDraft[] {
    const fields = this.#request.shape.rows[field.name] ?? [];
    return this.#list(value, where).flatMap((each, index) => {
      const at = `${where}[${index}]`;
      if (!isJsonObject(each)) throw new DraftProblem('INVALID_LINE', `${at} is ${JSON.stringify(each)}; an object was expected.`);
      const row = withItem(each);
      const unknown = Object.keys(row).filter((name) => name !== 'custom' && name !== 'id' && !fields.some((one) => one.name === name));
      if (unknown.length > 0) throw new DraftProblem('UNKNOWN_FIELD', `${at} has no field ${unknown.join(', ')}. Correct the mapping.`);
      try {
        const draft = this.#row(row, fields, { at, isBody: false });
        return [withId(draft, row)];
      } catch (error) {
        if (!this.#isSkipped(error)) throw error;
        this.#warnings.push(`line ${index + 1} was left out: ${error.message}`);
        return [];
      }
    });
  }

  #isSkipped(error: unknown): error is DraftProblem {
    return error instanceof DraftProblem && error.code === 'UNKNOWN_ITEM' && this.#request.settings.onUnknownItem === 'skip';
  }

  #lot(value: JsonValue, where: string): LotDraft {
    if (!isJsonObject(value))
      throw new DraftProblem('INVALID_LOT', `${where} is ${JSON.stringify(value)}; an object with number and quantity was expected.`);
    const quantity = Number(value['quantity'] ?? Number.NaN);
    if (!Number.isFinite(quantity))
      throw new DraftProblem('INVALID_LOT', `${where}.quantity is ${JSON.stringify(value['quantity'] ?? null)}; a number was expected.`);
    const { number, bin, toBin, expirationDate } = value;
    return {
      quantity,
      ...(typeof number === 'string' && { number }),
      ...(bin !== undefined && bin !== null && { bin: this.#pointer(bin, 'bin', `${where}.bin`) }),
      ...(toBin !== undefined && toBin !== null && { toBin: this.#pointer(toBin, 'bin', `${where}.toBin`) }),
      ...(typeof expirationDate === 'string' && { expirationDate }),
    };
  }

  #address(value: JsonValue, where: string): JsonObject {
    if (!isJsonObject(value)) throw new DraftProblem('INVALID_ADDRESS', `${where} is ${JSON.stringify(value)}; an object was expected.`);
    const parts = addressParts.flatMap((name) =>
      value[name] === undefined || value[name] === null ? [] : [[name, plainText(value[name])] as const],
    );
    const given = value['country'];
    if (given === undefined || given === null) return Object.fromEntries(parts);
    const text = isJsonObject(given) ? plainText(given['id'] ?? given['name']) : plainText(given);
    const country = countryCode(text);
    if (country === undefined)
      throw new DraftProblem('INVALID_COUNTRY', `${where}.country is "${text}", which is no country. Give its ISO code, such as US.`);
    return { ...Object.fromEntries(parts), country };
  }

  #custom(value: JsonValue | undefined, place: { readonly at: string; readonly isBody: boolean }): ReadonlyMap<string, CustomValue> {
    const values = new Map<string, CustomValue>();
    if (value === undefined || value === null) return values;
    if (!isJsonObject(value))
      throw new DraftProblem('INVALID_CUSTOM', `custom is ${JSON.stringify(value)}; an object by script id was expected.`);
    for (const [scriptId, each] of Object.entries(value)) {
      if (each === null) {
        if (place.isBody) this.#cleared.push(scriptId);
      } else if (each !== undefined) values.set(scriptId, this.#customValue(scriptId, each, place.at));
    }
    return values;
  }

  #customValue(scriptId: string, value: JsonValue, at: string): CustomValue {
    const where = at === '' ? scriptId : `${at}.${scriptId}`;
    const known = Object.entries(this.#request.settings.customFields).find(([name]) => name.toLowerCase() === scriptId.toLowerCase())?.[1];
    const kind = known?.kind ?? kindOf(value, where);
    if (kind === 'select') return { kind, value: this.#pointer(value, known?.list, where) };
    if (kind === 'multiSelect') return { kind, value: this.#list(value, where).map((each) => this.#pointer(each, known?.list, where)) };
    return { kind, value: customScalar(value, kind, where) };
  }

  #list(value: JsonValue, where: string): readonly JsonValue[] {
    if (Array.isArray(value)) return value as readonly JsonValue[];
    throw new DraftProblem('INVALID_LIST', `${where} is ${JSON.stringify(value)}; a list was expected.`);
  }
}

/** The name that a reference is given by; none where it says an id or anything else. */
function nameIn(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value;
  if (!isJsonObject(value) || value['id'] !== undefined || value['externalId'] !== undefined) return undefined;
  return typeof value['name'] === 'string' ? value['name'] : undefined;
}

/** `sku` on a line is the item by its name. */
function withItem(row: JsonObject): JsonObject {
  const { sku, ...others } = row;
  return sku === undefined ? row : { ...others, item: { itemId: sku } };
}

function withId(draft: RowDraft, row: JsonObject): RowDraft {
  const { id } = row;
  return typeof id === 'string' ? { ...draft, fields: new Map([...draft.fields, ['id', id]]) } : draft;
}

const unknownCodes: Readonly<Record<string, string>> = { item: 'UNKNOWN_ITEM', customer: 'UNKNOWN_CUSTOMER' };

function onlyOne({ target, field, value }: Wanted, ids: readonly string[], where: string): Pointer {
  const [id] = ids;
  if (id === undefined) {
    const code = unknownCodes[target] ?? 'UNKNOWN_REFERENCE';
    throw new DraftProblem(
      code,
      `${where}: there is no ${target} with ${field} "${value}". Bring it over first, or correct the mapping, then retry.`,
    );
  }
  if (ids.length === 1) return { id };
  throw new DraftProblem(
    'AMBIGUOUS_REFERENCE',
    `${where}: ${ids.length} records of ${target} have ${field} "${value}" (internal ids ${ids.slice(0, 5).join(', ')}). Give an id or an externalId.`,
  );
}
