import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request: answered in place of the store, cut after the store has answered, or left waiting. */
export type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly code: string; readonly match?: RegExp }
  | { readonly kind: 'cut'; readonly match?: RegExp }
  | { readonly kind: 'stall'; readonly match?: RegExp };

/** Stands between a client and a store, passes everything on, and strikes once for every fault that it was given. */
export class FaultProxy {
  readonly #to: string;
  readonly #server = createServer((incoming, response) => {
    const asked = `${incoming.method} ${incoming.url}`;
    this.requests.push(asked);
    const index = this.faults.findIndex(({ match }) => match === undefined || match.test(asked));
    const [fault] = index === -1 ? [] : this.faults.splice(index, 1);
    if (fault?.kind === 'stall') return;
    if (fault?.kind === 'answer') {
      response.writeHead(fault.status, { 'content-type': 'application/xml' });
      response.end(
        incoming.method === 'HEAD' ? '' : `<Error><Code>${fault.code}</Code><Message>The ${fault.code} message</Message></Error>`,
      );
      return;
    }
    this.#forward(incoming, (answer) => {
      if (fault?.kind === 'cut') {
        answer.resume().on('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }).on('error', () => response.destroy());
  });
  readonly faults: Fault[] = [];
  readonly requests: string[] = [];

  constructor(to: string) {
    this.#to = to;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #forward(incoming: IncomingMessage, onAnswer: (answer: IncomingMessage) => void) {
    const onward = request(`${this.#to}${incoming.url}`, { method: incoming.method ?? 'GET', headers: incoming.headers }, onAnswer);
    incoming.pipe(onward);
    return onward;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
