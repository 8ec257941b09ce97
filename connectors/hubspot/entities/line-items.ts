import { batchLimits, chunksOf, toWire } from '../api.js';
import { type TracedInput, writeRecords } from '../batch.js';
import { toFailed } from '../problems.js';
import { isSameValue } from '../values.js';
import type { HubSpotRecord } from '../wire.js';
import { typesFor } from './associations.js';
import type { Draft, Properties } from './draft.js';
import type { References } from './references.js';
import type { Room } from './room.js';

const type = 'line_items';

/** What has to happen to the line items of one deal. */
export interface LineItemPlan {
  readonly create: readonly Properties[];
  readonly update: readonly { readonly id: string; readonly properties: Properties }[];
  readonly archive: readonly string[];
}

/**
 * Brings the line items of saved deals in line with the mapping: what is there is read first, so that this may stop at any
 * point and run again without making anything twice. New line items are created together with their association: a line
 * item belongs to one deal alone, and none is ever left without one.
 */
export async function writeLineItems(drafts: readonly Draft[], products: References, room: Room): Promise<void> {
  const deals = drafts.filter((draft) => draft.lines !== undefined);
  const present = await readLineItems(
    deals.filter((draft) => !draft.isNew),
    room,
  );
  const plans = deals.map((draft) => ({ draft, plan: planLineItems(linesOf(draft, products, room), present.get(draft) ?? [], room) }));
  await archiveAll(plans, room);
  await update(plans, room);
  await create(plans, room);
}

/** The line items that the portal holds for these deals, each with every property that a mapping writes. */
export async function readLineItems(drafts: readonly Draft[], room: Room): Promise<ReadonlyMap<Draft, readonly HubSpotRecord[]>> {
  const names = new Set([
    'hs_sku',
    'hs_product_id',
    ...drafts.flatMap((draft) => (draft.lines ?? []).flatMap((line) => Object.keys(line))),
  ]);
  const ids = drafts.flatMap((draft) => draft.recordId ?? []);
  const associated = new Map<string, readonly string[]>();
  for (const chunk of chunksOf(ids, batchLimits.associationsRead)) {
    const part = await room.api.associated({ from: room.object.type, to: type, ids: chunk, signal: room.signal });
    for (const [id, to] of part) associated.set(id, to);
  }
  const records = new Map<string, HubSpotRecord>();
  const lineIds = [...new Set([...associated.values()].flat())];
  for (const chunk of chunksOf(lineIds, batchLimits.objects)) {
    for (const record of await room.api.read({ type, ids: chunk, properties: [...names], signal: room.signal }))
      records.set(record.id, record);
  }
  return new Map(
    drafts.map((draft) => [draft, [...new Set(associated.get(draft.recordId ?? '') ?? [])].flatMap((id) => records.get(id) ?? [])]),
  );
}

/** The line items of a draft as they are to be, each linked to its product where there is one. */
export function linesOf(draft: Draft, products: References, room: Room): readonly Properties[] {
  const { productProperty, onUnknownProduct } = room.settings.lineItems;
  return (draft.lines ?? []).flatMap((line) => {
    if (productProperty === null) return [line];
    const product = products.get({ objectType: 'products', property: productProperty, value: line['hs_sku'] ?? '' });
    if (typeof product === 'object') return [{ ...line, hs_product_id: product.id }];
    return onUnknownProduct === 'skip' ? [] : [line];
  });
}

/** Pairs line items by sku; one sku that comes several times pairs in order. Decides by the policy of the settings. */
export function planLineItems(lines: readonly Properties[], present: readonly HubSpotRecord[], room: Room): LineItemPlan {
  const { policy } = room.settings.lineItems;
  if (policy === 'replace') return { create: lines, update: [], archive: present.map((record) => record.id) };
  if (policy === 'create-if-none') return { create: present.length > 0 ? [] : lines, update: [], archive: [] };
  const unpaired = new Map<string, HubSpotRecord[]>();
  for (const record of present) {
    const sku = record.properties['hs_sku'] ?? '';
    unpaired.set(sku, [...(unpaired.get(sku) ?? []), record]);
  }
  const added: Properties[] = [];
  const changed: { id: string; properties: Properties }[] = [];
  for (const line of lines) {
    const record = unpaired.get(line['hs_sku'] ?? '')?.shift();
    if (record === undefined) added.push(line);
    else if (!isSameLine(line, record, room)) changed.push({ id: record.id, properties: line });
  }
  return { create: added, update: changed, archive: [...unpaired.values()].flat().map((record) => record.id) };
}

function isSameLine(line: Properties, record: HubSpotRecord, room: Room): boolean {
  return Object.entries(line).every(([name, value]) => isSameValue(room.lineItemDefinitions.get(name), value, record.properties[name]));
}

type Plans = readonly { readonly draft: Draft; readonly plan: LineItemPlan }[];

async function archiveAll(plans: Plans, room: Room): Promise<void> {
  const ids = plans.flatMap(({ plan }) => plan.archive);
  for (const chunk of chunksOf(ids, batchLimits.objects)) await room.api.archive({ type, ids: chunk, signal: room.signal });
}

interface PlannedLine {
  readonly draft: Draft;
  readonly properties: Properties;
  readonly input: TracedInput;
}

async function update(plans: Plans, room: Room): Promise<void> {
  const planned = plans.flatMap(({ draft, plan }) =>
    plan.update.map(({ id, properties }) => ({ draft, properties, input: { id, properties, objectWriteTraceId: `update#${id}` } })),
  );
  await send('update', planned, room);
}

async function create(plans: Plans, room: Room): Promise<void> {
  const types = toWire(typesFor({ from: type, to: room.object.type }, room.settings) ?? []);
  const planned = plans.flatMap(({ draft, plan }) =>
    plan.create.map((properties, position) => {
      const associations = [{ to: { id: draft.recordId ?? '' }, types }];
      return {
        draft,
        properties,
        input: { properties, associations, objectWriteTraceId: `${draft.entity.key}#${draft.recordId}#${position}` },
      };
    }),
  );
  await send('create', planned, room);
}

async function send(operation: 'create' | 'update', planned: readonly PlannedLine[], room: Room): Promise<void> {
  if (planned.length === 0) return;
  const results = await writeRecords(room.api, { operation, type, inputs: planned.map((each) => each.input), signal: room.signal });
  for (const { draft, properties, input } of planned) {
    const result = results.get(input.objectWriteTraceId);
    const what = `line item "${properties['hs_sku']}" of ${draft.name}`;
    if (result?.kind === 'refused') draft.problem ??= toFailed(result.error, { what, properties, definitions: room.lineItemDefinitions });
    else if (result?.kind !== 'written') {
      draft.problem ??= { status: 'unknown', message: `${what}: HubSpot neither confirmed nor refused it. It is looked up.` };
    }
  }
}
