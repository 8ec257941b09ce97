import Fastify from 'fastify';
import { addControl, type Control } from '../shared/control.js';
import { CrmRefusal } from './answers.js';
import { addAssociationRoutes } from './association-routes.js';
import { addPortalControl } from './control-routes.js';
import { type CrmLimits, defaultLimits, Gate, isRead, type SeenRequest } from './gate.js';
import { addObjectRoutes } from './object-routes.js';
import { addPages } from './pages.js';
import { Portal } from './portal.js';
import { addAccountRoutes, addPropertyRoutes } from './portal-routes.js';

export interface CrmOptions {
  /** Absent or 0: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Where the portal is kept; its folder must exist. Absent: in memory, gone when it is closed. */
  readonly file?: string;
  /** The access token that is accepted. */
  readonly token: string;
  /** Scopes of the token, such as `crm.objects.deals.write`. Absent: all. */
  readonly scopes?: readonly string[];
  readonly portalId?: number;
  readonly now?: () => Date;
  /** A line for every request. */
  readonly log?: (line: string) => void;
  readonly limits?: Partial<CrmLimits>;
  /** Told of every request that a limit was asked about. */
  readonly seen?: (request: SeenRequest) => void;
}

/** A running stand-in for HubSpot. */
export interface Crm {
  readonly url: string;
  readonly portal: Portal;
  readonly control: Control;
  close(): Promise<void>;
}

/**
 * Starts a stand-in for HubSpot's CRM: contacts, companies, products, deals and line items, with HubSpot's paths (dated
 * versions, v3 and v4), limits, validation and answers to errors. `/` shows what it holds; `/__sandbox/faults`,
 * `/__sandbox/requests` and `/__sandbox/rules` make it misbehave, count, and refuse records.
 */
export async function startCrm(options: CrmOptions): Promise<Crm> {
  const now = options.now ?? (() => new Date());
  const portal = new Portal({ id: options.portalId ?? 4_711_000, now, file: options.file });
  const { token, scopes, seen } = options;
  const gate = new Gate({ token, scopes, limits: { ...defaultLimits, ...options.limits }, now, seen });
  const app = Fastify({ bodyLimit: 20_000_000, forceCloseConnections: true });
  const control = addControl(app, { isRead });
  gate.guard(app);
  app.setErrorHandler(async (error, _request, reply) => {
    if (error instanceof CrmRefusal) return await reply.code(error.status).send(error.body());
    const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
    const message = error instanceof Error ? error.message : String(error);
    return await reply.code(status).send({ status: 'error', message, category: status < 500 ? 'VALIDATION_ERROR' : 'INTERNAL_ERROR' });
  });
  if (options.log !== undefined) {
    const { log } = options;
    app.addHook('onResponse', (request, reply, done) => {
      log(`${request.method} ${request.url} ${reply.statusCode}`);
      done();
    });
  }
  addObjectRoutes(app, portal);
  addAssociationRoutes(app, portal);
  addPropertyRoutes(app, portal);
  addAccountRoutes(app, { portal, gate });
  addPortalControl(app, portal);
  addPages(app, portal, control);
  const url = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  return {
    url,
    portal,
    control,
    close: async () => {
      await app.close();
      portal[Symbol.dispose]();
    },
  };
}
