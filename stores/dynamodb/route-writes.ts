import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import PQueue from 'p-queue';
import { ConnectorError } from '../../core/errors.js';
import type { Lane } from '../../core/ids.js';
import type { DynamoDatabase } from './database.js';
import type { PlannedItem, PlanPointer, RouteItem } from './items.js';
import { type Key, stagingKeys } from './keys.js';
import { carryOut, writePlan } from './plans.js';

/** What a write decided: the items as they are to be, and what the caller is told. */
export interface Plan<Answer> {
  readonly items: readonly PlannedItem[];
  readonly answer: Answer;
}

export interface Patience {
  /** So long a writer is left alone before another one steps in. Only politeness: what it does after that has no effect. */
  readonly leaseMs: number;
  /** So long a writer waits for its turn before it gives up. */
  readonly waitMs: number;
}

const longestPauseMs = 100;
const attempts = 20;
const quietReads = 5;

/**
 * Writes of a route, one after the other, each of them whole. A write reads, decides, writes its plan down, and points the
 * route's item to the plan: with that one conditional write it has happened. The plan is then carried out, by whoever
 * decided it or, if that process is gone, by the next one that writes or reads in the route.
 */
export class RouteWrites {
  readonly #database: DynamoDatabase;
  readonly #patience: Patience;
  readonly #queues = new Map<string, PQueue>();
  readonly #carriedOut = new Map<string, { readonly id: string; readonly done: Promise<void> }>();

  constructor(database: DynamoDatabase, patience: Patience) {
    this.#database = database;
    this.#patience = patience;
  }

  /** @param decide reads and decides; called again where another writer stepped in meanwhile */
  write<Answer>(lane: Lane, decide: () => Promise<Plan<Answer>>): Promise<Answer> {
    const key = stagingKeys.route(lane);
    const queue = this.#queues.get(key.pk) ?? new PQueue({ concurrency: 1 });
    this.#queues.set(key.pk, queue);
    return queue.add(() => this.#write(key, decide));
  }

  async #write<Answer>(key: Key, decide: () => Promise<Plan<Answer>>): Promise<Answer> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const id = randomUUID();
      const { version } = await this.#takeTurn(key, id);
      const { items, answer } = await this.#orEnd(key, version, decide);
      if (await this.#decided(key, { id, version }, items)) return answer;
    }
    throw this.#busy(key);
  }

  /** Waits for the turn; what an earlier writer decided is carried out first. */
  async #takeTurn(key: Key, holder: string): Promise<RouteItem> {
    const deadline = Date.now() + this.#patience.waitMs;
    for (;;) {
      const now = Date.now();
      const route = await this.#database.updateIf<RouteItem>('staging', {
        Key: key,
        UpdateExpression: 'SET holder = :holder, heldUntil = :until ADD version :one',
        ConditionExpression: 'attribute_not_exists(holder) OR heldUntil < :now OR holder = :holder',
        ExpressionAttributeValues: { ':holder': holder, ':until': now + this.#patience.leaseMs, ':now': now, ':one': 1 },
      });
      if (route !== undefined) {
        if (route.plan !== undefined) await this.#carryOut(key, route.plan);
        return route;
      }
      if (now > deadline) throw this.#busy(key);
      await setTimeout(Math.random() * longestPauseMs);
    }
  }

  /** False where somebody else has stepped in before the decision was written. */
  async #decided(key: Key, id: { readonly id: string; readonly version: number }, items: readonly PlannedItem[]): Promise<boolean> {
    const ours = condition(id.version);
    if (items.length > 0) {
      const plan = await writePlan(this.#database, id, items);
      const values = { ...ours.ExpressionAttributeValues, ':plan': plan, ':until': Date.now() + this.#patience.leaseMs };
      const pointing = { UpdateExpression: 'SET #plan = :plan, heldUntil = :until', ExpressionAttributeNames: { '#plan': 'plan' } };
      const pointed = await this.#database.updateIf('staging', { ...ours, ...pointing, Key: key, ExpressionAttributeValues: values });
      if (pointed === undefined) return false;
      await this.#carryOut(key, plan);
    }
    const isEnded = await this.#end(key, id.version);
    return items.length > 0 || isEnded;
  }

  /**
   * A plan that a dead process left behind stays until the next write in its route, and every read meets it: it is carried
   * out once by this process, for all who wait for it.
   */
  #carryOut({ pk }: Key, plan: PlanPointer): Promise<void> {
    const known = this.#carriedOut.get(pk);
    if (known?.id === plan.id) return known.done;
    const done = carryOut(this.#database, plan);
    this.#carriedOut.set(pk, { id: plan.id, done });
    done.catch(() => {
      if (this.#carriedOut.get(pk)?.done === done) this.#carriedOut.delete(pk);
    });
    return done;
  }

  /** A refusal, or a read that failed, lets the next writer in at once. */
  async #orEnd<T>(key: Key, version: number, decide: () => Promise<T>): Promise<T> {
    try {
      return await decide();
    } catch (error) {
      await this.#end(key, version).catch(() => false);
      throw error;
    }
  }

  async #end(key: Key, version: number): Promise<boolean> {
    const ending = { UpdateExpression: 'REMOVE holder, heldUntil, #plan', ExpressionAttributeNames: { '#plan': 'plan' } };
    return (await this.#database.updateIf('staging', { ...condition(version), ...ending, Key: key })) !== undefined;
  }

  /**
   * Reads while nobody writes, as far as that can be had: what was decided is carried out first, and a read during which
   * somebody wrote is repeated a few times.
   */
  async read<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    const key = stagingKeys.route(lane);
    for (let attempt = 1; ; attempt++) {
      const before = await this.#database.get<RouteItem>('staging', key);
      if (before?.plan !== undefined) await this.#carryOut(key, before.plan);
      const result = await work();
      if (attempt === quietReads) return result;
      const after = await this.#database.get<RouteItem>('staging', key);
      if (after?.version === before?.version && after?.plan?.id === before?.plan?.id) return result;
    }
  }

  #busy(key: Key): ConnectorError {
    const message = `other processes keep writing to ${key.pk}; after ${this.#patience.waitMs / 1000} seconds or ${attempts} attempts: tried again later`;
    return new ConnectorError('Transient', message, { endpoint: 'store' });
  }
}

function condition(version: number) {
  return { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': version } };
}
