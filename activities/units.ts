import type { FinishedUnit, UnitFailure } from '../connectors/connector.js';
import type { Task } from '../core/task.js';
import type { Store } from '../stores/store.js';

/** So many units are told at once. */
const unitsPerCall = 100;
/** So many failures of one unit are told. */
const mostFailures = 1000;

/** The units that a task has read to their end, with what failed of each, a hundred at a time. */
export async function* unitsOf(store: Store, { taskNo }: Task): AsyncGenerator<readonly FinishedUnit[]> {
  let units: FinishedUnit[] = [];
  let first = 1;
  for (const page of await store.staging.endingPages(taskNo)) {
    const last = Math.max(page.last, first - 1);
    const failures = await failuresWithin(store, { taskNo, first, last });
    for (const unit of page.bookmark.ends ?? []) units.push({ unit, failures });
    first = last + 1;
    if (units.length < unitsPerCall) continue;
    yield units;
    units = [];
  }
  if (units.length > 0) yield units;
}

/** What failed among these rows. Entities were read in one go from the end of one unit to the end of the next. */
async function failuresWithin(
  store: Store,
  { taskNo, first, last }: { readonly taskNo: number; readonly first: number; readonly last: number },
): Promise<readonly UnitFailure[]> {
  if (last < first) return [];
  const rows = await store.staging.entities({ taskNo, statuses: ['F', '?'], afterSeq: first - 1, limit: mostFailures });
  return rows
    .filter(({ seq, isSuperseded }) => seq <= last && !isSuperseded)
    .map(({ srcId, code = 'unknown', message = '' }) => ({ srcId, code, message }));
}
