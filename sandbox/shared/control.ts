import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError, z } from 'zod';
import { type Fault, FaultList, faultSchema } from './faults.js';
import { RequestCounters } from './request-counters.js';

export interface ControlOptions {
  /** True for requests that change nothing. Absent: GET and HEAD read, all others write. */
  readonly isRead?: (request: FastifyRequest) => boolean;
}

/** What a stand-in and its tests hold in their hands; the same is reachable over HTTP. */
export interface Control {
  readonly faults: FaultList;
  readonly requests: RequestCounters;
}

const controlPrefix = '/__sandbox/';

/**
 * Gives a fastify app its faults and counters. Call it before the app has routes.
 *
 * - `GET /__sandbox/faults` lists, `POST` adds one fault or a list of them (201; 400 with the reason where it is none), `DELETE` clears
 * - `GET /__sandbox/requests` answers `RequestCounts`, `DELETE` resets them
 *
 * Control calls, and routes with `config: { isPage: true }` (pages for people), are neither counted nor struck.
 */
export function addControl(app: FastifyInstance, options: ControlOptions = {}): Control {
  const control: Control = { faults: new FaultList(), requests: new RequestCounters() };
  const isRead = options.isRead ?? (({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD');
  const cutAfter = new WeakSet<FastifyRequest>();

  app.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request);
    if (path.startsWith(controlPrefix) || isPageForPeople(request)) return;
    const route = `${request.method} ${request.routeOptions.url ?? '(unknown)'}`;
    control.requests.count({ route, isRead: isRead(request) });
    const fault = control.faults.take({ method: request.method, path });
    if (fault?.kind === 'cut' && fault.when === 'after') cutAfter.add(request);
    else if (fault !== undefined) await strike(fault, { request, reply });
  });
  app.addHook('onSend', async (request, reply) => {
    if (!cutAfter.has(request)) return;
    reply.hijack();
    request.raw.socket.destroy();
  });
  addControlRoutes(app, control);
  return control;
}

async function strike(fault: Fault, exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply }): Promise<void> {
  const { request, reply } = exchange;
  if (fault.kind === 'slow') {
    await sleep(fault.delayMs, undefined, { ref: false });
  } else if (fault.kind === 'cut') {
    reply.hijack();
    request.raw.socket.destroy();
  } else {
    reply.code(fault.status).headers(fault.headers ?? {});
    if (fault.html !== undefined) await reply.type('text/html; charset=utf-8').send(fault.html);
    else if (fault.body === undefined) await reply.send();
    else await reply.type('application/json; charset=utf-8').send(JSON.stringify(fault.body));
  }
}

function addControlRoutes(app: FastifyInstance, { faults, requests }: Control): void {
  app.get(`${controlPrefix}faults`, () => faults.list());
  app.post(`${controlPrefix}faults`, async (request, reply) => {
    try {
      const inputs = z.array(faultSchema).parse(Array.isArray(request.body) ? request.body : [request.body]);
      return await reply.code(201).send(inputs.map((input) => faults.add(input)));
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      return await reply.code(400).send({ message: `That is no fault: ${z.prettifyError(error)}` });
    }
  });
  app.delete(`${controlPrefix}faults`, async (_request, reply) => {
    faults.clear();
    await reply.code(204).send();
  });
  app.get(`${controlPrefix}requests`, () => requests.counts());
  app.delete(`${controlPrefix}requests`, async (_request, reply) => {
    requests.reset();
    await reply.code(204).send();
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True for the pages that people look at: neither counted nor struck by faults. */
    readonly isPage?: boolean;
  }
}

function isPageForPeople(request: FastifyRequest): boolean {
  return request.routeOptions.config?.isPage === true;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}
