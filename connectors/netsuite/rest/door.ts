import type { JsonObject } from '../../../core/json.js';
import { chunksOf } from '../chunks.js';
import { transactionShapes } from '../entities/transactions.js';
import { afterOthers } from '../errors.js';
import type { Door, Existing, ExistingRequest, LotRequest, RecordRequest, WriteResult } from '../writing/door.js';
import { type Draft, isPointer } from '../writing/draft.js';
import { type FoundReferences, isChoice, type Wanted } from '../writing/reference.js';
import { recordAnswer } from './answers.js';
import type { RestApi } from './api.js';
import { lookupByQuery, lotsByQuery } from './lookup.js';
import { idList, quoted } from './query.js';
import { readJson } from './read-json.js';
import { defined, textAt } from './read-row.js';
import { renderRest } from './render.js';

type LookUp = Door['lookup'];

/** The record service: one request per record, in parallel as far as the account's budget allows. */
export class RestDoor implements Door {
  readonly #api: RestApi;
  readonly #choices: LookUp;

  /** @param choices looks up names among the choices of fields */
  constructor(api: RestApi, choices: LookUp) {
    this.#api = api;
    this.#choices = choices;
  }

  async lookup(wanted: readonly Wanted[], signal: AbortSignal): Promise<FoundReferences> {
    const chosen = wanted.filter(isChoice);
    const found = await lookupByQuery(
      this.#api,
      wanted.filter((each) => !isChoice(each)),
      signal,
    );
    return chosen.length === 0 ? found : new Map([...found, ...(await this.#choices(chosen, signal))]);
  }

  async lots(wanted: readonly LotRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
    return await lotsByQuery(this.#api, wanted, signal);
  }

  async existing({ shape, customType, field, values, signal }: ExistingRequest): Promise<readonly Existing[]> {
    const table = shape.query?.table ?? customType?.scriptId ?? shape.record.toLowerCase();
    const column = field.toLowerCase().replaceAll(/\W/g, '');
    const status = shape.family === 'transaction' ? ', BUILTIN.DF(t.status) AS status' : '';
    const type = shape.query?.where === undefined ? '' : ` AND ${shape.query.where}`;
    const found: Existing[] = [];
    for (const some of chunksOf(values, 500)) {
      const list = column === 'id' ? idList(some) : some.map(quoted).join(', ');
      if (list === '') continue;
      const q = `SELECT t.id AS id, t.externalid AS externalid, t.${column} AS value${status} FROM ${table.toLowerCase()} t WHERE t.${column} IN (${list})${type} ORDER BY t.id`;
      for (const row of await this.#api.queryAll(q, signal)) {
        const said = textAt(row, 'status')?.replace(/^.*? : /, '');
        found.push(
          defined({
            id: textAt(row, 'id') ?? '',
            externalId: textAt(row, 'externalid'),
            status: said,
            value: textAt(row, 'value'),
          }) as unknown as Existing,
        );
      }
    }
    return found;
  }

  async write(drafts: readonly Draft[], signal: AbortSignal): Promise<readonly WriteResult[]> {
    const [first, ...others] = drafts;
    if (first === undefined) return [];
    // One goes ahead: where nothing can be written, nothing has been.
    const ahead = await this.#writeOne(first, signal);
    try {
      return [ahead, ...(await all(others.map(async (draft) => await this.#writeOne(draft, signal))))];
    } catch (error) {
      throw afterOthers(error);
    }
  }

  async remove({ shape, customType, ids, signal }: RecordRequest): Promise<readonly WriteResult[]> {
    const path = `/record/v1/${customType?.scriptId ?? shape.record}`;
    return await all(
      ids.map(async (id): Promise<WriteResult> => {
        const result = await this.#api.ask({ method: 'DELETE', path: `${path}/${id}`, signal });
        return result.refusal === undefined ? { id, warnings: [] } : { refusal: result.refusal };
      }),
    );
  }

  async read({ shape, customType, ids, signal }: RecordRequest): Promise<ReadonlyMap<string, JsonObject>> {
    const found = await all(
      ids.map(async (id): Promise<readonly [string, JsonObject] | undefined> => {
        const path = `/record/v1/${customType?.scriptId ?? shape.record}/${id}`;
        const result = await this.#api.ask({ method: 'GET', path, query: { expandSubResources: 'true' }, signal });
        if (result.refusal !== undefined) return undefined;
        const json = recordAnswer.safeParse(result.response.body);
        return json.success ? [id, readJson(json.data, shape)] : undefined;
      }),
    );
    return new Map(found.filter((each) => each !== undefined));
  }

  async #writeOne(draft: Draft, signal: AbortSignal): Promise<WriteResult> {
    const { shape, customType, id, externalId, warnings } = draft;
    if (id === undefined && !/^[\w-]{1,255}$/.test(externalId)) {
      const message = `The external id "${externalId}" cannot be written over REST, which takes letters, digits, _ and -. Map externalId, or set transport.write to soap`;
      return { refusal: { code: 'INVALID_EXTERNAL_ID', message, path: 'externalId' } };
    }
    const { body, replaced } = renderRest(draft);
    const source = await this.#sourceOf(draft, signal);
    const own = `/record/v1/${customType?.scriptId ?? shape.record}/${id ?? `eid:${externalId}`}`;
    const result = await this.#api.ask({
      method: source !== undefined ? 'POST' : id === undefined ? 'PUT' : 'PATCH',
      path: source === undefined ? own : `/record/v1/${source}/!transform/${shape.record}`,
      body: source === undefined ? body : { ...without(body, 'createdFrom'), externalId },
      headers: { 'x-netsuite-propertynamevalidation': 'Error' },
      signal,
      ...(replaced.length > 0 && source === undefined && { query: { replace: replaced.join(',') } }),
    });
    if (result.refusal !== undefined) return { refusal: result.refusal };
    const written = id ?? /\/(\d+)$/.exec(result.response.headers['location'] ?? '')?.[1];
    if (written !== undefined) return { id: written, warnings };
    return { id: (await this.#idOf(draft, signal)) ?? externalId, warnings };
  }

  /**
   * What a new fulfilment or receipt is made of, as `type/id`: REST makes these by transforming an order, and in no other
   * way. Their external id keeps a second one from being made.
   */
  async #sourceOf({ shape, isNew, fields }: Draft, signal: AbortSignal): Promise<string | undefined> {
    const from = fields.get('createdFrom');
    if (!isNew || !madeOfOrders.has(shape.record) || !isPointer(from) || !('id' in from)) return undefined;
    const [row] = await this.#api.queryAll(
      `SELECT t.id AS id, t.recordtype AS recordtype FROM transaction t WHERE t.id = ${idList([from.id]) || '0'} ORDER BY t.id`,
      signal,
    );
    const name = row === undefined ? undefined : textAt(row, 'recordtype');
    const known = transactionShapes.find(({ record }) => record.toLowerCase() === name);
    return known === undefined ? undefined : `${known.record}/${from.id}`;
  }

  /** Where the answer does not say which record it was. */
  async #idOf({ shape, customType, externalId }: Draft, signal: AbortSignal): Promise<string | undefined> {
    const request = { shape, field: 'externalId', values: [externalId], signal, ...(customType !== undefined && { customType }) };
    return (await this.existing(request))[0]?.id;
  }
}

const madeOfOrders = new Set(['itemFulfillment', 'itemReceipt']);

function without(body: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([each]) => each !== name));
}

/** Waits for all, so that nothing goes on unseen; then throws what the first failed with. */
async function all<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  const settled = await Promise.allSettled(work);
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}
