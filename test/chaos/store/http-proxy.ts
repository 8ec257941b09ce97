import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to requests, one of so many of each kind; `none`: they pass. */
export type ProxyFault = 'none' | 'cut' | 'throttle';
const oneOf = { cut: 4, throttle: 2 } as const;

const throttled = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  message: 'the level of configured provisioned throughput was exceeded',
});

/** Stands between the workers and DynamoDB: cuts before a request arrives or before its answer does, or answers by itself. */
export class HttpProxy {
  readonly #to: string;
  readonly #random: () => number;
  readonly #server = createServer((incoming, response) => void this.#answer(incoming, response));
  fault: ProxyFault = 'none';
  readonly stats = { requestsLost: 0, answersLost: 0, throttled: 0 };

  /** `to`: the address of the server. */
  constructor(to: string, random: () => number) {
    this.#to = to;
    this.#random = random;
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Resolves with the address that clients send their requests to. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { fault } = this;
    const isStruck = fault !== 'none' && this.#random() * oneOf[fault] < 1;
    if (isStruck && fault === 'throttle') {
      this.stats.throttled += 1;
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(throttled);
      return;
    }
    if (isStruck && this.#random() < 0.5) {
      this.stats.requestsLost += 1;
      response.destroy();
      return;
    }
    try {
      const { status, headers, body } = await this.#forward(incoming);
      if (isStruck) {
        this.stats.answersLost += 1;
        response.destroy();
      } else response.writeHead(status, headers).end(body);
    } catch {
      response.destroy();
    }
  }

  #forward(incoming: IncomingMessage) {
    const { method = 'POST', url = '/', headers } = incoming;
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const onward = request(`${this.#to}${url}`, { method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        answer.on('end', () => resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: Buffer.concat(chunks) }));
      });
      onward.on('error', reject);
      incoming.on('error', reject).pipe(onward);
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
