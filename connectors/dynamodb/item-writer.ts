import { createHash, randomUUID } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { instantMs } from '../../core/instant.js';
import type { Outcome } from '../../core/outcome.js';
import { type DynamoApi, transactionPart } from './api.js';
import { fromItem, type Item } from './attribute-value.js';
import { versionOf } from './datamart-layout.js';
import { type Draft, type Drafting, holds, outdated } from './draft.js';
import { refusalOf } from './errors.js';
import { type Condition, conditionalWrite } from './expressions.js';
import type { Placing } from './layout.js';
import { names } from './names.js';
import type { KeyNames } from './table-facts.js';

export interface ItemWriterOptions {
  readonly api: DynamoApi;
  readonly drafting: Drafting;
  readonly placing: Placing;
  /** Where former versions go. */
  readonly history?: { readonly table: string; readonly facts: KeyNames };
}

/**
 * Writes one item at a time, each under a condition that keeps newer versions, and versions that were written meanwhile, as
 * they are. What is there is read first only where that is needed: for a history, or where others' items may be there.
 */
export class ItemWriter {
  readonly #options: ItemWriterOptions;

  constructor(options: ItemWriterOptions) {
    this.#options = options;
  }

  /** Throws where the failure is not this entity's. */
  async write(draft: Draft): Promise<Outcome> {
    const { api, drafting, placing, history } = this.#options;
    if (history === undefined && !drafting.layout.looksFirst) return await this.#writeUnseen(draft);
    return await this.#writeSeen(draft, await api.get(placing.table, draft.place.key, placing.signal));
  }

  async #writeUnseen(draft: Draft): Promise<Outcome> {
    const { isDeleted } = draft.entity;
    const { drafting, placing } = this.#options;
    const hash = { S: draft.content.hash };
    const updatedAt = drafting.layout.timeOf(draft.entity.updatedAt)[names.updatedAt] ?? { NULL: true };
    const condition: Condition = isDeleted === true ? { kind: 'present', updatedAt } : { kind: 'older', updatedAt, hash };
    try {
      const wasThere = await this.#options.api.write(this.#writing(draft, condition), placing.signal);
      return this.#sent(draft, wasThere);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      return refusal.kind === 'failed' ? refusal.outcome : await this.#writeSeen(draft, refusal.present);
    }
  }

  /** What was seen decides, and the write goes through if it is still so. */
  async #writeSeen(draft: Draft, seen: Item | undefined): Promise<Outcome> {
    const { entity, place } = draft;
    const { drafting, placing } = this.#options;
    const version = seen === undefined ? undefined : versionOf(seen);
    if (seen === undefined && entity.isDeleted === true) return { status: 'ignored', message: 'It is not there: nothing to delete.' };
    if (version !== undefined && version > entity.updatedAt) {
      return {
        status: 'ignored',
        message: `stale: the table has the version of ${version}, this one is of ${entity.updatedAt}.`,
        tgtId: place.tgtId,
      };
    }
    const isSame = entity.isDeleted !== true && seen !== undefined && (await holds(seen, draft.content, { drafting, placing }));
    if (isSame && version === entity.updatedAt) return this.#sent(draft, true);
    const condition: Condition = seen === undefined ? { kind: 'absent' } : { kind: 'as-seen', seen };
    try {
      if (seen !== undefined && !isSame && this.#options.history !== undefined) await this.#transact(draft, condition, seen);
      else await this.#options.api.write(this.#writing(draft, condition), placing.signal);
      return this.#sent(draft, seen !== undefined);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      return refusal.kind === 'failed' ? refusal.outcome : changed();
    }
  }

  #writing(draft: Draft, condition: Condition) {
    const { drafting, placing } = this.#options;
    const { attributes: set, createdAt, place, entity } = draft;
    const update = entity.isDeleted === true ? {} : { update: { set, remove: outdated(draft, drafting.layout), createdAt } };
    return conditionalWrite({ table: placing.table, key: place.key, condition, ...update });
  }

  /** The new version and the former one, or neither. */
  async #transact(draft: Draft, condition: Condition, seen: Item): Promise<void> {
    const former = this.#former(draft, seen);
    const parts: TransactWriteItem[] = [transactionPart(this.#writing(draft, condition)), ...(former === undefined ? [] : [former])];
    // Equal for the repetitions of one sending: what a lost answer had carried out is not carried out twice.
    const sending = draft.entity.sendingKey ?? randomUUID();
    const token = createHash('sha256')
      .update(JSON.stringify([parts, sending]))
      .digest('hex')
      .slice(0, 36);
    await this.#options.api.transact(parts, token, this.#options.placing.signal);
  }

  /** Named by its own time and content, so that two versions of one second are two. */
  #former({ place, content: { hash } }: Draft, seen: Item): TransactWriteItem | undefined {
    const { history, drafting, placing } = this.#options;
    if (history === undefined) return undefined;
    const version = versionOf(seen);
    const moment = version === undefined ? '0' : `${Math.floor(instantMs(version) / 1000)}.${version.slice(20, 26)}`;
    const name = `${place.history.name}_${moment}-${(seen[names.hash]?.S ?? `before-${hash}`).slice(0, 14)}`;
    const record = drafting.layout.isNested ? {} : { [names.data]: { M: withoutKeys(seen, drafting, placing) } };
    const keys = {
      [history.facts.hash.name]: { S: place.history.group },
      ...(history.facts.range !== undefined && { [history.facts.range.name]: { S: name } }),
    };
    return { Put: { TableName: history.table, Item: { ...kept(seen), ...record, ...keys } } };
  }

  #sent({ entity, place }: Draft, wasThere: boolean): Outcome {
    const change = entity.isDeleted === true ? 'deleted' : wasThere ? 'updated' : 'created';
    return { status: 'sent', tgtId: place.tgtId, change, ...(place.warnings !== undefined && { warnings: place.warnings }) };
  }
}

/** What a history keeps of an item. */
function kept(seen: Item): Item {
  const wanted = [names.data, names.compressed, names.elsewhere, names.updatedAt, names.exactUpdatedAt, names.origin, names.srcId];
  return Object.fromEntries(wanted.flatMap((name) => (seen[name] === undefined ? [] : [[name, seen[name]]])));
}

function withoutKeys(seen: Item, { layout }: Drafting, { facts }: Placing): Record<string, Item[string]> {
  const content = layout.contentOf(fromItem(seen), facts);
  return Object.fromEntries(Object.entries(seen).filter(([name]) => Object.hasOwn(content, name)));
}

function changed(): Outcome {
  const message = 'Somebody else has written this item since it was looked at. It is tried again.';
  return { status: 'failed', code: 'CHANGED', message, isPassing: true };
}
