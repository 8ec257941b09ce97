import type { ReadNotes } from '../joins.js';
import type { RestApi } from './api.js';
import { notesQuery } from './query.js';
import { byParent, defined, textAt } from './read-row.js';

/** Notes go by SuiteQL, whichever door records take: SOAP finds them only by a join. */
export function notesByQuery(api: RestApi): ReadNotes {
  return async (ids, signal) => {
    const rows = byParent(await api.queryAll(notesQuery(ids), signal));
    return new Map(
      [...rows].map(([id, list]) => [
        id,
        list.map((row) =>
          defined({ id: textAt(row, 'id'), externalId: textAt(row, 'externalid'), title: textAt(row, 'title'), note: textAt(row, 'note') }),
        ),
      ]),
    );
  };
}
