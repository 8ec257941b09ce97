import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.js';
import { groupBy } from '../rest/lookup.js';
import type { Door } from './door.js';
import type { DraftValue, RowDraft } from './draft.js';
import type { Plan } from './plan.js';

/**
 * Addresses of persons that are there already, matched with those of their address book, so that they are changed and
 * not added again: by label, else by street and postcode.
 */
export async function withAddressIds(door: Door, plans: readonly Plan[], signal: AbortSignal): Promise<readonly Plan[]> {
  const known = plans.filter(({ draft, existing }) => existing !== undefined && draft?.fields.has('addresses') === true);
  if (known.length === 0) return plans;
  const books = new Map<string, readonly JsonObject[]>();
  for (const [, group] of groupBy(known, ({ shape }) => shape.record)) {
    const [first] = group;
    if (first === undefined) continue;
    const records = await door.read({ shape: first.shape, ids: group.flatMap(({ existing }) => existing?.id ?? []), signal });
    for (const [id, record] of records) books.set(id, objectsOf(record['addresses']));
  }
  return plans.map((plan) => {
    const { draft, existing } = plan;
    const book = existing === undefined ? undefined : books.get(existing.id);
    const rows = draft?.fields.get('addresses');
    if (draft === undefined || book === undefined || !Array.isArray(rows)) return plan;
    const matched = (rows as readonly RowDraft[]).map((row) => withId(row, book));
    return { ...plan, draft: { ...draft, fields: new Map<string, DraftValue>([...draft.fields, ['addresses', matched]]) } };
  });
}

function withId(row: RowDraft, book: readonly JsonObject[]): RowDraft {
  const label = row.fields.get('label');
  const address = row.fields.get('address');
  const same = book.find((entry) => (label === undefined ? isSamePlace(address, entry['address']) : entry['label'] === label));
  const id = same?.['id'];
  return typeof id === 'string' ? { ...row, fields: new Map<string, DraftValue>([...row.fields, ['id', id]]) } : row;
}

function isSamePlace(given: DraftValue | undefined, b: JsonValue | undefined): boolean {
  const a: unknown = given;
  return isJsonObject(a) && isJsonObject(b) && ['addr1', 'zip', 'city'].every((name) => (a[name] ?? '') === (b[name] ?? ''));
}

function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];
}
