import { hash } from 'node:crypto';

const unstorable = /[\0\p{Surrogate}]/u;
const everyUnstorable = /[\0\p{Surrogate}]/gu;

/** Postgres keeps neither NUL nor half a surrogate pair in a text: one such id or message would fail its whole page. */
export function storable(text: string): string {
  return unstorable.test(text) ? text.replace(everyUnstorable, '\uFFFD') : text;
}

const longestKey = 300;

/** The text itself, or a shortened one with a digest where it is too long for an index of Postgres (2,704 bytes). */
export function indexKey(text: string): string {
  if (text.length <= longestKey) return storable(text);
  return storable(`${text.slice(0, 200)}#${hash('sha256', text)}`);
}
