import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { ConnectorError } from '../../core/errors.js';
import type { Failed, Outcome } from '../../core/outcome.js';
import { withEffect } from '../aws/aws-client.js';
import type { DynamoApi } from './api.js';
import type { Draft } from './draft.js';
import { refusalOf } from './errors.js';
import type { Placing } from './layout.js';
import { names } from './names.js';

const mostItems = 25;
/** As long as DynamoDB takes some of what it had left over. */
const mostRounds = 5;

/** Writes items by the batch, as they are: what is there is neither looked at nor compared. */
export class BulkWriter {
  readonly #api: DynamoApi;
  readonly #placing: Placing;

  constructor(api: DynamoApi, placing: Placing) {
    this.#api = api;
    this.#placing = placing;
  }

  /** One outcome per draft, in the same order. Throws where the failure is of all. */
  async write(drafts: readonly Draft[]): Promise<readonly Outcome[]> {
    const outcomes = new Map<Draft, Outcome>();
    for (const batch of inBatches(drafts)) {
      try {
        await this.#writeBatch(batch, outcomes);
      } catch (error) {
        throw outcomes.size === 0 ? error : withEffect(error, 'unknown');
      }
    }
    return drafts.map((draft) => outcomes.get(draft) ?? leftOver());
  }

  async #writeBatch(batch: readonly Draft[], outcomes: Map<Draft, Outcome>): Promise<void> {
    let left = batch;
    for (let round = 0; left.length > 0 && round < mostRounds; round += 1) {
      const rest = await this.#ask(left, outcomes);
      for (const draft of left) if (!rest.includes(draft) && !outcomes.has(draft)) outcomes.set(draft, sent(draft));
      if (rest.length === left.length) break;
      left = rest;
    }
    for (const draft of left) if (!outcomes.has(draft)) outcomes.set(draft, leftOver());
  }

  /** @returns what was left over. One item that is refused makes DynamoDB refuse all: then each goes by itself. */
  async #ask(batch: readonly Draft[], outcomes: Map<Draft, Outcome>): Promise<readonly Draft[]> {
    const requests = batch.map(requestOf);
    try {
      const rest = await this.#api.writeBatch(this.#placing.table, requests, this.#placing.signal);
      const keys = new Set(rest.map((request) => keyText(request, this.#placing)));
      return batch.filter((_draft, index) => keys.has(keyText(requests[index] ?? {}, this.#placing)));
    } catch (error) {
      const refusal = error instanceof ConnectorError ? refusalOf(error) : undefined;
      if (refusal?.kind !== 'failed') throw error;
      if (batch.length > 1) return (await this.#askEach(batch, outcomes)).flat();
      for (const draft of batch) outcomes.set(draft, refusal.outcome);
      return [];
    }
  }

  async #askEach(batch: readonly Draft[], outcomes: Map<Draft, Outcome>): Promise<readonly (readonly Draft[])[]> {
    const rests: (readonly Draft[])[] = [];
    for (const draft of batch) rests.push(await this.#ask([draft], outcomes));
    return rests;
  }
}

/** At most 25 to a batch, in their order, and never two of one key in the same. */
function inBatches(drafts: readonly Draft[]): readonly (readonly Draft[])[] {
  const batches: Draft[][] = [];
  for (let left = drafts; left.length > 0; ) {
    const keys = new Set<string>();
    const batch: Draft[] = [];
    const later: Draft[] = [];
    for (const draft of left) {
      const isFree = batch.length < mostItems && !keys.has(draft.place.tgtId);
      keys.add(draft.place.tgtId);
      (isFree ? batch : later).push(draft);
    }
    batches.push(batch);
    left = later;
  }
  return batches;
}

function requestOf({ entity, place, attributes, createdAt }: Draft): WriteRequest {
  if (entity.isDeleted === true) return { DeleteRequest: { Key: { ...place.key } } };
  return { PutRequest: { Item: { ...attributes, ...place.key, [names.createdAt]: createdAt } } };
}

function keyText({ PutRequest, DeleteRequest }: WriteRequest, { facts: { hash, range } }: Placing): string {
  const item = PutRequest?.Item ?? DeleteRequest?.Key ?? {};
  return JSON.stringify([item[hash.name], range === undefined ? null : item[range.name]]);
}

function sent({ entity, place }: Draft): Outcome {
  const change = entity.isDeleted === true ? 'deleted' : entity.tgtId === undefined ? 'created' : 'updated';
  return { status: 'sent', tgtId: place.tgtId, change };
}

function leftOver(): Failed {
  const message = 'DynamoDB has left this item over, as it does when it has too much to do. It is tried again.';
  return { status: 'failed', code: 'UNPROCESSED', message, isPassing: true };
}
