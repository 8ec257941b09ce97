import { Decimal } from 'decimal.js';
import { type Door, type LotRequest, lotKey } from './door.js';
import { type Draft, DraftProblem, type DraftValue, isPointer, type LotDraft, type RowDraft } from './draft.js';

/** Record types in which stock comes in: a lot is named, and need not be there yet. All others take what is there. */
const incoming = new Set(['itemReceipt', 'purchaseOrder', 'returnAuthorization', 'creditMemo']);

/** The lots of a draft that must be there. */
export function lotsWanted(draft: Draft): readonly LotRequest[] {
  return rowsOf(draft).flatMap((row) => {
    const item = row.fields.get('item');
    if (!isPointer(item) || !('id' in item) || isIncoming(draft, row)) return [];
    return lotsOf(row).flatMap(({ number }) => (number === undefined ? [] : [{ item: item.id, number }]));
  });
}

/** The draft with the ids of its lots. Throws DraftProblem where one is not there, or where a line's lots do not add up. */
export function withLots(draft: Draft, found: Awaited<ReturnType<Door['lots']>>): Draft {
  const rows = rowsOf(draft);
  if (rows.every((row) => lotsOf(row).length === 0)) return draft;
  const resolved = rows.map((row, index) => resolveRow(row, { draft, found, index }));
  return { ...draft, fields: new Map<string, DraftValue>([...draft.fields, ['items', resolved]]) };
}

function resolveRow(
  row: RowDraft,
  context: { readonly draft: Draft; readonly found: Awaited<ReturnType<Door['lots']>>; readonly index: number },
): RowDraft {
  const lots = lotsOf(row);
  if (lots.length === 0) return row;
  const { draft, found, index } = context;
  const where = `items[${index}]`;
  checkSum(row, lots, where);
  if (isIncoming(draft, row)) return row;
  const item = row.fields.get('item');
  const withIds = lots.map((lot): LotDraft => {
    if (lot.number === undefined) return lot;
    const ids = isPointer(item) && 'id' in item ? (found.get(lotKey({ item: item.id, number: lot.number })) ?? []) : [];
    const [issueId] = ids;
    if (issueId === undefined)
      throw new DraftProblem(
        'UNKNOWN_LOT',
        `${where}: the item has no lot "${lot.number}". Receive it first, or correct the mapping, then retry.`,
      );
    if (ids.length > 1) throw new DraftProblem('AMBIGUOUS_LOT', `${where}: the item has ${ids.length} lots "${lot.number}".`);
    return { ...lot, issueId };
  });
  return { ...row, fields: new Map<string, DraftValue>([...row.fields, ['lots', withIds]]) };
}

function checkSum(row: RowDraft, lots: readonly LotDraft[], where: string): void {
  const quantity = row.fields.get('quantity') ?? row.fields.get('adjustQtyBy');
  if (typeof quantity !== 'number') return;
  const sum = lots.reduce((total, lot) => total.plus(lot.quantity), new Decimal(0));
  if (sum.eq(quantity)) return;
  throw new DraftProblem(
    'LOTS_DO_NOT_ADD_UP',
    `${where}: its lots have ${sum.toString()} together, and the line ${quantity}. Correct the source or the mapping, then retry.`,
  );
}

/** An adjustment brings stock in where it is positive. */
function isIncoming({ shape }: Draft, row: RowDraft): boolean {
  if (shape.record !== 'inventoryAdjustment') return incoming.has(shape.record);
  return Number(row.fields.get('adjustQtyBy') ?? 0) > 0;
}

function rowsOf({ fields }: Draft): readonly RowDraft[] {
  const rows = fields.get('items');
  return Array.isArray(rows) ? (rows as readonly RowDraft[]) : [];
}

function lotsOf({ fields }: RowDraft): readonly LotDraft[] {
  const lots = fields.get('lots');
  return Array.isArray(lots) ? (lots as readonly LotDraft[]) : [];
}
