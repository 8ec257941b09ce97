import type { Account } from '../records/account.js';
import { RecordProblem } from '../records/problem.js';
import type { SearchQuery } from '../search/criteria.js';

/** A saved search with the criteria of the call added to its own. Its columns are those that it was saved with. */
export function savedQuery(
  account: Account,
  query: SearchQuery,
  { id, scriptId }: { readonly id?: string; readonly scriptId?: string },
): SearchQuery {
  const saved = account.settings.savedSearches?.find((each) => each.internalId === id || each.scriptId === scriptId);
  if (saved === undefined || saved.subject !== query.subject) {
    throw new RecordProblem('INVALID_KEY_OR_REF', `There is no saved search ${id ?? scriptId ?? ''} of ${query.subject}.`);
  }
  return { subject: query.subject, criteria: [...saved.criteria, ...query.criteria], joins: query.joins, columns: saved.columns };
}
