import microdiff from 'microdiff';
import { isJsonObject, type JsonObject } from '../core/json.js';
import type { MappingResult } from './mapping.js';

/** What differs between what two mappings make of one record. */
export type Difference =
  | { readonly kind: 'added'; readonly field: string; readonly after: unknown }
  | { readonly kind: 'removed'; readonly field: string; readonly before: unknown }
  | { readonly kind: 'changed'; readonly field: string; readonly before: unknown; readonly after: unknown }
  | { readonly kind: 'fails now' | 'fails no longer'; readonly message: string }
  | { readonly kind: 'fails otherwise'; readonly before: string; readonly after: string };

/** Nothing where both mappings give the same, or fail in the same words. */
export function differencesOf(before: MappingResult, after: MappingResult): readonly Difference[] {
  if ('failure' in before) {
    if (!('failure' in after)) return [{ kind: 'fails no longer', message: before.failure.message }];
    const [old, now] = [before.failure.message, after.failure.message];
    return old === now ? [] : [{ kind: 'fails otherwise', before: old, after: now }];
  }
  if ('failure' in after) return [{ kind: 'fails now', message: after.failure.message }];
  return microdiff(bare(before.data), bare(after.data), { cyclesFix: false }).map((change): Difference => {
    const field = fieldName(change.path);
    if (change.type === 'CREATE') return { kind: 'added', field, after: change.value as unknown };
    if (change.type === 'REMOVE') return { kind: 'removed', field, before: change.oldValue as unknown };
    return { kind: 'changed', field, before: change.oldValue as unknown, after: change.value as unknown };
  });
}

/** Without what objects inherit: a field may be called `constructor`. */
function bare(data: JsonObject): Record<string, unknown> {
  return JSON.parse(JSON.stringify(data), (_, value: unknown) =>
    isJsonObject(value) ? Object.assign(Object.create(null) as object, value) : value,
  ) as Record<string, unknown>;
}

/** `items[3].qty` */
export function fieldName(path: readonly (string | number)[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** `items[].qty`: the field in every element. */
export function everywhere(field: string): string {
  return field.replace(/\[\d+\]/g, '[]');
}

/** How often a field differed, over many records. */
export interface FieldSum {
  readonly field: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** The record in which it differed first. */
  readonly example: string;
}

/** Sums the differences of records for each field, those that differ most often first. Failures belong to no field. */
export function sumByField(
  records: readonly { readonly srcId: string; readonly differences: readonly Difference[] }[],
): readonly FieldSum[] {
  const sums = new Map<string, { field: string; added: number; removed: number; changed: number; example: string }>();
  for (const { srcId, differences } of records) {
    for (const difference of differences) {
      if (!('field' in difference)) continue;
      const field = everywhere(difference.field);
      const sum = sums.get(field) ?? { field, added: 0, removed: 0, changed: 0, example: srcId };
      sum[difference.kind] += 1;
      sums.set(field, sum);
    }
  }
  const total = ({ added, removed, changed }: FieldSum) => added + removed + changed;
  return [...sums.values()].sort((a, b) => total(b) - total(a) || (a.field < b.field ? -1 : 1));
}
