import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ConditionalWrite } from './api.js';
import type { Item } from './attribute-value.js';
import { names } from './names.js';

/** Collects names and values of an expression, each under a short name of its own. */
class Terms {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};
  #count = 0;

  name(name: string): string {
    const known = Object.entries(this.names).find(([, given]) => given === name)?.[0];
    const short = known ?? `#n${++this.#count}`;
    this.names[short] = name;
    return short;
  }

  value(value: AttributeValue): string {
    const short = `:v${++this.#count}`;
    this.values[short] = value;
    return short;
  }
}

/** What must be true of the item when it is written. */
export type Condition =
  /** There is none. */
  | { readonly kind: 'absent' }
  /** It is in the version that was seen. */
  | { readonly kind: 'as-seen'; readonly seen: Item }
  /** There is none, or an older version, or another content of the same time. */
  | { readonly kind: 'older'; readonly updatedAt: AttributeValue; readonly hash: AttributeValue }
  /** There is one, and none newer. */
  | { readonly kind: 'present'; readonly updatedAt: AttributeValue };

export interface Writing {
  readonly table: string;
  readonly key: Item;
  readonly condition: Condition;
  /** Absent: the item is deleted. `createdAt` is set where the item has none yet. */
  readonly update?: { readonly set: Item; readonly remove: readonly string[]; readonly createdAt: AttributeValue };
}

/** A write in the words of DynamoDB. */
export function conditionalWrite({ table, key, condition, update }: Writing): ConditionalWrite {
  const terms = new Terms();
  const expressions = {
    condition: conditionText(condition, terms, Object.keys(key)[0] ?? ''),
    ...(update !== undefined && { update: updateText(update, terms) }),
  };
  return { table, key, ...expressions, names: terms.names, values: terms.values };
}

function updateText({ set, remove, createdAt }: NonNullable<Writing['update']>, terms: Terms): string {
  const assignments = Object.entries(set).map(([name, value]) => `${terms.name(name)} = ${terms.value(value)}`);
  const created = terms.name(names.createdAt);
  assignments.push(`${created} = if_not_exists(${created}, ${terms.value(createdAt)})`);
  const removed = remove.map((name) => terms.name(name));
  return `SET ${assignments.join(', ')}${removed.length === 0 ? '' : ` REMOVE ${removed.join(', ')}`}`;
}

function conditionText(condition: Condition, terms: Terms, keyName: string): string {
  const updatedAt = () => terms.name(names.updatedAt);
  switch (condition.kind) {
    case 'absent':
      return `attribute_not_exists(${terms.name(keyName)})`;
    case 'older': {
      const [time, hash, at] = [updatedAt(), terms.name(names.hash), terms.value(condition.updatedAt)];
      const isChanged = `(${time} = ${at} AND ${hash} <> ${terms.value(condition.hash)})`;
      return `attribute_not_exists(${terms.name(keyName)}) OR ${time} < ${at} OR ${isChanged}`;
    }
    case 'present':
      return `attribute_exists(${terms.name(keyName)}) AND ${updatedAt()} <= ${terms.value(condition.updatedAt)}`;
    case 'as-seen': {
      const unchanged = [names.updatedAt, names.exactUpdatedAt, names.hash].map((name) => {
        const seen = condition.seen[name];
        return seen === undefined ? `attribute_not_exists(${terms.name(name)})` : `${terms.name(name)} = ${terms.value(seen)}`;
      });
      return `attribute_exists(${terms.name(keyName)}) AND ${unchanged.join(' AND ')}`;
    }
  }
}
