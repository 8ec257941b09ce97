import type { JsonObject } from '../core/json.js';
import { everywhere } from './difference.js';
import type { Mapping, MappingContext } from './mapping.js';
import type { RuleTracer } from './trace.js';
import { leavesOf, watched } from './watched-record.js';

export interface UnreadField {
  /** `items[].qty` */
  readonly field: string;
  readonly records: number;
  readonly example: unknown;
}

export interface IdleRule {
  readonly field: string;
  /** Where it stands in the mapping document. */
  readonly rule: readonly (string | number)[];
  /** How often it ran; 0: it never did. */
  readonly runs: number;
}

export interface MissingValue {
  readonly table: string;
  readonly key: string;
  readonly count: number;
  readonly fields: readonly string[];
}

export interface CoverageReport {
  readonly records: number;
  readonly failed: number;
  /** The commonest reasons for failure, word for word. */
  readonly failures: readonly { readonly message: string; readonly count: number }[];
  readonly unread: readonly UnreadField[];
  readonly idle: readonly IdleRule[];
  readonly missing: readonly MissingValue[];
}

interface RuleUse {
  readonly rule: readonly (string | number)[];
  runs: number;
  gave: number;
}

/** What a mapping uses of many records, and what of the mapping is of use. The mapping is compiled with the tracer. */
export class Coverage {
  readonly #mapping: Mapping;
  readonly #tracer: RuleTracer;
  readonly #read = new Set<string>();
  readonly #leaves = new Map<string, { records: number; example: unknown }>();
  readonly #rules = new Map<string, RuleUse>();
  readonly #missing = new Map<string, { table: string; key: string; count: number; fields: Set<string> }>();
  readonly #failures = new Map<string, number>();
  #records = 0;

  /** @param rules every rule of the document: its field, and where it stands */
  constructor(mapping: Mapping, tracer: RuleTracer, rules: readonly { readonly field: string; readonly rule: IdleRule['rule'] }[]) {
    this.#mapping = mapping;
    this.#tracer = tracer;
    for (const { field, rule } of rules) this.#rules.set(field, { rule, runs: 0, gave: 0 });
  }

  async add(record: JsonObject, context: MappingContext): Promise<void> {
    this.#records += 1;
    for (const [place, example] of leavesOf(record)) {
      const known = this.#leaves.get(place);
      if (known === undefined) this.#leaves.set(place, { records: 1, example });
      else known.records += 1;
    }
    const result = await this.#mapping.run(
      watched(record, (place) => this.#read.add(place)),
      context,
    );
    if ('failure' in result) this.#failures.set(result.failure.message, (this.#failures.get(result.failure.message) ?? 0) + 1);
    this.#noteTraces();
  }

  #noteTraces(): void {
    for (const { field: at, outcome, lookups } of this.#tracer.take()) {
      const field = everywhere(at);
      const use = this.#rules.get(field);
      if (use !== undefined) use.runs += 1;
      if (use !== undefined && outcome === 'kept') use.gave += 1;
      for (const { table, key, found } of lookups) if (found === undefined) this.#noteMissing(table, key, field);
    }
  }

  #noteMissing(table: string, key: string, field: string): void {
    const name = JSON.stringify([table, key]);
    const known = this.#missing.get(name) ?? { table, key, count: 0, fields: new Set<string>() };
    known.count += 1;
    known.fields.add(field);
    this.#missing.set(name, known);
  }

  report(): CoverageReport {
    const failed = [...this.#failures.values()].reduce((sum, count) => sum + count, 0);
    return {
      records: this.#records,
      failed,
      failures: [...this.#failures].map(([message, count]) => ({ message, count })).sort((a, b) => b.count - a.count),
      unread: [...this.#leaves]
        .filter(([field]) => !this.#read.has(field))
        .map(([field, { records, example }]) => ({ field, records, example }))
        .sort((a, b) => b.records - a.records || (a.field < b.field ? -1 : 1)),
      idle: [...this.#rules].filter(([, { gave }]) => gave === 0).map(([field, { rule, runs }]) => ({ field, rule, runs })),
      missing: [...this.#missing.values()]
        .map(({ fields, ...one }) => ({ ...one, fields: [...fields] }))
        .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)),
    };
  }
}
