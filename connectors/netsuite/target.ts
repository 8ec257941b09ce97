import type { TargetEntity } from '../../core/entity.js';
import { ConnectorError } from '../../core/errors.js';
import type { JsonObject } from '../../core/json.js';
import type { Found, Outcome } from '../../core/outcome.js';
import { type TxType, txTypes } from '../../core/tx-type.js';
import type { ConnectorContext, FindRequest, Target, WriteRequest } from '../connector.js';
import { afterOthers, failure, type Refusal, requestError } from './errors.js';
import { groupBy } from './rest/lookup.js';
import type { NetSuiteSettings } from './settings.js';
import { plainText } from './values/text.js';
import { withAddressIds } from './writing/addresses.js';
import { isThere } from './writing/compare.js';
import type { Door, WriteResult } from './writing/door.js';
import { type SaveFiles, writeExtras } from './writing/extras.js';
import { type CreatedCustomers, type MissingCustomer, type Plan, planBatch } from './writing/plan.js';

export interface TargetParts {
  readonly settings: NetSuiteSettings;
  readonly context: ConnectorContext;
  readonly door: Door;
  readonly saveFiles: SaveFiles;
}

/** Views of items, which are not written by themselves. */
const views: readonly TxType[] = ['inventory', 'inventorylot', 'pricelevel'];
export const writableTxTypes: readonly TxType[] = txTypes.filter((txType) => !views.includes(txType));
const mostEntities = 100;

/** Writes by external id: the same entity is the same record, however often it is sent. */
export class NetSuiteTarget implements Target {
  readonly txTypes = writableTxTypes;
  readonly deletes = writableTxTypes;
  readonly idempotency = 'upsert';
  readonly #parts: TargetParts;

  constructor(parts: TargetParts) {
    this.#parts = parts;
  }

  maxBatch(): number {
    return mostEntities;
  }

  async write({ txType, entities, signal }: Pick<WriteRequest, 'txType' | 'entities' | 'signal'>): Promise<readonly Outcome[]> {
    this.#check(txType, entities);
    if (entities.length === 0) return [];
    const plans = await withAddressIds(this.#parts.door, await this.#plan({ txType, entities, signal }), signal);
    const outcomes = new Map<Plan, Outcome>();
    for (const plan of plans) if (plan.outcome !== undefined) outcomes.set(plan, plan.outcome);
    await this.#save(plans, outcomes, signal);
    await this.#remove(
      plans.filter(({ entity }) => entity.isDeleted === true),
      outcomes,
      signal,
    );
    return plans.map((plan) => outcomes.get(plan) ?? { status: 'unknown', message: `NetSuite said nothing of ${plan.externalId}.` });
  }

  async find({ txType, entities, signal }: FindRequest): Promise<readonly Found[]> {
    this.#check(txType, entities);
    if (entities.length === 0) return [];
    const plans = await this.#plan({ txType, entities, signal, isLooking: true });
    const records = await this.#records(plans, signal);
    return plans.map(({ entity, existing, draft, outcome }): Found => {
      if (existing === undefined) return { state: 'absent' };
      const record = records.get(existing.id);
      const isSame =
        outcome === undefined && entity.isDeleted !== true && draft !== undefined && record !== undefined && isThere(draft, record);
      return { state: isSame ? 'same' : 'different', tgtId: existing.id };
    });
  }

  #check(txType: TxType, entities: readonly TargetEntity[]): void {
    const endpoint = this.#parts.context.endpointId;
    if (!writableTxTypes.includes(txType))
      throw new ConnectorError('Config', `${txType} is not written by itself; write the product.`, { endpoint, effect: 'none' });
    if (entities.length > mostEntities)
      throw new ConnectorError('Refused', `${entities.length} entities are too many; ${mostEntities} are the most.`, {
        endpoint,
        effect: 'none',
      });
  }

  async #plan(request: Pick<FindRequest, 'txType' | 'entities' | 'signal'> & { readonly isLooking?: boolean }): Promise<readonly Plan[]> {
    const { door, settings } = this.#parts;
    const { txType, signal, isLooking = false } = request;
    const entities = txType === 'company' ? request.entities.map(asCompany) : request.entities;
    const mayCreate = settings.createCustomer && !isLooking;
    const createCustomers = async (missing: ReadonlyMap<string, MissingCustomer>): Promise<CreatedCustomers> =>
      await this.#createCustomers(missing, signal);
    return await planBatch({ door, settings, txType, entities, signal, ...(mayCreate && { createCustomers }) });
  }

  async #save(plans: readonly Plan[], outcomes: Map<Plan, Outcome>, signal: AbortSignal): Promise<void> {
    const { door } = this.#parts;
    const ready = plans.filter((plan) => plan.draft !== undefined && !outcomes.has(plan));
    if (ready.length === 0) return;
    const results = await door.write(
      ready.flatMap(({ draft }) => draft ?? []),
      signal,
    );
    const written: { readonly plan: Plan; readonly id: string; readonly warnings: readonly string[] }[] = [];
    for (const [index, plan] of ready.entries()) {
      const result = results[index];
      if (result === undefined) continue;
      if ('refusal' in result) outcomes.set(plan, this.#failed(result.refusal, plan));
      else written.push({ plan, ...result });
    }
    const refused = await writeExtras({ ...this.#parts, written, signal }).catch((error: unknown) => {
      throw afterOthers(error);
    });
    for (const { plan, id, warnings } of written) {
      const refusal = refused.get(plan);
      const sent: Outcome = {
        status: 'sent',
        tgtId: id,
        change: plan.existing === undefined ? 'created' : 'updated',
        ...(warnings.length > 0 && { warnings }),
      };
      outcomes.set(
        plan,
        refusal === undefined
          ? sent
          : this.#failed(refusal, plan, `was saved with internal id ${id}, but what belongs to it was refused: `),
      );
    }
  }

  async #remove(plans: readonly Plan[], outcomes: Map<Plan, Outcome>, signal: AbortSignal): Promise<void> {
    for (const plan of plans) {
      if (plan.existing === undefined && !outcomes.has(plan))
        outcomes.set(plan, { status: 'ignored', message: `${plan.externalId} is not there, so that there is nothing to delete.` });
    }
    const there = plans.filter((plan) => plan.existing !== undefined && !outcomes.has(plan));
    for (const [, group] of groupBy(there, ({ shape }) => shape.record)) {
      const [first] = group;
      if (first === undefined) continue;
      const ids = group.flatMap(({ existing }) => existing?.id ?? []);
      const custom = first.customType === undefined ? {} : { customType: first.customType };
      const results: readonly WriteResult[] = await this.#parts.door.remove({ shape: first.shape, ids, signal, ...custom });
      for (const [index, plan] of group.entries()) {
        const result = results[index];
        if (result === undefined) continue;
        outcomes.set(
          plan,
          'refusal' in result
            ? this.#failed(result.refusal, plan)
            : { status: 'sent', tgtId: plan.existing?.id ?? result.id, change: 'deleted' },
        );
      }
    }
  }

  async #records(plans: readonly Plan[], signal: AbortSignal): Promise<ReadonlyMap<string, JsonObject>> {
    const all = new Map<string, JsonObject>();
    const there = plans.filter(({ existing, draft }) => existing !== undefined && draft !== undefined);
    for (const [, group] of groupBy(there, ({ shape }) => shape.record)) {
      const [first] = group;
      if (first === undefined) continue;
      const ids = group.flatMap(({ existing }) => existing?.id ?? []);
      const custom = first.customType === undefined ? {} : { customType: first.customType };
      for (const [id, record] of await this.#parts.door.read({ shape: first.shape, ids, signal, ...custom })) all.set(id, record);
    }
    return all;
  }

  /** A person needs first and last name, a company its name; both are made once, by their external id. */
  async #createCustomers(missing: ReadonlyMap<string, MissingCustomer>, signal: AbortSignal): Promise<CreatedCustomers> {
    const created = new Map<string, { readonly id: string } | { readonly problem: string }>();
    for (const [key, { wanted, data }] of missing) {
      const { firstName, lastName, companyName } = data;
      const isPerson = Boolean(firstName) && Boolean(lastName);
      if (!isPerson && !companyName) {
        created.set(key, {
          problem: `There is no customer with ${wanted.field} "${wanted.value}", and entity.create has neither firstName and lastName nor companyName to create one.`,
        });
        continue;
      }
      const externalId = wanted.field === 'externalId' ? wanted.value : (data['externalId'] ?? wanted.value.replaceAll(/[^\w-]/g, '_'));
      const own = wanted.field === 'externalId' ? {} : { [wanted.field]: wanted.value };
      const entity = {
        srcId: plainText(externalId),
        key,
        updatedAt: firstInstant,
        data: { ...own, isPerson: !companyName, ...data, externalId },
      };
      const [outcome] = await this.write({ txType: 'customer', entities: [entity], signal });
      created.set(
        key,
        outcome?.status === 'sent'
          ? { id: outcome.tgtId }
          : {
              problem: `The customer ${wanted.value} could not be created: ${outcome?.status === 'failed' ? outcome.message : 'no answer'}`,
            },
      );
    }
    return created;
  }

  /** Throws where the refusal is no fault of the record. */
  #failed(refusal: Refusal, { shape, externalId }: Plan, before = ''): Outcome {
    const what = `${shape.record} ${externalId}`;
    const failed = failure(refusal, before === '' ? what : `${what} ${before}${refusal.code}`);
    if (failed !== null) return failed;
    throw requestError(refusal, { endpointId: this.#parts.context.endpointId, where: `writing ${what}` });
  }
}

const firstInstant = '1970-01-01T00:00:00.000000Z' as TargetEntity['updatedAt'];

function asCompany(entity: TargetEntity): TargetEntity {
  return entity.isDeleted === true ? entity : { ...entity, data: { isPerson: false, ...entity.data } };
}
