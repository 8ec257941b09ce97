import { z } from 'zod';
import type { TargetEntity } from '../../../core/entity.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.js';
import type { Failed, Outcome } from '../../../core/outcome.js';
import { type Definitions, isReadOnly } from '../catalogue.js';
import type { HubSpotSettings, ObjectSettings } from '../settings.js';
import { toText } from '../values.js';

/** The properties of one record, every value as HubSpot takes it. */
export type Properties = Readonly<Record<string, string>>;

/** Another record that this one is to be associated with, named by one of its properties, or by `id`. */
export interface Reference {
  readonly objectType: string;
  readonly property: string;
  readonly value: string;
}

/** One entity on its way into HubSpot: what is to be written, and what has become of it so far. */
export class Draft {
  readonly entity: TargetEntity;
  readonly key: string;
  /** For messages: `deal "000000012"`. */
  readonly name: string;
  readonly properties: Properties;
  /** Undefined: the mapping says nothing about line items, so they are left alone. */
  readonly lines: readonly Properties[] | undefined;
  readonly references: readonly Reference[];
  readonly warnings: string[] = [];
  recordId: string | undefined;
  isNew = false;
  problem: Outcome | undefined;

  constructor(parts: Pick<Draft, 'entity' | 'key' | 'name' | 'properties' | 'lines' | 'references'>) {
    this.entity = parts.entity;
    this.key = parts.key;
    this.name = parts.name;
    this.properties = parts.properties;
    this.lines = parts.lines;
    this.references = parts.references;
  }

  /** The first problem counts: what comes after it is mostly its consequence. */
  fail(code: string, message: string): void {
    this.problem ??= { status: 'failed', code, message };
  }

  saved(record: { readonly id: string; readonly isNew: boolean }): void {
    this.recordId = record.id;
    this.isNew = record.isNew;
  }

  get isOpen(): boolean {
    return this.problem === undefined;
  }

  outcome(): Outcome {
    if (this.problem !== undefined) return this.problem;
    if (this.recordId === undefined)
      return { status: 'unknown', message: `${this.name}: HubSpot neither confirmed nor refused it. It is looked up.` };
    return {
      status: 'sent',
      tgtId: this.recordId,
      change: this.isNew ? 'created' : 'updated',
      ...(this.warnings.length > 0 && { warnings: [...new Set(this.warnings)] }),
    };
  }
}

/** Everything that decides how an entity becomes a draft. */
export interface DraftRules {
  readonly settings: HubSpotSettings;
  readonly object: ObjectSettings;
  readonly definitions: Definitions;
  readonly lineItemDefinitions: Definitions;
}

/** For messages. */
const singular: Readonly<Record<string, string>> = { contacts: 'contact', companies: 'company', deals: 'deal', products: 'product' };

const reserved = new Set(['lineItems', 'associations']);
const scalar = z.union([z.string(), z.number()]).nullish();
const associationsShape = z.record(z.string(), z.array(z.union([scalar, z.record(z.string(), scalar)])).nullish());

/** Reads the mapped record. What cannot be written at all is a failed draft, so that its neighbours go on. */
export function toDraft(entity: TargetEntity, rules: DraftRules): Draft {
  const { object } = rules;
  const key = toText(entity.data[object.idProperty] ?? null)?.trim() ?? '';
  const name = `${singular[object.type] ?? object.type} "${key || entity.srcId}"`;
  const problems: Failed[] = [];
  const warnings: string[] = [];
  const report = { what: name, problems, warnings };
  const own = Object.fromEntries(Object.entries(entity.data).filter(([field]) => !reserved.has(field)));
  const properties = toProperties(own, { definitions: rules.definitions, settings: rules.settings, report });
  const lines = toLines(entity.data['lineItems'], rules, report);
  const references = toReferences(entity.data['associations'], report);
  const draft = new Draft({ entity, key, name, properties, lines, references });
  draft.warnings.push(...warnings);
  if (key === '') {
    draft.fail(
      'MISSING_KEY',
      `${name} has no value for "${object.idProperty}", by which HubSpot finds it. Map it, or name another property in the settings.`,
    );
  }
  draft.problem ??= problems[0];
  return draft;
}

interface Report {
  readonly what: string;
  readonly problems: Failed[];
  readonly warnings: string[];
}

function toProperties(
  record: JsonObject,
  rules: { readonly definitions: Definitions; readonly settings: HubSpotSettings; readonly report: Report },
): Properties {
  const { definitions, settings, report } = rules;
  const properties: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) {
    const definition = definitions.get(name);
    const text = toText(value);
    if (definition === undefined) {
      refuse(report, {
        policy: settings.onUnknownProperty,
        code: 'PROPERTY_DOESNT_EXIST',
        property: name,
        why: 'does not exist in this portal',
      });
    } else if (isReadOnly(definition)) {
      refuse(report, {
        policy: settings.onReadOnlyProperty,
        code: 'READ_ONLY_VALUE',
        property: name,
        why: 'can only be set by HubSpot itself',
      });
    } else if (text === undefined) {
      refuse(report, {
        policy: 'fail',
        code: 'INVALID_VALUE',
        property: name,
        why: 'is an object; HubSpot takes texts, numbers, booleans and lists of them',
      });
    } else {
      properties[name] = text;
    }
  }
  return properties;
}

function refuse(report: Report, problem: { policy: 'drop' | 'fail'; code: string; property: string; why: string }): void {
  const text = `property "${problem.property}" ${problem.why}`;
  if (problem.policy === 'drop') {
    report.warnings.push(`${text}; it was left out`);
    return;
  }
  report.problems.push({
    status: 'failed',
    code: problem.code,
    message: `${report.what}: ${text}. Change the mapping or the portal; then retry it.`,
  });
}

function toLines(value: JsonValue | undefined, rules: DraftRules, report: Report): readonly Properties[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (rules.object.type !== 'deals') {
    report.problems.push({
      status: 'failed',
      code: 'INVALID_LINE_ITEMS',
      message: `${report.what} has lineItems, which only deals can have.`,
    });
    return undefined;
  }
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  return list.flatMap((line, position) => {
    const sku = isJsonObject(line) ? (toText(line['hs_sku'] ?? null) ?? '') : '';
    if (isJsonObject(line) && sku !== '') {
      const lineReport = { ...report, what: `${report.what}, line item ${position + 1}` };
      return [toProperties(line, { definitions: rules.lineItemDefinitions, settings: rules.settings, report: lineReport })];
    }
    const message = `${report.what}: line item ${position + 1} has no "hs_sku", by which it is found again. Map it to the sku.`;
    report.problems.push({ status: 'failed', code: 'INVALID_LINE_ITEMS', message });
    return [];
  });
}

/** Object types may be named in the singular too. */
const plurals: Readonly<Record<string, string>> = { contact: 'contacts', company: 'companies', deal: 'deals', product: 'products' };

/** References without a value are left out: a guest's order simply has no contact. */
function toReferences(value: JsonValue | undefined, report: Report): readonly Reference[] {
  if (value === undefined || value === null) return [];
  const parsed = associationsShape.safeParse(value);
  if (!parsed.success) {
    const message = `${report.what}: "associations" must be lists of references by object type, such as { contacts: [{ email: "ann@example.com" }] }.`;
    report.problems.push({ status: 'failed', code: 'INVALID_ASSOCIATIONS', message });
    return [];
  }
  const references: Reference[] = [];
  for (const [name, list] of Object.entries(parsed.data)) {
    const objectType = plurals[name] ?? name;
    for (const each of list ?? []) {
      const [property, held] = typeof each === 'object' && each !== null ? (Object.entries(each)[0] ?? ['id', null]) : ['id', each];
      const text = held === null || held === undefined ? '' : String(held).trim();
      if (text !== '') references.push({ objectType, property: property === 'hs_object_id' ? 'id' : property, value: text });
    }
  }
  return references;
}
