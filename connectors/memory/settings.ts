import { z } from 'zod';
import { type Instant, parseInstant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import { txTypes } from '../../core/tx-type.js';

const instant = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'must be a date and time with its zone, such as 2026-01-31T09:30:00Z' });
  return z.NEVER;
});

const record = z.strictObject({
  srcId: z.string().min(1),
  updatedAt: instant,
  data: z.record(z.string(), z.unknown()).transform((data) => data as JsonObject),
});

/** The settings of a memory endpoint. */
export const memorySettings = z.strictObject({
  system: z.string().min(1).default('memory').describe('Endpoints that name the same system share its records.'),
  records: z
    .array(z.strictObject({ txType: z.enum(txTypes), records: z.array(record) }))
    .default([])
    .describe('What there is to read at the start.'),
  idempotency: z
    .enum(['upsert', 'lookup', 'none'])
    .default('upsert')
    .describe(
      'lookup: a create is never matched to an earlier one, as in systems without unique keys. none: nor can it be asked what is there.',
    ),
  order: z
    .enum(['updatedAt', 'offset', 'none'])
    .default('updatedAt')
    .describe('How it is read: ascending by time; by offset among what changed since the cut date; or whole each time.'),
  canDelete: z.boolean().default(true).describe('Whether records that were deleted in the source are deleted here.'),
  maxBatch: z.int().min(1).default(100).describe('The most entities in one write.'),
});

export type MemorySettings = z.output<typeof memorySettings>;
