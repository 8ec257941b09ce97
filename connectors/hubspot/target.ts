import type { TargetEntity } from '../../core/entity.js';
import { ConnectorError } from '../../core/errors.js';
import type { Found, Outcome } from '../../core/outcome.js';
import type { TxType } from '../../core/tx-type.js';
import type { ConnectorContext, FindRequest, Target, WriteRequest } from '../connector.js';
import { batchLimits, type HubSpotApi } from './api.js';
import { type Catalogue, isContactEmail } from './catalogue.js';
import { typesFor, wantedLinks, writeAssociations } from './entities/associations.js';
import { readByEmail, writeByEmail } from './entities/contact.js';
import { type Draft, type Reference, toDraft } from './entities/draft.js';
import { readByKey, upsertByKey } from './entities/keyed.js';
import { linesOf, planLineItems, readLineItems, writeLineItems } from './entities/line-items.js';
import { References } from './entities/references.js';
import { type Room, roundsOf } from './entities/room.js';
import { type HubSpotSettings, objectOf, writableTxTypes } from './settings.js';
import { isSameValue } from './values.js';
import type { HubSpotRecord } from './wire.js';

/**
 * Writes contacts, companies, products, and deals with their line items and associations. Every step looks at what is
 * there first or matches by a unique key, so that a write may be cut off anywhere and be made again.
 */
export class HubSpotTarget implements Target {
  readonly txTypes: readonly TxType[] = writableTxTypes;
  readonly idempotency = 'upsert';
  readonly #settings: HubSpotSettings;
  readonly #context: ConnectorContext;
  readonly #api: HubSpotApi;
  readonly #catalogue: Catalogue;

  constructor(parts: {
    readonly settings: HubSpotSettings;
    readonly context: ConnectorContext;
    readonly api: HubSpotApi;
    readonly catalogue: Catalogue;
  }) {
    this.#settings = parts.settings;
    this.#context = parts.context;
    this.#api = parts.api;
    this.#catalogue = parts.catalogue;
  }

  maxBatch(): number {
    return batchLimits.objects;
  }

  async write(request: WriteRequest): Promise<readonly Outcome[]> {
    const room = await this.#room(request);
    const drafts = request.entities.map((entity) => toDraft(entity, { ...room, settings: this.#settings }));
    const references = await this.#resolve(drafts, room);
    for (const draft of drafts) checkReferences(draft, references, room);
    const open = drafts.filter((draft) => draft.isOpen);
    await (isContactEmail(room.object.type, room.object.idProperty) ? writeByEmail(open, room) : upsertByKey(open, room));
    for (const round of roundsOf(drafts.filter(isSaved), (draft) => draft.recordId ?? '')) {
      await writeLineItems(round, references, room);
      await writeAssociations(round.filter(isSaved), references, room);
    }
    return drafts.map((draft) => draft.outcome());
  }

  async find(request: FindRequest): Promise<readonly Found[]> {
    const room = await this.#room(request);
    const drafts = request.entities.map((entity) => toDraft(entity, { ...room, settings: this.#settings }));
    const keyed = drafts.filter((draft) => draft.key !== '');
    const names = [...new Set(keyed.flatMap((draft) => Object.keys(draft.properties)))];
    const read = isContactEmail(room.object.type, room.object.idProperty) ? readByEmail : readByKey;
    const records = await read(keyed, names, room);
    for (const [draft, record] of records) draft.saved({ id: record.id, isNew: false });
    const present = [...records.keys()];
    const references = await this.#resolve(present, room);
    const different = new Set([
      ...(await withOtherLines(present, references, room)),
      ...(await withOtherLinks(present, references, room)),
      ...present.filter((draft) => !draft.isOpen || !isSameRecord(draft, records.get(draft), room)),
    ]);
    return drafts.map((draft) => {
      const record = records.get(draft);
      if (record === undefined) return { state: 'absent' };
      return { state: different.has(draft) ? 'different' : 'same', tgtId: record.id };
    });
  }

  /** Everything that is the same for all entities of one call. Reads the portal's properties the first time. */
  async #room(request: {
    readonly txType: TxType;
    readonly entities: readonly TargetEntity[];
    readonly signal: AbortSignal;
  }): Promise<Room> {
    const { txType, signal } = request;
    signal.throwIfAborted();
    const object = objectOf(this.#settings, txType);
    if (object === undefined) {
      const message = `HubSpot endpoints cannot write "${txType}". They write ${writableTxTypes.join(', ')}.`;
      throw new ConnectorError('Config', message, { endpoint: this.#context.endpointId, effect: 'none' });
    }
    if (request.entities.length > batchLimits.objects) {
      const message = `${request.entities.length} entities in one call, expected at most ${batchLimits.objects}.`;
      throw new ConnectorError('Refused', message, { endpoint: this.#context.endpointId, effect: 'none' });
    }
    await this.#api.learnTimeZone(signal);
    await this.#catalogue.requireKey(object, signal);
    const fields = new Set(request.entities.flatMap((entity) => Object.keys(entity.data)));
    fields.delete('lineItems');
    fields.delete('associations');
    const definitions = await this.#catalogue.definitions({ type: object.type, names: fields, signal });
    const hasLines = request.entities.some((entity) => (entity.data['lineItems'] ?? null) !== null);
    const lineItemDefinitions = hasLines ? await this.#catalogue.definitions({ type: 'line_items', signal }) : new Map();
    return { api: this.#api, catalogue: this.#catalogue, settings: this.#settings, object, definitions, lineItemDefinitions, signal };
  }

  async #resolve(drafts: readonly Draft[], room: Room): Promise<References> {
    const open = drafts.filter((draft) => draft.isOpen);
    const { productProperty } = this.#settings.lineItems;
    const products: Reference[] = [];
    if (productProperty !== null && open.some((draft) => (draft.lines ?? []).length > 0)) {
      await this.#catalogue.requireKey({ type: 'products', idProperty: productProperty }, room.signal);
      for (const draft of open) products.push(...(draft.lines ?? []).map((line) => productOf(line, productProperty)));
    }
    const known = open.flatMap((draft) => draft.references).filter(({ objectType }) => hasTypes(objectType, room));
    return await References.resolve([...products, ...known], room);
  }
}

function productOf(line: Readonly<Record<string, string>>, productProperty: string): Reference {
  return { objectType: 'products', property: productProperty, value: line['hs_sku'] ?? '' };
}

/** False for pairs that cannot be associated: looking such a record up might be refused for the whole batch. */
function hasTypes(objectType: string, room: Room): boolean {
  return typesFor({ from: room.object.type, to: objectType }, room.settings) !== undefined;
}

function isSaved(draft: Draft): boolean {
  return draft.isOpen && draft.recordId !== undefined;
}

/** Decides, before anything is written, what missing references mean for a draft. */
function checkReferences(draft: Draft, references: References, room: Room): void {
  const { onMissingAssociation, lineItems } = room.settings;
  for (const reference of draft.references) {
    const { objectType, property, value } = reference;
    const resolved = references.get(reference);
    if (!hasTypes(objectType, room)) {
      const pair = `${room.object.type}/${objectType}`;
      draft.fail(
        'UNKNOWN_ASSOCIATION_TYPE',
        `${draft.name}: no association type is known for ${pair}. Name one in the setting associations.types["${pair}"].`,
      );
    } else if (typeof resolved !== 'object') {
      const what = resolved === 'absent' ? `no ${objectType} record has` : `several ${objectType} records have`;
      const message = `${draft.name} refers to ${objectType} with ${property} "${value}", but ${what} it`;
      if (onMissingAssociation === 'warn') draft.warnings.push(`${message}; it was not associated`);
      else
        draft.fail('MISSING_ASSOCIATION', `${message}. Sync that record first, then retry this one; or set onMissingAssociation to warn.`);
    }
  }
  if (lineItems.productProperty === null) return;
  for (const line of draft.lines ?? []) {
    if (typeof references.get(productOf(line, lineItems.productProperty)) === 'object') continue;
    const message = `${draft.name}: no product has ${lineItems.productProperty} "${line['hs_sku']}"`;
    if (lineItems.onUnknownProduct === 'fail') draft.fail('UNKNOWN_PRODUCT', `${message}. Sync the product first, then retry this one.`);
    else
      draft.warnings.push(
        `${message}; the line item was ${lineItems.onUnknownProduct === 'skip' ? 'left out' : 'written without a product'}`,
      );
  }
}

function isSameRecord(draft: Draft, record: HubSpotRecord | undefined, room: Room): boolean {
  return Object.entries(draft.properties).every(([name, value]) =>
    isSameValue(room.definitions.get(name), value, record?.properties[name]),
  );
}

async function withOtherLines(drafts: readonly Draft[], products: References, room: Room): Promise<readonly Draft[]> {
  const deals = drafts.filter((draft) => draft.lines !== undefined);
  if (deals.length === 0) return [];
  const present = await readLineItems(deals, room);
  const diff: Room = { ...room, settings: { ...room.settings, lineItems: { ...room.settings.lineItems, policy: 'diff' } } };
  return deals.filter((draft) => {
    const plan = planLineItems(linesOf(draft, products, room), present.get(draft) ?? [], diff);
    return plan.create.length + plan.update.length + plan.archive.length > 0;
  });
}

async function withOtherLinks(drafts: readonly Draft[], references: References, room: Room): Promise<readonly Draft[]> {
  const different = new Set<Draft>();
  const types = new Set(drafts.flatMap((draft) => draft.references.map((reference) => reference.objectType)));
  for (const to of types) {
    const concerned = drafts.filter((draft) => draft.references.some((reference) => reference.objectType === to));
    const ids = [...new Set(concerned.flatMap((draft) => draft.recordId ?? []))];
    const present = await room.api.associated({ from: room.object.type, to, ids, signal: room.signal });
    for (const draft of concerned) {
      const held = new Set(present.get(draft.recordId ?? ''));
      const wanted = wantedLinks(draft, references).get(to) ?? new Set();
      const isReplaced = room.settings.associations.policy === 'replace' && held.size !== wanted.size;
      if (isReplaced || ![...wanted].every((id) => held.has(id))) different.add(draft);
    }
  }
  return [...different];
}
