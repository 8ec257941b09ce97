import { type DocumentCollection, DocumentStore } from '../shared/documents.js';
import { CrmRefusal, notFound, validationError } from './answers.js';
import { Associations, type StoredAssociation } from './association-store.js';
import {
  define,
  type ObjectType,
  objectTypes,
  type PropertyDefinition,
  type PropertyInput,
  singular,
  standardProperties,
} from './definitions.js';
import { demoProperties } from './demo-portal.js';
import { type CrmRecord, Records } from './records.js';
import { type Rule, Rules } from './rules.js';

interface StoredProperty {
  readonly object: ObjectType;
  readonly definition: PropertyDefinition;
}

/** Everything that one portal holds. Every change is on disk when it returns, if the portal has a file. */
export class Portal implements Disposable {
  readonly id: number;
  readonly now: () => Date;
  readonly rules: Rules;
  readonly associations: Associations;
  readonly #documents: DocumentStore;
  readonly #records = new Map<ObjectType, Records>();
  readonly #definitions = new Map<ObjectType, Map<string, PropertyDefinition>>();
  readonly #custom: DocumentCollection<StoredProperty>;
  #lastId: number;

  constructor(options: { readonly id: number; readonly now: () => Date; readonly file?: string | undefined }) {
    this.id = options.id;
    this.now = options.now;
    this.#documents = new DocumentStore(options.file);
    this.rules = new Rules(this.#documents.collection<Rule>('rule'));
    this.associations = new Associations(this.#documents.collection<StoredAssociation>('association'));
    this.#custom = this.#documents.collection<StoredProperty>('property');
    for (const type of objectTypes) this.#open(type);
    this.#lastId = Math.max(100, ...objectTypes.map((type) => this.records(type).lastId));
  }

  #open(type: ObjectType): void {
    const custom = [...this.#custom.all()].filter((each) => each.object === type).map((each) => each.definition);
    const demo = demoProperties[type].map((input) => define(input));
    const definitions = new Map([...standardProperties(type), ...demo, ...custom].map((definition) => [definition.name, definition]));
    this.#definitions.set(type, definitions);
    const unique = [...definitions.values()].filter((definition) => definition.hasUniqueValue).map((definition) => definition.name);
    const indexed = type === 'contacts' ? ['email', ...unique] : unique;
    this.#records.set(type, new Records(type, this.#documents.collection<CrmRecord>(type), indexed));
  }

  records(type: ObjectType): Records {
    const records = this.#records.get(type);
    if (records === undefined) throw new Error(`no records of type ${type}`);
    return records;
  }

  definitions(type: ObjectType): ReadonlyMap<string, PropertyDefinition> {
    return this.#definitions.get(type) ?? new Map();
  }

  /** Adds a custom property. Refused where it exists: whether values are unique cannot be changed afterwards. */
  addProperty(type: ObjectType, input: PropertyInput): PropertyDefinition {
    if (!/^[a-z][a-z0-9_]*$/.test(input.name)) throw validationError(`"${input.name}" is not a valid property name`);
    if (this.definitions(type).has(input.name)) {
      throw new CrmRefusal(409, { message: `A property named '${input.name}' already exists.`, category: 'OBJECT_ALREADY_EXISTS' });
    }
    const unique = [...this.definitions(type).values()].filter((each) => each.hasUniqueValue);
    if (input.hasUniqueValue === true && unique.length >= 10)
      throw validationError(`${type} has 10 properties with unique values already, which is the limit`);
    const definition = define(input);
    this.#custom.put(`${type}/${definition.name}`, { object: type, definition });
    this.#definitions.get(type)?.set(definition.name, definition);
    if (definition.hasUniqueValue) this.records(type).index(definition.name);
    return definition;
  }

  newId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  transaction<T>(work: () => T): T {
    return this.#documents.transaction(work);
  }

  /** A record by its own id, or by a property with unique values. */
  find(type: ObjectType, id: string, idProperty?: string): CrmRecord | undefined {
    if (idProperty === undefined || idProperty === 'hs_object_id') return this.records(type).get(id);
    if (!this.records(type).has(idProperty)) {
      throw validationError(
        `Property "${idProperty}" of ${type} does not have unique values, so records cannot be found by it in portal ${this.id}`,
      );
    }
    return this.records(type).find(idProperty, id);
  }

  archive(type: ObjectType, id: string): void {
    const record = this.records(type).get(id);
    if (record === undefined) return;
    for (const other of objectTypes) {
      for (const { toId } of this.associations.of({ type, id }, other)) this.associations.remove({ type, id }, { type: other, id: toId });
    }
    this.records(type).save({ ...record, archivedAt: this.now().toISOString() });
  }

  /** As an admin merges two records in the browser: `from` leads to `into` from now on. */
  merge(type: ObjectType, from: string, into: string): void {
    const record = this.records(type).get(from);
    if (record === undefined || this.records(type).get(into) === undefined)
      throw notFound(`${singular[type]} ${from} or ${into} does not exist`);
    this.records(type).save({ ...record, mergedInto: into });
  }

  [Symbol.dispose](): void {
    this.#documents.close();
  }
}
