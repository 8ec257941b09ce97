import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { MetadataFlow, MetadataRule, MetadataRules } from '../../../core/product-metadata.js';
import { UsageError } from '../failures.js';
import { metadataRowsOf, readExport } from './map-import/export-file.js';

const rule = z.object({
  dest: z.string().min(1),
  src: z.array(z.json()).nullish(),
  funct: z.string(),
  schema: z.record(z.string(), z.json()).nullish(),
});

/** A rule as it is typed: JSON, or `@FILE`. */
export function readRule(text: string, cwd: string): MetadataRule {
  const json = text.startsWith('@') ? readText(resolve(cwd, text.slice(1))) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new UsageError(`--rule is not JSON: ${String(error)}`);
  }
  return parseRule(value, '--rule');
}

export function parseRule(value: unknown, where: string): MetadataRule {
  const parsed = rule.safeParse(value);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new UsageError(`${where} must be { dest, src, funct, schema }: ${reasons}`);
  }
  const { dest, src, funct, schema } = parsed.data;
  return { dest, src: src ?? [], funct, schema: schema ?? null };
}

/** The rows of a file: exported rows of the predecessor, or what `metadata list --json` prints. Those of other flows are left alone. */
export function readMetadataRules(file: string, { source, target }: MetadataFlow): MetadataRules {
  const rows = metadataRowsOf(readExport(file).rows);
  const own = rows.filter(({ targetSource }) => targetSource === undefined || targetSource === `${target}-${source}`);
  if (own.length === 0) throw new UsageError(`${file} has no rows of product metadata for ${target}-${source}.`);
  const columns = own.map(({ column }) => column);
  const twice = columns.filter((column, index) => columns.indexOf(column) !== index);
  if (twice.length > 0) throw new UsageError(`${file} has rows twice: ${[...new Set(twice)].join(', ')}. Nothing was changed.`);
  return Object.fromEntries(own.map(({ column, metadata }) => [column, parseRule(metadata, `${file}, row ${column}`)]));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
