// The two systems of the benchmark, each a process of its own: `node systems.js source 100000` or `node systems.js target`.
// Prints its address as the first line. Lean on purpose: what is measured is what stands between them.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { recordText } from './record.js';

const [kind = '', size = '0'] = process.argv.slice(2);
const handler = kind === 'source' ? sourceHandler(Number(size)) : targetHandler();

const server = createServer((request, response) => void handler(request, response));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}\n`);
});
process.once('SIGTERM', () => process.exit(0));

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** `GET /records?after=ID&limit=N`: the records behind an id, ascending. `GET /records?ids=1,2`: these. */
function sourceHandler(total: number): Handler {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const after = Number(url.searchParams.get('after') ?? 0);
    const last = Math.min(after + Number(url.searchParams.get('limit') ?? 1000), total);
    const ids =
      url.searchParams.get('ids')?.split(',').map(Number) ??
      Array.from({ length: Math.max(last - after, 0) }, (_, index) => after + 1 + index);
    const texts = ids.map((id) => recordText(id, 0));
    answer(response, `{"records":[${texts.join(',')}],"isDone":${last >= total}}`);
  };
}

/**
 * `POST /batch`: saves by key and answers one outcome per entity. `GET /stats`: what was received. `PUT /?refuseEvery=N`:
 * refuses one in so many keys from then on, none where it is 0. `DELETE /`: forgets everything.
 */
function targetHandler(): Handler {
  const saved = new Map<string, number>();
  const nothing = { requests: 0, entities: 0, refused: 0, writtenTwice: 0 };
  const stats = { ...nothing };
  let refuseEvery = 0;
  return async (request, response) => {
    if (request.method === 'PUT') refuseEvery = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('refuseEvery'));
    if (request.method === 'DELETE') {
      saved.clear();
      Object.assign(stats, nothing);
    }
    if (request.method !== 'POST') {
      answer(response, JSON.stringify({ ...stats, saved: saved.size }));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { entities } = JSON.parse(Buffer.concat(chunks).toString()) as { entities: { key: string }[] };
    stats.requests += 1;
    stats.entities += entities.length;
    const outcomes = entities.map(({ key }) => {
      if (refuseEvery > 0 && Number(key) % refuseEvery === 0) {
        stats.refused += 1;
        return { refused: 'the key is not wanted' };
      }
      const isKnown = saved.has(key);
      if (isKnown) stats.writtenTwice += 1;
      saved.set(key, (saved.get(key) ?? 0) + 1);
      return { id: `T${key}`, change: isKnown ? 'updated' : 'created' };
    });
    answer(response, JSON.stringify({ outcomes }));
  };
}

function answer(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}
