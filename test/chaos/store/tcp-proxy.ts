import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

/** Of so many answers one gets lost while connections are being cut. */
const oneOf = 40;

/** Stands between the workers and a server, and cuts connections: at any moment, and just before an answer arrives. */
export class TcpProxy {
  readonly #to: number;
  readonly #random: () => number;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#connect(client));
  #isCutting = false;
  readonly stats = { cut: 0, answersLost: 0 };

  /** `to`: the port of the server on this machine. */
  constructor(to: number, random: () => number) {
    this.#to = to;
    this.#random = random;
  }

  /** Resolves with the port that clients connect to. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  #connect(client: Socket): void {
    const server = dial(this.#to, '127.0.0.1');
    const end = () => {
      for (const socket of [client, server]) {
        this.#sockets.delete(socket);
        socket.destroy();
      }
    };
    for (const socket of [client, server]) this.#sockets.add(socket.setNoDelay().on('error', end).on('close', end));
    client.on('data', (request) => server.write(request));
    server.on('data', (answer) => {
      if (this.#isCutting && this.#random() * oneOf < 1) {
        this.stats.answersLost += 1;
        end();
      } else client.write(answer);
    });
  }

  /** Cuts all connections. New ones can be made at once, and lose answers until `loseAnswers(false)`. */
  cut(): void {
    for (const socket of this.#sockets) {
      this.stats.cut += 1;
      socket.destroy();
    }
    this.#isCutting = true;
  }

  /** Connections work again. */
  mend(): void {
    this.#isCutting = false;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
