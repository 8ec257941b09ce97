import Fastify, { type FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { addControl, type Control } from '../shared/control.js';
import type { FaultList } from '../shared/faults.js';
import type { RequestCounters } from '../shared/request-counters.js';
import { Gatekeeper, type ShopCredentials } from './credentials.js';
import { internalError, MagentoError, noSuchRoute } from './magento-error.js';
import { addPages } from './pages.js';
import { addRestRoutes } from './rest.js';
import type { ShopSeed } from './shapes.js';
import { ShopData } from './shop-data.js';

export interface ShopOptions {
  /** 0, the default: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Where the shop's data is kept. Absent: in memory. */
  readonly file?: string;
  /** What an empty shop begins with; left aside where the file holds anything. */
  readonly data?: ShopSeed;
  readonly credentials: ShopCredentials;
  /** Store view codes besides `all`. Default `default`. */
  readonly storeCodes?: readonly string[];
  /** "Maximum Page Size" of the admin: larger ones are refused with 400. */
  readonly maxPageSize?: number;
  /** "Default Page Size" of the admin. Absent: all records. */
  readonly defaultPageSize?: number;
  /** True: a page past the end is the last page again, as up to 2.3. */
  readonly repeatsLastPage?: boolean;
  /** Where clients reach the shop, when it stands behind a proxy. */
  readonly publicUrl?: string;
  readonly now?: () => Date;
  readonly log?: (message: string) => void;
}

/** A running stand-in. */
export interface Shop extends AsyncDisposable {
  /** Without a trailing slash: the `baseUrl` of a connector, and the page for people. */
  readonly url: string;
  /** Place, edit and look at records here. */
  readonly data: ShopData;
  readonly faults: FaultList;
  readonly requests: RequestCounters;
  /** Ends all connections, and closes the file. */
  close(): Promise<void>;
}

/** Starts a stand-in for a Magento 2.4 shop. Throws where the port is taken, or a record of `data` has not the shape. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const now = options.now ?? ((): Date => new Date());
  const data = new ShopData({ now, ...(options.file !== undefined && { file: options.file }) });
  if (data.isEmpty && options.data !== undefined) data.addSeed(options.data);
  const app = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });
  const control = buildApp(app, { ...options, data, now });
  const url = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  options.log?.(`shop: ${url} with ${data.orders.size} orders, ${data.customers.size} customers, ${data.products.size} products`);
  const close = async (): Promise<void> => {
    await app.close();
    data[Symbol.dispose]();
  };
  return { url, data, faults: control.faults, requests: control.requests, close, [Symbol.asyncDispose]: close };
}

type AppOptions = Omit<ShopOptions, 'data' | 'now'> & { readonly data: ShopData; readonly now: () => Date };

function buildApp(app: FastifyInstance, { data, now, ...options }: AppOptions): Control {
  const control = addControl(app);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('date', now().toUTCString());
  });
  app.setNotFoundHandler(async (request, reply) => {
    if (request.url.startsWith('/rest')) return await reply.code(404).send(noSuchRoute().body);
    return await reply.code(404).type('text/html').send('<!doctype html><title>404 Not Found</title><h1>Whoops, our bad...</h1>');
  });
  app.setErrorHandler(async (error, _request, reply) => {
    const answer = error instanceof MagentoError ? error : internalError(error instanceof ZodError ? '5f1c000shape' : '5f1c0unknown');
    if (answer !== error) options.log?.(`shop: ${String(error)}`);
    return await reply.code(answer.status).send(answer.body);
  });
  addRestRoutes(app, {
    data,
    gatekeeper: new Gatekeeper(options.credentials, now),
    limits: {
      ...(options.maxPageSize !== undefined && { maxPageSize: options.maxPageSize }),
      ...(options.defaultPageSize !== undefined && { defaultPageSize: options.defaultPageSize }),
    },
    search: { repeatsLastPage: options.repeatsLastPage ?? false },
    storeCodes: options.storeCodes ?? ['default'],
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
  });
  addPages(app, data, control);
  return control;
}
