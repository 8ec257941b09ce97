import type { TargetEntity } from '../../core/entity.js';
import type { Instant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import type { Failed } from '../../core/outcome.js';
import type { Layout, Place, Placing } from './layout.js';
import { bookkeeping, names } from './names.js';
import { keyOf, keyOfTgtId } from './primary-key.js';
import type { EntitiesLayout as EntitiesSettings } from './settings.js';
import type { TableFacts } from './table-facts.js';

/** Items under a key that is made of the entity: of two who write it, both write the same one. */
export class EntitiesLayout implements Layout {
  readonly looksFirst = false;
  readonly isNested: boolean;
  readonly #settings: EntitiesSettings;

  constructor(settings: EntitiesSettings) {
    this.#settings = settings;
    this.isNested = settings.item === 'nested';
  }

  async place(entity: TargetEntity, { txType, facts }: Placing): Promise<Place | Failed> {
    const { tgtId } = entity;
    const made = tgtId === undefined ? keyOf({ entity, txType }, { layout: this.#settings, table: facts }) : keyOfTgtId(tgtId, facts);
    if ('status' in made) return made;
    const attributes = { [names.txType]: { S: txType }, [names.srcId]: { S: entity.srcId } };
    const [group = ''] = made.tgtId.split('|');
    return { ...made, attributes, history: { group: `${txType}-${group}`, name: entity.srcId } };
  }

  timeOf(updatedAt: Instant) {
    return { [names.updatedAt]: { S: updatedAt } };
  }

  contentOf(data: JsonObject, { hash, range }: TableFacts): JsonObject {
    if (this.isNested) return data;
    const isContent = (name: string) => name !== hash.name && name !== range?.name && !bookkeeping.has(name);
    return Object.fromEntries(Object.entries(data).filter(([name]) => isContent(name)));
  }
}
