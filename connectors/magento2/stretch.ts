import { fromMagentoTime } from './magento-time.js';
import type { Position } from './position.js';
import type { Row } from './row.js';
import type { Filter } from './search-criteria.js';

/** A stretch of the source: what lies behind `from` and not behind the second `last`. */
export interface Stretch {
  readonly filters: readonly Filter[];
  readonly from?: Position;
  readonly last: string;
}

/** What is wrong with rows that do not lie in the stretch that was asked for; undefined where all do. */
export function checkRange(rows: readonly Row[], { from, last }: Stretch): string | undefined {
  for (const { id, time } of placed(rows)) {
    if (time > last) return `record ${id} was updated at ${time}, and nothing after ${last} was asked for`;
    if (from !== undefined && !isBehind({ time, id }, from)) return `record ${id} of ${time} was asked for before, and comes again`;
  }
  return undefined;
}

/** What is wrong with rows that do not ascend by (updated_at, id); undefined where they do. */
export function checkOrder(rows: readonly Row[]): string | undefined {
  let before: Required<Position> | undefined;
  for (const place of placed(rows)) {
    if (before !== undefined && !isBehind(place, before))
      return `record ${place.id} of ${place.time} comes after record ${before.id} of ${before.time}, although the order (updated_at, entity_id) was asked for`;
    before = place;
  }
  return undefined;
}

function isBehind(place: Required<Position>, from: Position): boolean {
  if (place.time !== from.time) return place.time > from.time;
  return from.id === undefined || place.id > from.id;
}

/** Where the rows stand that say so. How a database sorts a text that is no date is not for us to judge. */
function placed(rows: readonly Row[]): Required<Position>[] {
  return rows.flatMap(({ id, time }) =>
    id !== undefined && time !== undefined && fromMagentoTime(time) !== undefined ? [{ id, time }] : [],
  );
}
