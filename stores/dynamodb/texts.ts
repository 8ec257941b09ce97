import { storable } from '../text.js';

/** Of ids and messages alike: some of them together must fit into one item. */
const longest = 20_000;

/** A text as a row keeps it; a very long message is cut, and says so. */
export function keptText(text: string): string {
  const kept = storable(text);
  return kept.length <= longest ? kept : `${storable(kept.slice(0, longest))} … (${kept.length} characters, the rest is not kept)`;
}
