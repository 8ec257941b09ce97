import { z } from 'zod';
import { isFreeName } from '../mapping/python/builtins/free-name.js';

const value = z.union([z.string(), z.number(), z.boolean()]);

/** The name of a table: what expressions know it by, so none that mean something else there. */
export const lookupName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/, 'must be letters, digits and _, at most 63, beginning with a letter')
  .refine((name) => isFreeName(name), 'means something else in expressions; take another name');

export const lookupSchema = z
  .strictObject({
    file: z
      .string()
      .regex(/\.(csv|ya?ml|json)$/i, 'must end in .csv, .yaml, .yml or .json')
      .describe('A CSV file with a header line, or a YAML or JSON file of keys and values; relative to this file.')
      .optional(),
    rows: z.literal('store').describe('store: the rows are kept in the store and edited with `datawald lookup`.').optional(),
    key: z.string().min(1).describe('Of a CSV file: the column of the keys. Default the first.').optional(),
    value: z.string().min(1).describe('Of a CSV file: the column of the values. Default the second, where there are two.').optional(),
    missing: z
      .union([z.enum(['fail', 'park']), z.strictObject({ default: value.nullable() })])
      .describe('What becomes of an entity whose value the table lacks: fail, park (fails with the code LookupMissing), or a default.')
      .default('fail'),
  })
  .refine((lookup) => (lookup.file === undefined) !== (lookup.rows === undefined), 'needs either file or rows: store')
  .refine((lookup) => (lookup.key === undefined && lookup.value === undefined) || lookup.file?.toLowerCase().endsWith('.csv') === true, {
    path: ['file'],
    message: 'must be a CSV file where key or value is given',
  });

export type LookupConfig = z.output<typeof lookupSchema>;
