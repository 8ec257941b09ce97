import type { DocumentCollection } from '../shared/documents.js';
import { CrmRefusal, validationError } from './answers.js';
import type { ObjectType } from './definitions.js';

/** Every association type of HubSpot's own between the object types here, with the type that the other side sees. */
const pairs: Readonly<Record<string, { readonly unlabelled: number; readonly inverse: Readonly<Record<number, number>> }>> = {
  'contacts/companies': { unlabelled: 279, inverse: { 279: 280, 1: 2 } },
  'companies/contacts': { unlabelled: 280, inverse: { 280: 279, 2: 1 } },
  'deals/contacts': { unlabelled: 3, inverse: { 3: 4 } },
  'contacts/deals': { unlabelled: 4, inverse: { 4: 3 } },
  'deals/companies': { unlabelled: 341, inverse: { 341: 342, 5: 6 } },
  'companies/deals': { unlabelled: 342, inverse: { 342: 341, 6: 5 } },
  'deals/line_items': { unlabelled: 19, inverse: { 19: 20 } },
  'line_items/deals': { unlabelled: 20, inverse: { 20: 19 } },
};

const labels: Readonly<Record<number, string>> = { 1: 'Primary', 2: 'Primary', 5: 'Primary', 6: 'Primary' };

export interface RecordRef {
  readonly type: ObjectType;
  readonly id: string;
}

/** One association as it is stored: both ends, and the types that each sees. */
export interface StoredAssociation {
  readonly from: RecordRef;
  readonly to: RecordRef;
  readonly types: readonly number[];
}

export interface SeenAssociation {
  readonly toId: string;
  readonly types: readonly { readonly category: string; readonly typeId: number; readonly label: string | null }[];
}

/** All associations of the portal, kept once and seen from both ends. */
export class Associations {
  readonly #documents: DocumentCollection<StoredAssociation>;
  /** `deals/12/contacts` → the ids at the other end and the types seen from here. */
  readonly #seen = new Map<string, Map<string, Set<number>>>();

  constructor(documents: DocumentCollection<StoredAssociation>) {
    this.#documents = documents;
    for (const { from, to, types } of documents.all()) this.#remember({ from, to, types });
  }

  /** The type without a label for a pair; refused where HubSpot has none. */
  static unlabelled(from: ObjectType, to: ObjectType): number {
    const pair = pairs[`${from}/${to}`];
    if (pair === undefined) throw validationError(`No association type is defined between ${from} and ${to}`);
    return pair.unlabelled;
  }

  /** The types that may start at an object type. */
  static typesFrom(from: ObjectType): readonly { readonly to: string; readonly typeIds: readonly number[] }[] {
    return Object.entries(pairs).flatMap(([name, pair]) => {
      const [start, to = ''] = name.split('/');
      return start === from ? [{ to, typeIds: Object.keys(pair.inverse).map(Number) }] : [];
    });
  }

  /** Checks a type against its pair, and that a line item gets no second parent. */
  check(from: RecordRef, to: RecordRef, typeId: number): void {
    const pair = pairs[`${from.type}/${to.type}`];
    if (pair?.inverse[typeId] === undefined) {
      throw validationError(`Association type ${typeId} is not valid from ${from.type} to ${to.type}`, {
        fromObjectId: [from.id],
        toObjectId: [to.id],
      });
    }
    const [line, deal] = from.type === 'line_items' ? [from, to] : [to, from];
    if (line.type !== 'line_items') return;
    const others = this.of(line, 'deals').filter((each) => each.toId !== deal.id);
    if (others.length > 0) {
      throw new CrmRefusal(400, {
        message: `Line item ${line.id} is already associated with deal ${others[0]?.toId}; a line item can belong to one object only`,
        category: 'VALIDATION_ERROR',
        context: { fromObjectId: [from.id], toObjectId: [to.id] },
      });
    }
  }

  /** Adds types to an association. A primary association is an unlabelled one as well. */
  add(from: RecordRef, to: RecordRef, typeIds: readonly number[]): void {
    const known = this.#seen.get(seenKey(from, to.type))?.get(to.id) ?? new Set<number>();
    const types = [...new Set([...known, ...typeIds, Associations.unlabelled(from.type, to.type)])];
    const association = { from, to, types };
    this.#remember(association);
    const [id, stored] = canonical(association);
    this.#documents.put(id, stored);
  }

  remove(from: RecordRef, to: RecordRef): void {
    this.#seen.get(seenKey(from, to.type))?.delete(to.id);
    this.#seen.get(seenKey(to, from.type))?.delete(from.id);
    this.#documents.delete(canonical({ from, to, types: [] })[0]);
  }

  of(from: RecordRef, toType: ObjectType): readonly SeenAssociation[] {
    return [...(this.#seen.get(seenKey(from, toType)) ?? [])].map(([toId, types]) => ({
      toId,
      types: [...types].map((typeId) => ({ category: 'HUBSPOT_DEFINED', typeId, label: labels[typeId] ?? null })),
    }));
  }

  #remember({ from, to, types }: StoredAssociation): void {
    const back = types.map((type) => inverseOf(from.type, to.type, type));
    this.#enter(seenKey(from, to.type), to.id, types);
    this.#enter(seenKey(to, from.type), from.id, back);
  }

  #enter(key: string, id: string, types: readonly number[]): void {
    const ends = this.#seen.get(key) ?? new Map<string, Set<number>>();
    const seen = ends.get(id) ?? new Set<number>();
    for (const type of types) seen.add(type);
    this.#seen.set(key, ends.set(id, seen));
  }
}

function inverseOf(from: ObjectType, to: ObjectType, typeId: number): number {
  return pairs[`${from}/${to}`]?.inverse[typeId] ?? Associations.unlabelled(to, from);
}

function seenKey(from: RecordRef, toType: ObjectType): string {
  return `${from.type}/${from.id}/${toType}`;
}

/** An association has one place in the store, whichever end it was written from. */
function canonical({ from, to, types }: StoredAssociation): readonly [string, StoredAssociation] {
  const isForward = from.type < to.type;
  const [left, right] = isForward ? [from, to] : [to, from];
  const seenFromLeft = isForward ? types : types.map((type) => inverseOf(from.type, to.type, type));
  return [`${left.type}/${left.id}/${right.type}/${right.id}`, { from: left, to: right, types: seenFromLeft }];
}
