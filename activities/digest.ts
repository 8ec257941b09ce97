import { hash } from 'node:crypto';

/** A short digest of a text, for telling versions apart: 132 bits of SHA-256 in 22 URL-safe characters. */
export function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}
