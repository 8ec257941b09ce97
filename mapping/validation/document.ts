import { z } from 'zod';

/** What becomes of fields that the schema does not know: they fail the record, are left out, or are sent as they are. */
export const unknownPolicies = ['fail', 'drop', 'keep'] as const;
export type UnknownPolicy = (typeof unknownPolicies)[number];

export const unknownPolicy = z.enum(unknownPolicies);

/** What a mapped record is held against. The rules in `schema` are checked by the compiler, which knows them. */
export const validationSchema = z
  .strictObject({
    schema: z
      .record(z.string(), z.unknown())
      .describe('Field to rules, in the words of Cerberus: { type: string, required: true }.')
      .optional(),
    required: z.array(z.string().min(1)).describe('Fields that must be there with a value: neither null nor empty.').optional(),
    unknown: unknownPolicy
      .describe(
        'Fields that the schema does not know: fail the record, are left out, or are sent as they are. Default fail; keep where there is no schema.',
      )
      .optional(),
  })
  .refine(({ schema, required }) => schema !== undefined || required !== undefined, 'needs a schema, or a list of required fields');

export type ValidationDocument = z.output<typeof validationSchema>;
