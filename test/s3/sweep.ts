import type { Endpoint, Page, Source } from '../../connectors/connector.js';
import type { Instant } from '../../core/instant.js';
import { readToEnd } from '../contract/source.js';

export const farFuture = '2099-01-01T00:00:00.000000Z' as Instant;
export function forever(): AbortSignal {
  return new AbortController().signal;
}

export function sourceOf({ source }: Endpoint): Source {
  if (source === undefined) throw new Error('this endpoint has no source');
  return source;
}

/** Everything that waits, page by page. */
export async function sweep(endpoint: Endpoint, limit = 100, until = farFuture) {
  const { entities, problems, pages } = await readToEnd(sourceOf(endpoint), { txType: 'order', until, limit, signal: forever() });
  return { entities, problems, pages, ends: endsOf(pages), records: entities.map(({ data }) => withoutOrigin(data)) };
}

/** What the engine does at the end of a task: every unit is through. */
export async function finish(endpoint: Endpoint, swept: { readonly ends: readonly string[]; readonly problems: Page['problems'] }) {
  const units = swept.ends.map((unit) => ({
    unit,
    failures: swept.problems.filter(({ srcId }) => srcId === unit).map(({ srcId = '', code, message }) => ({ srcId, code, message })),
  }));
  await sourceOf(endpoint).finish?.({ txType: 'order', units, signal: forever() });
}

function endsOf(pages: readonly Page[]): readonly string[] {
  return pages.flatMap(({ ends = [] }) => ends);
}

function withoutOrigin({ _file, ...data }: Readonly<Record<string, unknown>>) {
  return data;
}
