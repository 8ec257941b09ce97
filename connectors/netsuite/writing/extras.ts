import { Decimal } from 'decimal.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.js';
import { shapeNamed } from '../entities/index.js';
import type { Refusal } from '../errors.js';
import type { NetSuiteSettings } from '../settings.js';
import type { Door } from './door.js';
import type { Draft, DraftValue, Pointer, RowDraft } from './draft.js';
import { isPointer } from './draft.js';
import type { Plan } from './plan.js';

/** A file that goes with an entity. `content` is base64. */
export interface FileDraft {
  readonly externalId: string;
  readonly name: string;
  readonly content: string;
  readonly fileType?: string;
}

/** Saves files in the file cabinet and attaches them; the refusal of the first that was not taken. */
export type SaveFiles = (request: {
  readonly plan: Plan;
  readonly id: string;
  readonly files: readonly FileDraft[];
  readonly signal: AbortSignal;
}) => Promise<Refusal | undefined>;

export interface ExtrasRequest {
  readonly door: Door;
  readonly settings: NetSuiteSettings;
  readonly saveFiles: SaveFiles;
  /** Records that were written, with their ids. */
  readonly written: readonly { readonly plan: Plan; readonly id: string }[];
  readonly signal: AbortSignal;
}

/** What belongs to an entity besides its record, each with an external id of its own, so that writing twice is safe. */
export async function writeExtras(request: ExtrasRequest): Promise<ReadonlyMap<Plan, Refusal>> {
  const refusals = new Map<Plan, Refusal>();
  await writeDrafts(request, notesOf(request), refusals);
  await writeDrafts(request, await depositsOf(request), refusals);
  for (const { plan, id } of request.written) {
    const files = filesOf(plan);
    if (files.length === 0 || refusals.has(plan)) continue;
    const refusal = await request.saveFiles({ plan, id, files, signal: request.signal });
    if (refusal !== undefined) refusals.set(plan, refusal);
  }
  return refusals;
}

interface Extra {
  readonly plan: Plan;
  readonly draft: Draft;
}

async function writeDrafts({ door, signal }: ExtrasRequest, extras: readonly Extra[], refusals: Map<Plan, Refusal>): Promise<void> {
  if (extras.length === 0) return;
  const results = await door.write(
    extras.map(({ draft }) => draft),
    signal,
  );
  for (const [index, { plan }] of extras.entries()) {
    const result = results[index];
    if (result !== undefined && 'refusal' in result && !refusals.has(plan)) refusals.set(plan, result.refusal);
  }
}

function notesOf({ written }: ExtrasRequest): readonly Extra[] {
  return written.flatMap(({ plan, id }) =>
    objectsOf(plan.entity.data['notes']).map((note, index): Extra => {
      const on: readonly [string, DraftValue] = [plan.shape.family === 'transaction' ? 'transaction' : 'entity', { id }];
      const fields = new Map<string, DraftValue>([
        ['title', textOf(note['title']) ?? `Note ${index + 1}`],
        ['note', textOf(note['note']) ?? ''],
        on,
      ]);
      return { plan, draft: draftOf('note', { externalId: textOf(note['externalId']) ?? `${plan.externalId}-note-${index + 1}`, fields }) };
    }),
  );
}

function filesOf({ entity, externalId }: Plan): readonly FileDraft[] {
  return objectsOf(entity.data['files']).flatMap((file, index): FileDraft[] => {
    const [name, content, fileType] = [textOf(file['name']), textOf(file['content']), textOf(file['fileType'])];
    if (name === undefined || content === undefined) return [];
    return [
      {
        name,
        content,
        externalId: textOf(file['externalId']) ?? `${externalId}-file-${index + 1}`,
        ...(fileType !== undefined && { fileType }),
      },
    ];
  });
}

/** One deposit per order, made once: it is booked, so that a later version of the order leaves it alone. */
async function depositsOf({ door, settings, written, signal }: ExtrasRequest): Promise<readonly Extra[]> {
  const wanted = written.flatMap(({ plan, id }): Extra[] => {
    const { draft, entity } = plan;
    const method = entity.data['paymentMethod'];
    const name = isJsonObject(method) ? textOf(method['name']) : textOf(method);
    if (plan.shape.record !== 'salesOrder' || draft === undefined || name === undefined || !settings.depositFor.includes(name)) return [];
    const payment = amountOf(draft);
    const customer = draft.fields.get('entity');
    if (payment <= 0 || !isPointer(customer)) return [];
    return [{ plan, draft: depositOf(draft, { id, payment, customer, externalId: `${plan.externalId}-deposit` }) }];
  });
  const [first] = wanted;
  if (first === undefined) return [];
  const values = wanted.map(({ draft }) => draft.externalId);
  const there = new Set(
    (await door.existing({ shape: first.draft.shape, field: 'externalId', values, signal })).map(({ externalId }) =>
      externalId?.toLowerCase(),
    ),
  );
  return wanted.filter(({ draft }) => !there.has(draft.externalId.toLowerCase()));
}

function depositOf(
  order: Draft,
  parts: { readonly id: string; readonly payment: number; readonly customer: Pointer; readonly externalId: string },
): Draft {
  const { id, payment, customer, externalId } = parts;
  const fields = new Map<string, DraftValue>([
    ['customer', customer],
    ['salesOrder', { id }],
    ['payment', payment],
  ]);
  for (const name of ['tranDate', 'paymentMethod', 'subsidiary', 'currency']) {
    const value = order.fields.get(name);
    if (value !== undefined) fields.set(name, value);
  }
  return draftOf('customerDeposit', { externalId, fields });
}

/** Lines and shipping together, in exact decimals. */
function amountOf({ fields }: Draft): number {
  const rows = fields.get('items');
  const lines = Array.isArray(rows) ? (rows as readonly RowDraft[]) : [];
  const number = (row: RowDraft, name: string): Decimal => new Decimal(Number(row.fields.get(name) ?? 0));
  const sum = lines.reduce(
    (total, row) => total.plus(row.fields.has('amount') ? number(row, 'amount') : number(row, 'quantity').times(number(row, 'rate'))),
    new Decimal(0),
  );
  return sum.plus(Number(fields.get('shippingCost') ?? 0)).toNumber();
}

function draftOf(
  record: string,
  { externalId, fields }: { readonly externalId: string; readonly fields: ReadonlyMap<string, DraftValue> },
): Draft {
  const shape = shapeNamed(record);
  if (shape === undefined) throw new TypeError(`there is no record type ${record}`);
  return { shape, externalId, isNew: false, fields, custom: new Map(), cleared: [], replacesLines: true, warnings: [] };
}

function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
