import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import { type NetSuiteCredentials, Nonces } from './auth/credentials.js';
import { TokenIssuer } from './auth/oauth2.js';
import { type Permissions, Role } from './auth/role.js';
import { Concurrency } from './concurrency.js';
import type { Account } from './records/account.js';
import { RestJobs } from './rest/jobs.js';
import { type Scene, Script } from './scenes.js';
import { SearchSessions } from './search/sessions.js';
import { AsyncJobs } from './soap/async-jobs.js';

export interface RoomOptions {
  readonly account: Account;
  readonly credentials: NetSuiteCredentials;
  readonly permissions: Permissions | undefined;
  readonly concurrency: number;
  readonly publicUrl: string | undefined;
  readonly versions: readonly string[] | undefined;
  readonly log: ((line: string) => void) | undefined;
}

/** What all doors of the stand-in share: the account, who may come in, and how the day goes. */
export class NetSuiteRoom {
  readonly account: Account;
  readonly credentials: NetSuiteCredentials;
  readonly nonces: Nonces;
  readonly tokens: TokenIssuer;
  readonly searches: SearchSessions;
  readonly jobs = new AsyncJobs();
  readonly restJobs = new RestJobs();
  readonly script = new Script();
  /** What the script has in store for the answer of a request. */
  sceneOf: (request: FastifyRequest) => Scene | undefined = () => undefined;
  readonly concurrency: Concurrency;
  readonly publicUrl: string | undefined;
  /** The versions of SOAP that are supported. Absent: all. */
  readonly versions: readonly string[] | undefined;
  readonly log: ((line: string) => void) | undefined;
  role: Role;
  /** Every call that was let in takes this long. */
  latencyMs = 0;
  /** What 429 says in Retry-After. Absent: nothing. */
  retryAfterSeconds: number | undefined = 1;

  constructor(options: RoomOptions) {
    this.account = options.account;
    this.credentials = options.credentials;
    this.nonces = new Nonces(options.account.now);
    this.tokens = new TokenIssuer(options.credentials.oauth2, options.account.now);
    this.searches = new SearchSessions(options.account);
    this.concurrency = new Concurrency(options.concurrency);
    this.publicUrl = options.publicUrl;
    this.versions = options.versions;
    this.log = options.log;
    this.role = new Role(options.permissions);
  }

  async delay(): Promise<void> {
    if (this.latencyMs > 0) await sleep(this.latencyMs, undefined, { ref: false });
  }
}
