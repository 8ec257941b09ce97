import Fastify, { type FastifyRequest } from 'fastify';
import { addControl, type Control } from '../shared/control.js';
import type { NetSuiteCredentials } from './auth/credentials.js';
import type { Permissions } from './auth/role.js';
import { addAccountControl } from './control-routes.js';
import { demoSettings } from './demo/custom-fields.js';
import { addLists } from './demo/lists.js';
import { loadNorthwind } from './demo/northwind.js';
import { addErrorAnswers } from './error-answers.js';
import { addPages } from './pages.js';
import { Account } from './records/account.js';
import type { AccountSettings } from './records/definitions.js';
import { addRestRoutes } from './rest/routes.js';
import { NetSuiteRoom } from './room.js';
import { addSoapRoutes } from './soap/routes.js';
import { addStage } from './stage.js';

export interface NetSuiteOptions {
  /** Absent or 0: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Where the account is kept; its folder must exist. Absent: in memory, gone when it is closed. */
  readonly file?: string;
  readonly credentials: NetSuiteCredentials;
  /** As NetSuite writes it. Default `1234567_SB1`. */
  readonly accountId?: string;
  /** What an empty account begins with, besides its lists. Default `none`. */
  readonly data?: 'none' | 'northwind';
  /** What the account is like, over the demo account. */
  readonly settings?: Partial<Omit<AccountSettings, 'id'>>;
  /** What the role of the token may do. Absent: all. */
  readonly permissions?: Permissions;
  /** Requests under way at a time, SOAP and REST together. Default 5. */
  readonly concurrency?: number;
  /** Default 104 MB. */
  readonly maxRequestBytes?: number;
  /** Versions of SOAP that are supported, such as `2025_2`. Absent: all. */
  readonly versions?: readonly string[];
  /** Where clients reach it, when it stands behind a proxy. */
  readonly publicUrl?: string;
  readonly now?: () => Date;
  /** A line for every request, and for what went wrong inside. */
  readonly log?: (line: string) => void;
}

/** A running stand-in for a NetSuite account. */
export interface NetSuite extends AsyncDisposable {
  readonly url: string;
  readonly account: Account;
  readonly room: NetSuiteRoom;
  readonly control: Control;
  close(): Promise<void>;
}

const searches = ['get', 'getList', 'search', 'searchMoreWithId', 'getDeleted', 'getServerTime', 'getSelectValue'];

/**
 * Starts a stand-in for a NetSuite account: SOAP, REST records and SuiteQL over the same records, with NetSuite's ways
 * to log in, its schema, its limits and its refusals. `/` shows what it holds; `/__sandbox/…` makes it misbehave.
 */
export async function startNetSuite(options: NetSuiteOptions): Promise<NetSuite> {
  const now = options.now ?? ((): Date => new Date());
  const settings = { ...demoSettings(options.accountId ?? '1234567_SB1'), ...options.settings };
  const account = new Account({ settings, now, file: options.file });
  if (account.isEmpty) {
    addLists(account);
    if (options.data === 'northwind') loadNorthwind(account);
  }
  const room = new NetSuiteRoom({
    account,
    credentials: options.credentials,
    permissions: options.permissions,
    concurrency: options.concurrency ?? 5,
    publicUrl: options.publicUrl,
    versions: options.versions,
    log: options.log,
  });
  const app = Fastify({
    bodyLimit: options.maxRequestBytes ?? 104_000_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
  });
  const isRead = ({ method, headers }: FastifyRequest): boolean =>
    method === 'GET' || searches.includes(String(headers.soapaction ?? '').replaceAll('"', ''));
  const control = addControl(app, { isRead });
  addErrorAnswers(app, room);
  addStage(app, room);
  addSoapRoutes(app, room);
  addRestRoutes(app, room);
  addAccountControl(app, room);
  addPages(app, room, control);
  if (options.log !== undefined) {
    const { log } = options;
    app.addHook('onResponse', (request, reply, done) => {
      log(`${request.method} ${request.url} ${String(request.headers.soapaction ?? '')} ${reply.statusCode}`);
      done();
    });
  }
  const url = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  const close = async (): Promise<void> => {
    await app.close();
    account[Symbol.dispose]();
  };
  return { url, account, room, control, close, [Symbol.asyncDispose]: close };
}
