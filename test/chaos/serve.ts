import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type Route = (request: { readonly url: URL; readonly body: unknown }, response: ServerResponse) => unknown;

/**
 * Serves JSON on a free port and prints its address as the first line; ends with the process that started it. A route
 * gives the answer, or undefined where it has answered itself, or has cut the connection.
 */
export function serve(routes: Readonly<Record<string, Route>>): void {
  const server = createServer((request, response) => void answer(request, response, routes));
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}\n`);
  });
  endWithParent();
}

/** The parent's end of our stdin closes when it dies, however it dies. */
export function endWithParent(): void {
  process.stdin.resume().once('end', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
}

async function answer(request: IncomingMessage, response: ServerResponse, routes: Readonly<Record<string, Route>>): Promise<void> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return;
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const text = Buffer.concat(chunks).toString();
  const route = routes[`${request.method} ${url.pathname}`];
  const result = route === undefined ? {} : await route({ url, body: text === '' ? undefined : JSON.parse(text) }, response);
  if (result !== undefined && !response.headersSent && !response.destroyed) reply(response, { status: 200, body: result });
}

export function reply(
  response: ServerResponse,
  { status, body, headers = {} }: { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> },
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
