import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toObjectType } from './definitions.js';

/** How many requests the portal takes. */
export interface CrmLimits {
  /** In any ten seconds. */
  readonly burst: number;
  readonly daily: number;
  readonly searchPerSecond: number;
}

export const defaultLimits: CrmLimits = { burst: 100, daily: 250_000, searchPerSecond: 5 };

export interface GateOptions {
  readonly token: string;
  /** Absent: all of them. */
  readonly scopes?: readonly string[] | undefined;
  readonly limits: CrmLimits;
  readonly now: () => Date;
  /** Told of every request that a limit was asked about. */
  readonly seen?: ((request: SeenRequest) => void) | undefined;
}

/** A request as the limits see it. */
export interface SeenRequest {
  readonly at: Date;
  readonly isSearch: boolean;
  /** Above a limit: answered with 429. */
  readonly isRefused: boolean;
}

const burstMs = 10_000;

/** Who may come in, and how often: tokens, scopes, the burst and the daily limit, and the separate limit of searches. */
export class Gate {
  readonly options: GateOptions;
  #recent: number[] = [];
  #searches: number[] = [];
  #day = '';
  usedToday = 0;

  constructor(options: GateOptions) {
    this.options = options;
  }

  /** Goes in front of every route but pages and control calls. */
  guard(app: FastifyInstance): void {
    app.addHook('onRequest', async (request, reply) => {
      if (request.url.startsWith('/__sandbox/') || request.routeOptions.config?.isPage === true) return;
      if (request.headers.authorization !== `Bearer ${this.options.token}`) {
        await reply.code(401).send({
          status: 'error',
          message: 'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
          correlationId: randomUUID(),
          category: 'INVALID_AUTHENTICATION',
        });
        return;
      }
      const isSearch = request.url.split('?', 1)[0]?.endsWith('/search') === true;
      const refused = isSearch ? this.#refuseSearch(reply) : this.#refuseBurst(reply);
      this.options.seen?.({ at: this.options.now(), isSearch, isRefused: refused !== undefined });
      if (refused !== undefined) {
        await reply.code(429).send(refused);
        return;
      }
      const scope = scopeOf(request);
      if (scope === undefined || this.options.scopes === undefined || this.options.scopes.includes(scope)) return;
      await reply.code(403).send(missingScope(scope));
    });
  }

  /** Searches do not count for the burst limit, and carry no rate headers. */
  #refuseSearch(reply: FastifyReply): Readonly<Record<string, unknown>> | undefined {
    const nowMs = this.options.now().getTime();
    this.#searches = this.#searches.filter((moment) => moment > nowMs - 1000);
    if (this.#searches.length >= this.options.limits.searchPerSecond) {
      return { status: 'error', message: 'You have reached your secondly limit.', correlationId: randomUUID(), category: 'RATE_LIMITS' };
    }
    this.#searches.push(nowMs);
    return this.#refuseDaily(reply);
  }

  #refuseBurst(reply: FastifyReply): Readonly<Record<string, unknown>> | undefined {
    const { limits, now } = this.options;
    const nowMs = now().getTime();
    const daily = this.#refuseDaily(reply);
    if (daily !== undefined) return daily;
    const firstInside = this.#recent.findIndex((moment) => moment > nowMs - burstMs);
    this.#recent = firstInside === -1 ? [] : this.#recent.slice(firstInside);
    const isOver = this.#recent.length >= limits.burst;
    if (!isOver) this.#recent.push(nowMs);
    reply.headers({
      'x-hubspot-ratelimit-max': limits.burst,
      'x-hubspot-ratelimit-remaining': limits.burst - this.#recent.length,
      'x-hubspot-ratelimit-interval-milliseconds': burstMs,
      'x-hubspot-ratelimit-daily': limits.daily,
      'x-hubspot-ratelimit-daily-remaining': Math.max(0, limits.daily - this.usedToday),
    });
    return isOver ? limitReached('TEN_SECONDLY_ROLLING') : undefined;
  }

  #refuseDaily(reply: FastifyReply): Readonly<Record<string, unknown>> | undefined {
    const { limits, now } = this.options;
    const today = now().toISOString().slice(0, 10);
    if (today !== this.#day) {
      this.#day = today;
      this.usedToday = 0;
    }
    if (this.usedToday >= limits.daily) {
      reply.header('x-hubspot-ratelimit-daily-remaining', 0);
      return limitReached('DAILY');
    }
    this.usedToday += 1;
    return undefined;
  }
}

function limitReached(policyName: string): Readonly<Record<string, unknown>> {
  return {
    status: 'error',
    message: `You have reached your ${policyName.toLowerCase()} limit.`,
    errorType: 'RATE_LIMIT',
    correlationId: randomUUID(),
    policyName,
    groupName: 'publicapi:private-app:sandbox',
  };
}

/** The scope that a request needs: to read or write the object type in its path. */
function scopeOf(request: FastifyRequest): string | undefined {
  const path = request.url.split('?', 1)[0] ?? '';
  const named = /^\/crm\/(?:v3\/objects|objects\/[\d-]+)\/([^/]+)/.exec(path)?.[1];
  const type = named === undefined ? undefined : toObjectType(named);
  return type === undefined ? undefined : `crm.objects.${type}.${isRead(request) ? 'read' : 'write'}`;
}

/** Some POSTs only read. */
export function isRead(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? '';
  return request.method === 'GET' || request.method === 'HEAD' || /\/(batch\/read|search|access-token-info)$/.test(path);
}

function missingScope(scope: string): Readonly<Record<string, unknown>> {
  return {
    status: 'error',
    message: "This app hasn't been granted all required scopes to make this call.",
    correlationId: randomUUID(),
    errors: [{ message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [scope] } }],
    category: 'MISSING_SCOPES',
  };
}
