import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One request in the JSON protocol of AWS: its operation, such as `SendMessageBatch`, and its body. */
export interface AskedOperation {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * What happens to one request: refused in place of the service; answered by what `answer` makes of it (undefined passes it
 * on); changed on its way back; cut after the service has answered; or left waiting. `operation`: only to these. `isLasting`: to all of them.
 */
export type JsonFault = { readonly operation?: RegExp; readonly isLasting?: true } & (
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string; readonly message?: string; readonly more?: object }
  | { readonly kind: 'answer'; readonly answer: (asked: AskedOperation) => object | undefined }
  | { readonly kind: 'alter'; readonly alter: (answer: Readonly<Record<string, unknown>>, asked: AskedOperation) => object }
  | { readonly kind: 'cut' }
  | { readonly kind: 'stall' }
);

/** Stands between a client and a service of AWS, passes everything on, and strikes once for every fault that it was given. */
export class JsonProxy implements AsyncDisposable {
  readonly #to: string;
  readonly #server = createServer((incoming, response) => {
    this.#serve(incoming, response).catch(() => response.destroy());
  });
  readonly faults: JsonFault[] = [];
  readonly requests: AskedOperation[] = [];
  #url = '';

  constructor(to: string) {
    this.#to = to;
  }

  static async open(to: string): Promise<JsonProxy> {
    const proxy = new JsonProxy(to);
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    proxy.#url = `http://127.0.0.1:${(proxy.#server.address() as AddressInfo).port}`;
    return proxy;
  }

  get url(): string {
    return this.#url;
  }

  /** The bodies of all requests of an operation. */
  asked(operation: string): readonly AskedOperation['body'][] {
    return this.requests.filter((asked) => asked.operation === operation).map(({ body }) => body);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await text(incoming);
    const asked = { operation: String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '', body: JSON.parse(sent || '{}') };
    this.requests.push(asked);
    const index = this.faults.findIndex(({ operation }) => operation === undefined || operation.test(asked.operation));
    const fault = this.faults[index];
    if (fault !== undefined && fault.isLasting !== true) this.faults.splice(index, 1);
    if (fault?.kind === 'stall') return;
    if (fault?.kind === 'refuse')
      return answerWith(response, fault.status, {
        __type: fault.code,
        message: fault.message ?? `The ${fault.code} message`,
        ...fault.more,
      });
    const made = fault?.kind === 'answer' ? fault.answer(asked) : undefined;
    if (made !== undefined) return answerWith(response, 200, made);
    const answer = await this.#forward(incoming, sent);
    if (fault?.kind === 'cut') return void response.destroy();
    const body = fault?.kind === 'alter' ? JSON.stringify(fault.alter(JSON.parse(answer.text), asked)) : answer.text;
    const { 'content-length': _length, 'transfer-encoding': _encoding, 'x-amz-crc32': _checksum, ...headers } = answer.headers;
    response.writeHead(answer.status, headers).end(body);
  }

  async #forward({ method, url, headers }: IncomingMessage, sent: string) {
    return await new Promise<{ status: number; headers: IncomingMessage['headers']; text: string }>((resolve, reject) => {
      const onward = request(`${this.#to}${url}`, { method: method ?? 'POST', headers }, (answer) => {
        text(answer).then((body) => resolve({ status: answer.statusCode ?? 500, headers: answer.headers, text: body }), reject);
      });
      onward.on('error', reject).end(sent);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}

function answerWith(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}
