import type { Account } from './account.js';
import { userError } from './problem.js';
import { asFields, asList, asReference, type Fields, type Reference, type StoredRecord, textOf, type Value } from './shapes.js';

interface Move {
  readonly item: string;
  readonly location: Reference;
  readonly quantity: number;
  readonly assignments: readonly Fields[];
}

/** What receipts, fulfilments, adjustments and transfers do to the stock of items and lots. Only new transactions move any. */
export function moveStock(
  account: Account,
  { record, before }: { readonly record: StoredRecord; readonly before: StoredRecord | undefined },
): void {
  if (before !== undefined) return;
  for (const move of movesOf(account, record)) {
    const item = account.item(move.item);
    if (item === undefined || !['inventoryItem', 'lotNumberedInventoryItem'].includes(item.type)) continue;
    moveItem(account, item, move);
    if (item.type === 'lotNumberedInventoryItem') for (const assignment of move.assignments) moveLot(account, { item, move, assignment });
  }
}

function movesOf(account: Account, { type, fields }: StoredRecord): readonly Move[] {
  const sign = { itemReceipt: 1, itemFulfillment: -1 }[type];
  if (sign !== undefined)
    return asList(fields.itemList).flatMap((row) => moveOf(account, { row, place: row.location ?? fields.location, sign }));
  if (type === 'inventoryAdjustment') {
    return asList(fields.inventoryList).flatMap((row) =>
      moveOf(account, { row, place: row.location ?? fields.adjLocation ?? fields.location, sign: 1 }),
    );
  }
  if (type !== 'inventoryTransfer') return [];
  return asList(fields.inventoryList).flatMap((row) => [
    ...moveOf(account, { row, place: fields.location, sign: -1 }),
    ...moveOf(account, { row, place: fields.transferLocation, sign: 1 }),
  ]);
}

function moveOf(
  account: Account,
  { row, place, sign }: { readonly row: Fields; readonly place: Value | undefined; readonly sign: number },
): readonly Move[] {
  const item = asReference(row.item)?.internalId;
  const location = asReference(place) ?? firstLocation(account, item);
  if (item === undefined || location === undefined) return [];
  const assignments = asList(asFields(row.inventoryDetail)?.inventoryAssignmentList);
  return [{ item, location, quantity: sign * Number(row.quantity ?? row.adjustQtyBy ?? 0), assignments }];
}

function firstLocation(account: Account, item: string | undefined): Reference | undefined {
  return asReference(asList(account.item(item ?? '')?.fields.locationsList)[0]?.locationId);
}

function moveItem(account: Account, item: StoredRecord, { location, quantity }: Move): void {
  const now = account.timestamp();
  const rows = movedRows(asList(item.fields.locationsList), { location, quantity });
  const sum = (name: string): number => rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
  account.records.put({
    ...item,
    fields: {
      ...item.fields,
      locationsList: rows,
      quantityOnHand: sum('quantityOnHand'),
      quantityAvailable: sum('quantityAvailable'),
      stockChangedAt: now,
    },
  });
}

function movedRows(rows: readonly Fields[], { location, quantity }: Pick<Move, 'location' | 'quantity'>): readonly Fields[] {
  const isThere = rows.some((row) => asReference(row.locationId)?.internalId === location.internalId);
  const all = isThere ? rows : [...rows, { location: location.name, locationId: location, quantityOnHand: 0, quantityAvailable: 0 }];
  return all.map((row) =>
    asReference(row.locationId)?.internalId === location.internalId
      ? {
          ...row,
          quantityOnHand: Number(row.quantityOnHand ?? 0) + quantity,
          quantityAvailable: Number(row.quantityAvailable ?? 0) + quantity,
        }
      : row,
  );
}

function moveLot(
  account: Account,
  { item, move, assignment }: { readonly item: StoredRecord; readonly move: Move; readonly assignment: Fields },
): void {
  const issued = asReference(assignment.issueInventoryNumber)?.internalId;
  const received = assignment.receiptInventoryNumber;
  const lots = account.records.ofType('inventoryNumber').filter((lot) => asReference(lot.fields.item)?.internalId === item.internalId);
  const known = lots.find((lot) => (issued === undefined ? lot.fields.inventoryNumber === received : lot.internalId === issued));
  if (known === undefined && issued !== undefined)
    throw userError(`Invalid issueinventorynumber reference key ${issued}.`, 'inventoryDetail');
  const now = account.timestamp();
  const lot: StoredRecord = known ?? {
    type: 'inventoryNumber',
    internalId: account.records.nextId('inventoryNumber'),
    createdAt: now,
    modifiedAt: now,
    fields: { inventoryNumber: textOf(received), item: { internalId: item.internalId, name: textOf(item.fields.itemId) } },
  };
  const quantity = Math.sign(move.quantity) * Math.abs(Number(assignment.quantity ?? 0));
  const rows = movedRows(
    asList(lot.fields.locationsList).map((row) => row),
    { location: move.location, quantity },
  );
  const left = rows.reduce((total, row) => total + Number(row.quantityOnHand ?? 0), 0);
  account.records.put({
    ...lot,
    modifiedAt: now,
    fields: { ...lot.fields, locationsList: rows, status: left > 0 ? 'Available' : 'Not in Stock' },
  });
}
