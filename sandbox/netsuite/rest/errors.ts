import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** A REST request that is refused. `code` is NetSuite's, `path` says where in the request. */
export class RestProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    {
      message,
      path,
      headers = {},
    }: { readonly message: string; readonly path?: string | undefined; readonly headers?: Readonly<Record<string, string>> },
  ) {
    super(message);
    this.name = 'RestProblem';
    this.status = status;
    this.code = code;
    this.path = path;
    this.headers = headers;
  }
}

export interface RestAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export function problemAnswer({ status, code, path, message, headers }: RestProblem): RestAnswer {
  return {
    status,
    headers: { 'content-type': 'application/vnd.oracle.resource+json; type=error; charset=UTF-8', ...headers },
    body: {
      type: `https://www.rfc-editor.org/rfc/rfc9110.html#name-${status}`,
      title: titles[status] ?? 'Error',
      status,
      'o:errorDetails': [{ detail: message, ...placeOf(path), 'o:errorCode': code }],
    },
  };
}

/** Query parameters have a name of their own in errors. */
function placeOf(path: string | undefined): Readonly<Record<string, string>> {
  if (path === undefined) return {};
  return ['q', 'limit', 'offset', 'fields'].includes(path) ? { 'o:errorQueryParam': path } : { 'o:errorPath': path };
}

export async function sendAnswer(reply: FastifyReply, { status, headers = {}, body }: RestAnswer): Promise<void> {
  reply.header('x-netsuite-jobid', randomUUID());
  reply.code(status).headers({ 'content-type': 'application/vnd.oracle.resource+json; type=singular; charset=UTF-8', ...headers });
  if (body === undefined) await reply.removeHeader('content-type').send();
  else await reply.send(JSON.stringify(body));
}

export function badRequest(code: string, message: string, path?: string): RestProblem {
  return new RestProblem(400, code, { message, path });
}
