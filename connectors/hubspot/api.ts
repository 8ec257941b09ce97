import type { ZodType } from 'zod';
import { ConnectorError } from '../../core/errors.js';
import type { EndpointBudget } from '../budget/endpoint-budget.js';
import type { ConnectorContext } from '../connector.js';
import { HttpClient, type HttpMethod } from '../http/http-client.js';
import { type Asked, type Refusal, refusalOf, refused, unexpected } from './errors.js';
import { Paths } from './paths.js';
import type { AssociationType, HubSpotSettings } from './settings.js';
import * as wire from './wire.js';

/** HubSpot's own limits per request: developers.hubspot.com, CRM objects and associations. */
export const batchLimits = {
  objects: 100,
  associationsRead: 1000,
  associationsWritten: 2000,
  associationsArchived: 100,
  searchPage: 100,
} as const;

export interface ObjectInput {
  readonly objectWriteTraceId?: string;
  readonly id?: string;
  readonly idProperty?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly associations?: readonly { readonly to: { readonly id: string }; readonly types: readonly WireAssociationType[] }[];
}

interface WireAssociationType {
  readonly associationCategory: string;
  readonly associationTypeId: number;
}

export interface Link {
  readonly from: string;
  readonly to: string;
}

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly signal: AbortSignal;
}

/** The wire: one method per kind of request, at most one batch each. Never retries. Every answer is parsed here. */
export class HubSpotApi implements AsyncDisposable {
  readonly #http: HttpClient;
  readonly #paths: Paths;
  readonly #context: ConnectorContext;
  /** Searches do not count among the requests in ten seconds, but have a limit of their own. */
  readonly #searches: EndpointBudget;
  #timeZone: string | undefined;
  #hasAskedTimeZone = false;

  constructor(settings: HubSpotSettings, context: ConnectorContext) {
    const { limits } = settings;
    this.#context = context;
    this.#paths = new Paths(settings.apiVersion);
    this.#searches = context.budget({ name: 'search', requests: { count: limits.searchPerSecond, perSeconds: 1 } });
    this.#http = new HttpClient({
      endpointId: context.endpointId,
      baseUrl: settings.baseUrl,
      timeoutMs: settings.timeoutMs,
      budget: context.budget({ concurrency: limits.concurrency, requests: { count: limits.burst, perSeconds: 10 } }),
      authorize: () => ({ authorization: `Bearer ${settings.token}` }),
    });
  }

  /** Records by id, or by a unique property. Those that are not there are left out; every other error is thrown. */
  async read(request: { type: string; ids: readonly string[]; idProperty?: string; properties: readonly string[]; signal: AbortSignal }) {
    const { type, ids, idProperty, properties, signal } = request;
    const path = `${this.#paths.objects(type)}/batch/read`;
    const body = {
      inputs: ids.map((id) => ({ id })),
      properties,
      propertiesWithHistory: [],
      ...(idProperty !== undefined && { idProperty }),
    };
    const answer = await this.#demand(wire.batchAnswer, { method: 'POST', path, body, signal });
    this.#allowOnlyAbsence(answer.errors, path);
    return answer.results;
  }

  /** Creates, updates or upserts at most 100 records. A refusal of the batch as a whole is an answer, not an error. */
  async write(request: {
    operation: 'create' | 'update' | 'upsert';
    type: string;
    inputs: readonly ObjectInput[];
    signal: AbortSignal;
  }): Promise<wire.BatchAnswer | Refusal> {
    const path = `${this.#paths.objects(request.type)}/batch/${request.operation}`;
    return await this.#ask(wire.batchAnswer, { method: 'POST', path, body: { inputs: request.inputs }, signal: request.signal });
  }

  async archive(request: { type: string; ids: readonly string[]; signal: AbortSignal }): Promise<void> {
    const path = `${this.#paths.objects(request.type)}/batch/archive`;
    await this.#demand(undefined, { method: 'POST', path, body: { inputs: request.ids.map((id) => ({ id })) }, signal: request.signal });
  }

  /** Records whose property has one of these values, for properties that are not unique. New records appear after moments. */
  async search(request: {
    type: string;
    property: string;
    values: readonly string[];
    signal: AbortSignal;
  }): Promise<readonly wire.HubSpotRecord[]> {
    const path = `${this.#paths.objects(request.type)}/search`;
    const filter = { propertyName: request.property, operator: 'IN', values: request.values.map((value) => value.toLowerCase()) };
    const page = async (after: string): Promise<wire.SearchAnswer> => {
      const body = { filterGroups: [{ filters: [filter] }], properties: [request.property], sorts: [], limit: 200, after };
      const { signal } = request;
      return await this.#demand(wire.searchAnswer, { method: 'POST', path, body, signal, countsIn: this.#searches });
    };
    const found: wire.HubSpotRecord[] = [];
    let after: string | undefined = '0';
    while (after !== undefined && found.length < mostFound) {
      const asked: string = after;
      const answer = await page(asked);
      found.push(...answer.results);
      const next = answer.paging?.next?.after;
      after = next === asked ? undefined : next;
    }
    return found;
  }

  /** The ids that each of at most 1,000 records is associated with. */
  async associated(request: Pair & { readonly ids: readonly string[] }): Promise<ReadonlyMap<string, readonly string[]>> {
    const path = `${this.#paths.associations(request.from, request.to)}/batch/read`;
    const found = new Map<string, string[]>(request.ids.map((id) => [id, []]));
    let inputs: { id: string; after?: string }[] = request.ids.map((id) => ({ id }));
    while (inputs.length > 0) {
      const answer = await this.#demand(wire.associationsRead, { method: 'POST', path, body: { inputs }, signal: request.signal });
      this.#allowOnlyAbsence(answer.errors, path);
      for (const { from, to } of answer.results) found.get(from.id)?.push(...to.map((each) => each.toObjectId));
      inputs = answer.results.flatMap(({ from, paging }) => (paging?.next ? [{ id: from.id, after: paging.next.after }] : []));
    }
    return found;
  }

  /** Adds at most 2,000 associations; those that exist stay as they are. */
  async associate(request: Pair & { readonly links: readonly Link[]; readonly types: readonly AssociationType[] }) {
    const path = `${this.#paths.associations(request.from, request.to)}/batch/create`;
    const types = toWire(request.types);
    const inputs = request.links.map((link) => ({ from: { id: link.from }, to: { id: link.to }, types }));
    return await this.#ask(wire.associationsWritten, { method: 'POST', path, body: { inputs }, signal: request.signal });
  }

  /** Takes away every association between these pairs. */
  async dissociate(
    request: Pair & { readonly inputs: readonly { readonly from: string; readonly to: readonly string[] }[] },
  ): Promise<void> {
    const path = `${this.#paths.associations(request.from, request.to)}/batch/archive`;
    const inputs = request.inputs.map(({ from, to }) => ({ from: { id: from }, to: to.map((id) => ({ id })) }));
    await this.#demand(undefined, { method: 'POST', path, body: { inputs }, signal: request.signal });
  }

  async properties(type: string, signal: AbortSignal): Promise<readonly wire.PropertyDefinition[]> {
    return (await this.#demand(wire.propertyList, { method: 'GET', path: this.#paths.properties(type), signal })).results;
  }

  /** Also remembers the portal's time zone, for the daily limit. */
  async account(signal: AbortSignal): Promise<wire.AccountDetails> {
    const account = await this.#demand(wire.accountDetails, { method: 'GET', path: `${this.#paths.account()}/details`, signal });
    this.#timeZone = account.timeZone ?? undefined;
    return account;
  }

  /** Asks once for the time zone, for the daily limit. Not to be allowed to is no reason not to write. */
  async learnTimeZone(signal: AbortSignal): Promise<void> {
    if (this.#hasAskedTimeZone) return;
    try {
      await this.account(signal);
    } catch (error) {
      if (!(error instanceof ConnectorError) || !mayGoWithout.has(error.code)) throw error;
    }
    this.#hasAskedTimeZone = true;
  }

  async usage(signal: AbortSignal) {
    return (await this.#demand(wire.apiUsage, { method: 'GET', path: `${this.#paths.account()}/api-usage/daily/private-apps`, signal }))
      .results;
  }

  /** What the token itself is allowed to do. Known for service keys and private apps alone. */
  async token(tokenKey: string, signal: AbortSignal) {
    return await this.#demand(wire.tokenInfo, {
      method: 'POST',
      path: '/oauth/v2/private-apps/get/access-token-info',
      body: { tokenKey },
      signal,
    });
  }

  async #demand<T>(schema: ZodType<T> | undefined, request: WireRequest): Promise<T> {
    const answer = await this.#ask(schema, request);
    if (isRefusal(answer)) throw refused(answer, this.#asked(`${request.method} ${request.path}`));
    return answer;
  }

  async #ask<T>(schema: ZodType<T> | undefined, request: WireRequest): Promise<T | Refusal> {
    const response = await this.#http.request(request);
    const asked = this.#asked(`${request.method} ${request.path}`);
    const refusal = refusalOf(response, asked);
    if (refusal !== undefined) return refusal;
    if (schema === undefined) return undefined as T;
    const parsed = schema.safeParse(response.body);
    if (parsed.success) return parsed.data;
    throw unexpected(`${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`, asked, parsed.error);
  }

  #asked(where: string): Asked {
    return { endpointId: this.#context.endpointId, where, now: this.#context.now(), timeZone: this.#timeZone };
  }

  /** Only "not found" may be read as absence: anything else would make records be created twice. */
  #allowOnlyAbsence(errors: readonly wire.ErrorBody[] | null | undefined, path: string): void {
    const other = (errors ?? []).find((error) => !(error.category ?? '').includes('NOT_FOUND'));
    if (other === undefined) return;
    const message = `POST ${path} could not read some records: ${other.message ?? other.category ?? 'no reason given'}. It is tried again.`;
    throw new ConnectorError('Transient', message, { endpoint: this.#context.endpointId, effect: 'none' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#searches[Symbol.asyncDispose]();
    await this.#http[Symbol.asyncDispose]();
  }
}

/** A search gives no more than this, however it is paged. */
const mostFound = 10_000;

const mayGoWithout = new Set(['Config', 'Refused', 'UnexpectedAnswer']);

interface WireRequest {
  readonly method: HttpMethod;
  readonly path: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
  readonly countsIn?: EndpointBudget;
}

export function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'status' in answer && 'body' in answer;
}

export function toWire(types: readonly AssociationType[]): readonly WireAssociationType[] {
  return types.map(({ category, typeId }) => ({ associationCategory: category, associationTypeId: typeId }));
}

/** Pieces of at most `size`, in order. */
export function chunksOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: (readonly T[])[] = [];
  for (let start = 0; start < list.length; start += size) chunks.push(list.slice(start, start + size));
  return chunks;
}
