import { z } from 'zod';
import { jsonObject } from './json-schema.js';

/** An error as REST says it. https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1545222128.html */
export const errorAnswer = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  'o:errorDetails': z
    .array(z.object({ detail: z.string().optional(), 'o:errorCode': z.string().optional(), 'o:errorPath': z.string().optional() }))
    .optional(),
});

export const queryAnswer = z.object({
  hasMore: z.boolean().default(false),
  offset: z.number().default(0),
  totalResults: z.number().optional(),
  items: z.array(jsonObject).default([]),
});
export type QueryAnswer = z.output<typeof queryAnswer>;

export const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().default(3600) });
export const timeAnswer = z.object({ serverTime: z.string() });
export const limitsAnswer = z.object({
  accountConcurrencyLimit: z.coerce.number().optional(),
  accountUnallocatedConcurrencyLimit: z.coerce.number().optional(),
});
export const recordAnswer = jsonObject;
