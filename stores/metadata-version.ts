import { hash } from 'node:crypto';
import type { MetadataRow } from '../core/product-metadata.js';

/** Rows as a store writes them, and the version that they are. */
export function metadataVersion(rows: readonly MetadataRow[]): { readonly version: string; readonly document: string } {
  const document = JSON.stringify(rows);
  return { version: hash('sha256', document, 'base64url').slice(0, 22), document };
}
