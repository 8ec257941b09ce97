import { type Kysely, sql, type Transaction } from 'kysely';
import type { PageToStage, StagedPage } from '../store.js';
import { indexKey } from '../text.js';
import type { Tables } from './tables.js';

/** Pages of a retry begin so: their entities were read from the task's own rows, not from the source. */
const retryPrefix = 'retry/';

export async function readPage(db: Kysely<Tables>, taskNo: number, pageKey: string): Promise<StagedPage | undefined> {
  const { rows } = await sql<{ answer: string }>`
    select answer from pages where task_no = ${taskNo} and page_key = ${indexKey(pageKey)}`.execute(db);
  return rows[0] === undefined ? undefined : (JSON.parse(rows[0].answer) as StagedPage);
}

/** See `Staging.endingPages`. The key of an answer is looked for in its text: few pages have it, and those are parsed. */
export async function readEndingPages(db: Kysely<Tables>, taskNo: number): Promise<readonly StagedPage[]> {
  const { rows } = await sql<{ answer: string }>`
    select answer from pages where task_no = ${taskNo} and answer like '%"ends":%'`.execute(db);
  const pages = rows.map(({ answer }) => JSON.parse(answer) as StagedPage);
  return pages.filter(({ bookmark }) => bookmark.ends !== undefined).toSorted((a, b) => a.first - b.first);
}

export async function writePage(trx: Transaction<Tables>, page: PageToStage, answer: StagedPage): Promise<void> {
  const isRetry = page.pageKey.startsWith(retryPrefix) ? 1 : 0;
  await sql`insert into pages (task_no, page_key, is_retry, read_count, answer)
    values (${page.taskNo}, ${indexKey(page.pageKey)}, ${isRetry}, ${answer.read}, ${JSON.stringify(answer)})`.execute(trx);
}
