import { z } from 'zod';

/** Ids come as text in dated versions and, from v4 associations, as numbers. */
const id = z.union([z.string(), z.number()]).transform(String);

const propertyValues = z.record(
  z.string(),
  z
    .union([z.string(), z.number(), z.boolean()])
    .nullish()
    .transform((value) => (value === null || value === undefined ? null : String(value))),
);

const recordAnswer = z.object({
  id,
  properties: propertyValues.default({}),
  objectWriteTraceId: z.string().nullish(),
  /** Only in the answers of an upsert: whether the record was created by it. */
  new: z.boolean().nullish(),
});
/** One record of the CRM; every value is text, absent ones are null. */
export type HubSpotRecord = z.infer<typeof recordAnswer>;

const context = z.unknown().optional();

const errorDetail = z.object({
  message: z.string().nullish(),
  code: z.string().nullish(),
  in: z.string().nullish(),
  context,
});

/** The body of a refusal, or one error inside the answer to a batch. HubSpot asks to expect any field to be missing. */
export const errorBody = z.object({
  status: z.union([z.string(), z.number()]).nullish(),
  message: z.string().nullish(),
  category: z.string().nullish(),
  errorType: z.string().nullish(),
  policyName: z.string().nullish(),
  correlationId: z.string().nullish(),
  context,
  errors: z.array(errorDetail).nullish().catch(undefined),
});
export type ErrorBody = z.infer<typeof errorBody>;

/** What every batch answers, whole or in part: 200 and 201, 207 in v3, and 200 with `numErrors` in dated versions. */
export const batchAnswer = z.object({
  results: z.array(recordAnswer).default([]),
  numErrors: z.number().nullish(),
  errors: z.array(errorBody).nullish(),
});
export type BatchAnswer = z.infer<typeof batchAnswer>;

export const associationsRead = z.object({
  results: z
    .array(
      z.object({
        from: z.object({ id }),
        to: z.array(z.object({ toObjectId: id })).default([]),
        paging: z.object({ next: z.object({ after: z.string() }).nullish() }).nullish(),
      }),
    )
    .default([]),
  errors: z.array(errorBody).nullish(),
});

export const associationsWritten = z.object({ numErrors: z.number().nullish(), errors: z.array(errorBody).nullish() });

export const searchAnswer = z.object({
  total: z.number().default(0),
  results: z.array(recordAnswer).default([]),
  paging: z.object({ next: z.object({ after: z.string() }).nullish() }).nullish(),
});

export type SearchAnswer = z.infer<typeof searchAnswer>;

export const propertyList = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      label: z.string().nullish(),
      type: z.string(),
      fieldType: z.string().nullish(),
      hasUniqueValue: z.boolean().nullish(),
      calculated: z.boolean().nullish(),
      options: z.array(z.object({ value: z.string() })).nullish(),
      modificationMetadata: z.object({ readOnlyValue: z.boolean().nullish() }).nullish(),
    }),
  ),
});
export type PropertyDefinition = z.infer<typeof propertyList>['results'][number];

export const accountDetails = z.object({ portalId: id, timeZone: z.string().nullish(), accountType: z.string().nullish() });
export type AccountDetails = z.infer<typeof accountDetails>;

export const apiUsage = z.object({
  results: z.array(z.object({ currentUsage: z.number().nullish(), usageLimit: z.number().nullish(), resetsAt: z.string().nullish() })),
});

export const tokenInfo = z.object({ hubId: id.nullish(), scopes: z.array(z.string()).default([]) });

/**
 * A list out of an error's context: a list of texts, one text, or the text `{name=[a, b]}` that some endpoints put there
 * in place of an object.
 */
export function contextList(held: unknown, name: string): readonly string[] {
  if (typeof held === 'string') {
    const inside = new RegExp(`\\b${name}=\\[([^\\]]*)\\]`).exec(held);
    return inside?.[1] === undefined ? [] : inside[1].split(',').map((part) => part.trim());
  }
  if (typeof held !== 'object' || held === null) return [];
  const value: unknown = (held as Record<string, unknown>)[name];
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}
