import { z } from 'zod';
import { ConnectorError } from '../../core/errors.js';
import type { JsonObject } from '../../core/json.js';
import type { ConnectorContext } from '../connector.js';
import { excerpt, HttpClient, type HttpResponse, refuseServerErrors } from '../http/http-client.js';
import type { DocumentParser, Parsed, ParseRequest } from './document-parser.js';
import { FileFault } from './file-content.js';
import { wholeFile } from './local-file.js';
import type { ReadingSettings } from './settings.js';

export interface DocparserOptions {
  readonly settings: NonNullable<ReadingSettings['pdf']['docparser']>;
  readonly maxBytes: number;
  readonly context: ConnectorContext;
}

const uploaded = z.looseObject({ id: z.string().min(1) });
const records = z.array(z.record(z.string(), z.unknown())).transform((list) => list as readonly JsonObject[]);
const ticketShape = z.object({ parser: z.string(), document: z.string(), sentAtMs: z.number() });
type Ticket = z.output<typeof ticketShape>;

const pollMs = 10_000;

/** Sends the document once, and asks for its result whenever it is asked. https://docparser.com/api/ */
export function docparser({ settings, maxBytes, context }: DocparserOptions): DocumentParser {
  const client = new HttpClient({
    endpointId: context.endpointId,
    baseUrl: settings.baseUrl.replace(/\/$/, ''),
    budget: context.budget({ name: 'docparser', concurrency: 2 }),
    timeoutMs: 60_000,
    authorize: () => ({ authorization: `Basic ${Buffer.from(`${settings.apiKey}:`).toString('base64')}` }),
  });
  const service: Service = { client, settings, maxBytes, context };
  return {
    parse: async (request) => (request.ticket === undefined ? await send(request, service) : await ask(request, service)),
    [Symbol.asyncDispose]: async () => await client[Symbol.asyncDispose](),
  };
}

interface Service extends DocparserOptions {
  readonly client: HttpClient;
}

async function send({ file, id, tags, signal }: ParseRequest, service: Service): Promise<Parsed> {
  const { client, settings, maxBytes, context } = service;
  const parser = parserOf(tags, settings);
  const content = Buffer.from(await wholeFile(file, maxBytes, signal)).toString('base64');
  const body = { file_content: content, file_name: file.name.split('/').at(-1), remote_id: id.slice(0, 255) };
  const path = `/v1/document/upload/${encodeURIComponent(parser)}`;
  const answer = uploaded.safeParse(accepted(await client.request({ method: 'POST', path, body, signal }), service));
  if (!answer.success) throw failed('UnexpectedAnswer', 'Docparser took the document and gave no id for it.', service);
  const ticket: Ticket = { parser, document: answer.data.id, sentAtMs: context.now().getTime() };
  return { state: 'pending', ticket: { ...ticket }, waitMs: pollMs };
}

/** A result is a list of records; whatever else comes with 200 means that it is still in the works. */
async function ask({ ticket, signal }: ParseRequest, service: Service): Promise<Parsed> {
  const { parser, document, sentAtMs } = ticketShape.parse(ticket);
  const path = `/v1/results/${encodeURIComponent(parser)}/${encodeURIComponent(document)}`;
  const answer = records.safeParse(accepted(await service.client.request({ method: 'GET', path, signal }), service));
  if (answer.success) return { state: 'ready', records: answer.data };
  const waitedMs = service.context.now().getTime() - sentAtMs;
  const { waitMinutes } = service.settings;
  if (waitedMs < waitMinutes * 60_000) return { state: 'pending', ticket: { parser, document, sentAtMs }, waitMs: pollMs };
  throw new FileFault(
    'NOT_PARSED',
    `Docparser has not finished the document ${document} within ${waitMinutes} minutes (parser ${parser}). See it there, and put the file in again.`,
  );
}

function parserOf(tags: Readonly<Record<string, string>>, { parsers, parserTag }: DocparserOptions['settings']): string {
  const wanted = tags[parserTag ?? 'tx_type'] ?? '';
  const parser = parsers[wanted] ?? parsers['*'];
  if (parser !== undefined) return parser;
  throw new FileFault(
    'NO_PARSER',
    `No Docparser parser is named for "${wanted}" (pdf.docparser.parsers). There are: ${Object.keys(parsers).join(', ')}.`,
  );
}

/** The body of an answer with 2xx. What is wrong with one document is the file's fault; what is wrong with the key stops all. */
function accepted(response: HttpResponse, service: Service): unknown {
  const { status, body, text } = response;
  if (status >= 200 && status < 300) return body;
  if (status === 401 || status === 403)
    throw failed('Auth', `Docparser refused the API key (${status}). Check pdf.docparser.apiKey.`, service);
  if (status === 429) throw failed('Throttled', 'Docparser asks to slow down.', service);
  if (status < 500)
    throw new FileFault(
      'NOT_PARSED',
      `Docparser refused the document (${status}): ${excerpt(text)}. See the parser there, and put the file in again.`,
    );
  refuseServerErrors(response, { endpointId: service.context.endpointId, where: 'Docparser', now: service.context.now() });
  throw failed('Transient', `Docparser answered ${status}.`, service);
}

function failed(code: 'Auth' | 'Throttled' | 'Transient' | 'UnexpectedAnswer', message: string, { context }: Service): ConnectorError {
  return new ConnectorError(code, message, {
    endpoint: context.endpointId,
    effect: 'none',
    ...(code === 'Throttled' && { retryAfterMs: pollMs }),
  });
}
