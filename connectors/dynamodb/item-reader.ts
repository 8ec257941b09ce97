import type { SourceEntity, UnreadableEntity } from '../../core/entity.js';
import { type Instant, parseInstant } from '../../core/instant.js';
import type { JsonObject } from '../../core/json.js';
import type { TxType } from '../../core/tx-type.js';
import { fromItem, type Item, textOf } from './attribute-value.js';
import { versionOf } from './datamart-layout.js';
import type { Layout } from './layout.js';
import { names } from './names.js';
import { contentHash, NoRecord, type Overflow, recordOf } from './record-body.js';
import type { DynamodbSettings, SourceSettings } from './settings.js';
import type { TableFacts } from './table-facts.js';

/** What an item is for a source. `other`: of another tx type, or written by whom changes are not given back to. */
export type ReadItem =
  | { readonly kind: 'entity'; readonly entity: SourceEntity }
  | { readonly kind: 'problem'; readonly problem: UnreadableEntity }
  | { readonly kind: 'other' };

export interface ItemReaderOptions {
  readonly settings: DynamodbSettings;
  readonly source: SourceSettings;
  readonly layout: Layout;
  readonly overflow: Overflow;
}

export interface Reading {
  readonly txType: TxType;
  readonly facts: TableFacts;
  readonly signal: AbortSignal;
  /** In place of the item's own time. */
  readonly at?: Instant;
  /** Whose change it was plays no part. */
  readonly isWhosever?: boolean;
}

/** Attributes that are of no interest to a mapping, where the fields of a record are attributes. */
const ownNames: ReadonlySet<string> = new Set([names.hash, names.origin, names.exactUpdatedAt]);

/** Makes entities of items, whoever wrote them. */
export class ItemReader {
  readonly #options: ItemReaderOptions;

  constructor(options: ItemReaderOptions) {
    this.#options = options;
  }

  /** Throws only where what an item points to cannot be asked for. */
  async read(item: Item, { txType, facts, signal, at, isWhosever = false }: Reading): Promise<ReadItem> {
    const { source, layout, overflow } = this.#options;
    const written = textOf(item[source.txTypeField]);
    if (written !== undefined && written !== txType) return { kind: 'other' };
    const raw = fromItem(item);
    const srcId = this.srcIdOf(item);
    const updatedAt = at ?? this.timeOf(item);
    const known = { raw, ...(srcId !== undefined && { srcId }), ...(updatedAt !== undefined && { updatedAt }) };
    if (srcId === undefined)
      return problem({ ...known, code: 'NO_ID', message: `The item has no ${this.#srcIdField}: ${keyText(item, facts)}.` });
    if (updatedAt === undefined) {
      const message = `The attribute ${source.updatedAtField} is no date with a time: ${JSON.stringify(raw[source.updatedAtField] ?? null)}.`;
      return problem({ ...known, code: 'UNREADABLE_DATE', message });
    }
    try {
      const data = layout.isNested ? await recordOf(item, overflow, signal) : withoutOwn(raw);
      if (!isWhosever && this.#isOurs(item, layout.isNested ? data : layout.contentOf(raw, facts))) return { kind: 'other' };
      const createdAt = instantIn(textOf(item[source.createdAtField]));
      return { kind: 'entity', entity: { srcId, updatedAt, data, ...(createdAt !== undefined && { createdAt }) } };
    } catch (error) {
      if (!(error instanceof NoRecord)) throw error;
      return problem({ ...known, code: 'NO_RECORD', message: `The item ${keyText(item, facts)} holds no record: ${error.message}.` });
    }
  }

  /** The item's id in its source; without an attribute for it, the datamart's key. */
  srcIdOf(item: Item): string | undefined {
    const { source, settings } = this.#options;
    const text = textOf(item[source.srcIdField ?? names.srcId]);
    const fallback = source.srcIdField === undefined && settings.layout.type === 'datamart' ? textOf(item[settings.layout.key]) : undefined;
    const srcId = text ?? fallback;
    return srcId === '' ? undefined : srcId;
  }

  timeOf(item: Item): Instant | undefined {
    const { updatedAtField } = this.#options.source;
    return updatedAtField === names.updatedAt ? versionOf(item) : instantIn(textOf(item[updatedAtField]));
  }

  get #srcIdField(): string {
    const { source, settings } = this.#options;
    return source.srcIdField ?? (settings.layout.type === 'datamart' ? settings.layout.key : names.srcId);
  }

  /** What was written for one of the origins, and has not been changed by anybody since. */
  #isOurs(item: Item, content: JsonObject): boolean {
    const origin = item[names.origin]?.S;
    if (origin === undefined || !this.#options.source.ignoreOrigins.includes(origin)) return false;
    return item[names.hash]?.S === contentHash(content);
  }
}

/** The primary key of an item, for people. */
export function keyText(item: Item, { hash, range }: TableFacts): string {
  const parts = [item[hash.name], ...(range === undefined ? [] : [item[range.name]])];
  return parts.map((part) => textOf(part) ?? '').join('|');
}

function withoutOwn(raw: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !ownNames.has(name)));
}

function instantIn(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : parseInstant(text, { assumeUtc: true });
}

function problem(unreadable: UnreadableEntity): ReadItem {
  return { kind: 'problem', problem: unreadable };
}
