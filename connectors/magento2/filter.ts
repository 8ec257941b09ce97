import { z } from 'zod';
import type { JsonObject } from '../../core/json.js';
import { conditionTypes, type Filter } from './search-criteria.js';

const plain = z.union([z.string(), z.number(), z.boolean()]);
/** A list travels as one text with commas, and Magento knows no way to write a comma in it. */
const list = z.array(plain.refine((value) => !String(value).includes(','), 'must hold no comma')).min(1);
const conditions = z.partialRecord(z.enum(conditionTypes), z.union([plain, list]));
const filterSchema = z.record(z.string().regex(/^\w+$/, 'must be the name of a field'), z.union([plain, list, conditions]));

/** `updated_at` and `entity_id` are how the connector pages; a filter on them would make holes. */
const ownFields = ['updated_at', 'entity_id'];

/**
 * The filter of a sync: fields of the record's top level, all of which must hold. `{ status: 'processing' }`,
 * `{ store_id: [1, 2] }` (one of them), `{ grand_total: { gteq: 100, lt: 500 } }`. `complaint`: what is wrong with it.
 */
export function toFilters(filter: JsonObject): { readonly filters: readonly Filter[]; readonly complaint?: string } {
  const parsed = filterSchema.safeParse(filter);
  if (!parsed.success) return { filters: [], complaint: z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ') };
  const own = ownFields.find((field) => field in filter);
  if (own !== undefined)
    return { filters: [], complaint: `"${own}" is the connector's own; the cut date of the sync says from where it is read` };
  return { filters: Object.entries(parsed.data).flatMap(([field, wanted]) => filtersOf(field, wanted)) };
}

type Wanted = z.output<typeof filterSchema>[string];

function filtersOf(field: string, wanted: Wanted): Filter[] {
  if (Array.isArray(wanted)) return [{ field, condition: 'in', value: wanted.map(toText).join(',') }];
  if (typeof wanted !== 'object') return [{ field, condition: 'eq', value: toText(wanted) }];
  return conditionTypes.flatMap((condition) => {
    const value = wanted[condition];
    if (value === undefined) return [];
    return [
      { field, condition, value: condition.endsWith('null') ? '' : Array.isArray(value) ? value.map(toText).join(',') : toText(value) },
    ];
  });
}

function toText(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
}
