import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers every request with 200 and the JSON that `answer` makes of it, now or later, and remembers what was asked. */
export interface StubServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly AskedRequest[];
}

export interface AskedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

export async function openStub(answer: (request: AskedRequest) => unknown): Promise<StubServer> {
  const requests: AskedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const request = { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers };
    requests.push(request);
    outgoing.setHeader('content-type', 'application/json');
    void Promise.resolve(answer(request)).then((body) => outgoing.end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
