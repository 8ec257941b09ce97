import { z } from 'zod';
import { isJsonObject } from '../core/json.js';

/** Where the rules of a mapping are, in place of `rules` in the document itself. */
export const remoteRulesSchema = z.strictObject({
  bucket: z.string().min(3).describe('A bucket of S3'),
  key: z.string().min(1).describe('The JSON file in it'),
  at: z
    .array(z.string().min(1))
    .describe("Where the rules are in the file, from the outside in; in the predecessor's file: target, tx type")
    .default([]),
  region: z.string().min(1).describe("Of the bucket. Absent: the machine's own").optional(),
});
export type RemoteRules = z.output<typeof remoteRulesSchema>;

/** What `rulesFrom` of a mapping document says; undefined where its rules are in the document. */
export function rulesFrom(document: unknown): unknown {
  return isJsonObject(document) ? document['rulesFrom'] : undefined;
}

/** The document with its rules. */
export function withRules(document: unknown, rules: unknown): unknown {
  if (!isJsonObject(document)) return document;
  const { rulesFrom: _, ...rest } = document;
  return { language: 'jsonata', ...rest, rules };
}
