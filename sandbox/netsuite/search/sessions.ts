import type { Account } from '../records/account.js';
import { RecordProblem } from '../records/problem.js';
import type { SearchQuery } from './criteria.js';
import { type Hit, hitsOf } from './hits.js';

/**
 * `snapshot`: pages are those of the moment of the search. `live`: every page searches again, as Oracle says that
 * searchMoreWithId does, so that hits move between pages under the reader.
 */
export type SearchMode = 'snapshot' | 'live';

export interface SearchPage {
  readonly searchId: string;
  readonly query: SearchQuery;
  readonly hits: readonly Hit[];
  readonly totalRecords: number;
  readonly pageSize: number;
  readonly totalPages: number;
  readonly pageIndex: number;
}

interface Session {
  readonly query: SearchQuery;
  readonly hits: readonly Hit[];
  readonly pageSize: number;
  readonly openedAtMs: number;
}

/** Searches that may be read on, by their id. */
export class SearchSessions {
  readonly #account: Account;
  readonly #sessions = new Map<string, Session>();
  #count = 0;
  mode: SearchMode = 'snapshot';
  /** A search id is forgotten after this. */
  lifetimeMs = 15 * 60_000;
  /** So many answers to searchMoreWithId say the page index of the page before. */
  stuckPages = 0;

  constructor(account: Account) {
    this.#account = account;
  }

  open(query: SearchQuery, pageSize: number): SearchPage {
    this.#count += 1;
    const searchId = `WEBSERVICES_${this.#account.settings.id}_${this.#account.now().getTime()}_${this.#count}`;
    const session = { query, hits: hitsOf(this.#account, query), pageSize, openedAtMs: this.#account.now().getTime() };
    this.#sessions.set(searchId, session);
    return page(searchId, session, 1);
  }

  /** Throws INVALID_PAGE_INDEX and, for a search that is not known any more, INVALID_SEARCH_MORE. */
  more(searchId: string, pageIndex: number): SearchPage {
    const session = this.#sessions.get(searchId);
    if (session === undefined || this.#account.now().getTime() - session.openedAtMs > this.lifetimeMs) {
      throw new RecordProblem('INVALID_SEARCH_MORE', `The search ${searchId} is not known, or has expired.`);
    }
    const current = this.mode === 'live' ? { ...session, hits: hitsOf(this.#account, session.query) } : session;
    const pages = Math.ceil(current.hits.length / current.pageSize);
    if (!Number.isInteger(pageIndex) || pageIndex < 1 || pageIndex > Math.max(pages, 1)) {
      throw new RecordProblem('INVALID_PAGE_INDEX', `There is no page ${pageIndex}: the search has ${pages} pages.`);
    }
    if (this.stuckPages === 0) return page(searchId, current, pageIndex);
    this.stuckPages -= 1;
    return page(searchId, current, Math.max(1, pageIndex - 1));
  }
}

function page(searchId: string, { query, hits, pageSize }: Session, pageIndex: number): SearchPage {
  return {
    searchId,
    query,
    hits: hits.slice((pageIndex - 1) * pageSize, pageIndex * pageSize),
    totalRecords: hits.length,
    pageSize,
    totalPages: Math.ceil(hits.length / pageSize),
    pageIndex,
  };
}
