import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { suiteqlPermission } from '../auth/role.js';
import type { NetSuiteRoom } from '../room.js';
import { textOf } from '../suiteql/functions.js';
import { parseQuery } from '../suiteql/parser.js';
import { QueryProblem } from '../suiteql/problem.js';
import { type Result, runPage } from '../suiteql/run.js';
import { tablesOf } from '../suiteql/tables.js';
import { isDate, type SqlValue } from '../suiteql/values.js';
import { door, type RestAction } from './door.js';
import { badRequest, RestProblem } from './errors.js';

const bodySchema = z.object({ q: z.string() });
const mostRows = 100_000;

/** `POST /services/rest/query/v1/suiteql`: pages of at most 1000 rows, 100,000 in all. */
export function addSuiteqlRoute(app: FastifyInstance, room: NetSuiteRoom): void {
  const tables = tablesOf(room.account);
  const action: RestAction = ({ request, baseUrl }) => {
    if (!room.role.may(suiteqlPermission)) {
      throw new RestProblem(403, 'INSUFFICIENT_PERMISSION', { message: `Permission Violation: your role needs "${suiteqlPermission}".` });
    }
    if (!/\btransient\b/i.test(String(request.headers.prefer ?? ''))) {
      throw badRequest('INVALID_HEADER', 'The header Prefer: transient is required.');
    }
    const { limit, offset } = pageOf(request.query as Readonly<Record<string, string | undefined>>);
    const body = bodySchema.safeParse(request.body);
    if (!body.success) throw badRequest('INVALID_CONTENT', 'The request body must be an object with the query in q.', 'q');
    const session = {
      zone: room.account.settings.timeZone ?? 'America/Los_Angeles',
      now: room.account.now(),
      dateFormat: dateFormat(room),
    };
    if (offset >= mostRows) throw badRequest('INVALID_PARAMETER', `SuiteQL answers ${mostRows} rows at most.`, 'offset');
    const page = { offset, limit: Math.min(limit, mostRows - offset) };
    const result = refusing(() => runPage(parseQuery(body.data.q), { tables, session }, page));
    const total = Math.min(result.total, mostRows);
    const self = `${baseUrl}/services/rest/query/v1/suiteql`;
    const hasMore = offset + limit < total;
    const link = (rel: string, at: number): unknown => ({ rel, href: `${self}?limit=${limit}&offset=${at}` });
    return {
      status: 200,
      headers: {
        'content-type': 'application/vnd.oracle.resource+json; type=collection; charset=UTF-8',
        'preference-applied': 'transient',
      },
      body: {
        links: [link('self', offset), ...(hasMore ? [link('next', offset + limit)] : [])],
        count: result.rows.length,
        hasMore,
        items: result.rows.map((row) => itemOf(result, row, session)),
        offset,
        totalResults: total,
      },
    };
  };
  app.post('/services/rest/query/v1/suiteql', door(room, action));
}

function dateFormat({ account }: NetSuiteRoom): string {
  return { 'M/D/YYYY': 'MM/DD/YYYY', 'D/M/YYYY': 'DD/MM/YYYY', 'YYYY-MM-DD': 'YYYY-MM-DD' }[account.settings.dateFormat ?? 'M/D/YYYY'];
}

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof QueryProblem) throw badRequest('INVALID_PARAMETER', error.message, 'q');
    throw error;
  }
}

function pageOf({ limit = '1000', offset = '0' }: Readonly<Record<string, string | undefined>>): {
  readonly limit: number;
  readonly offset: number;
} {
  if (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > 1000) {
    throw badRequest('INVALID_PARAMETER', 'The limit must be between 1 and 1000.', 'limit');
  }
  if (!/^\d+$/.test(offset) || Number(offset) % Number(limit) !== 0) {
    throw badRequest('INVALID_PARAMETER', 'The offset must be a multiple of the limit.', 'offset');
  }
  return { limit: Number(limit), offset: Number(offset) };
}

/** Every value is text; nulls are left out; keys stand in the order of the alphabet; days have no leading zeros. */
function itemOf({ names }: Result, row: readonly SqlValue[], session: Parameters<typeof textOf>[1]): Readonly<Record<string, unknown>> {
  const entries = names.flatMap((name, index): readonly (readonly [string, string])[] => {
    const value = row[index] ?? null;
    if (value === null || value === '') return [];
    const text = textOf(value, session);
    return [[name, isDate(value) && session.dateFormat.includes('/') ? text.replaceAll(/\b0(\d)/g, '$1') : text]];
  });
  return { links: [], ...Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}
