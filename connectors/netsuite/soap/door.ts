import type { JsonObject } from '../../../core/json.js';
import { chunksOf } from '../chunks.js';
import { afterOthers, classOf, NotTakenWhole } from '../errors.js';
import type { Door, Existing, ExistingRequest, LotRequest, RecordRequest, WriteResult } from '../writing/door.js';
import type { Draft } from '../writing/draft.js';
import { type FoundReferences, type Wanted } from '../writing/reference.js';
import { type SoapApi, type SoapStatus, statusOf } from './api.js';
import { anyOf, searchRecord } from './criteria.js';
import { isSearchable, type LookupRequest, lookupBySearch, lotsBySearch } from './lookup.js';
import { readRecord } from './read-record.js';
import { renderSoap } from './render.js';
import { readWhole, search } from './search.js';
import { attributeOf, childOf, childrenOf, textOf, type XmlElement, type XmlNode } from './xml-node.js';

export interface SoapDoorParts {
  readonly api: SoapApi;
  readonly endpointId: string;
  readonly batchSize: number;
  /** For what searches do not know, such as the values of custom lists. */
  readonly others: (wanted: readonly Wanted[], signal: AbortSignal) => Promise<FoundReferences>;
}

type Operation = 'upsertList' | 'updateList';

/** SOAP's list calls: many records at once, each with a status of its own. */
export class SoapDoor implements Door {
  readonly #parts: SoapDoorParts;

  constructor(parts: SoapDoorParts) {
    this.#parts = parts;
  }

  async lookup(wanted: readonly Wanted[], signal: AbortSignal): Promise<FoundReferences> {
    const others = wanted.filter((each) => !isSearchable(each));
    const found = await lookupBySearch(this.#request(signal), wanted.filter(isSearchable));
    return others.length === 0 ? found : new Map([...found, ...(await this.#parts.others(others, signal))]);
  }

  async lots(wanted: readonly LotRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
    return await lotsBySearch(this.#request(signal), wanted);
  }

  async existing({ shape, customType, field, values, signal }: ExistingRequest): Promise<readonly Existing[]> {
    const criteria: readonly Readonly<Record<string, XmlElement>>[] =
      field === 'id'
        ? [{ internalId: anyOf(values.map((internalId) => ({ internalId }))) }]
        : field === 'externalId'
          ? [{ externalId: anyOf(values.map((externalId) => ({ externalId }))) }]
          : values.map((value) => criterion(field, value));
    const found: Existing[] = [];
    for (const more of criteria) {
      const subject = { txType: 'order', shape, ...(customType !== undefined && { custom: customType }) } as const;
      const first = await search(this.#parts.api, { record: searchRecord(subject, { more }), signal });
      const nodes = await readWhole(this.#parts.api, first, { endpointId: this.#parts.endpointId, signal });
      found.push(...nodes.flatMap((node) => existingOf(node, field)));
    }
    return found;
  }

  async write(drafts: readonly Draft[], signal: AbortSignal): Promise<readonly WriteResult[]> {
    const results = new Map<Draft, WriteResult>();
    for (const operation of ['upsertList', 'updateList'] as const) {
      const own = drafts.filter(({ id }) => (id === undefined) === (operation === 'upsertList'));
      for (const batch of chunksOf(own, this.#parts.batchSize)) {
        const written = await this.#writeBatch(operation, batch, signal).catch((error: unknown) => {
          throw results.size === 0 ? error : afterOthers(error);
        });
        for (const [index, draft] of batch.entries()) results.set(draft, written[index] ?? missing);
      }
    }
    return drafts.map((draft) => results.get(draft) ?? missing);
  }

  async remove({ shape, customType, ids, signal }: RecordRequest): Promise<readonly WriteResult[]> {
    const results: WriteResult[] = [];
    for (const some of chunksOf(ids, this.#parts.batchSize)) {
      const refs = some.map((internalId) => ({
        attributes:
          customType === undefined
            ? { 'xsi:type': 'core:RecordRef', internalId, type: shape.record }
            : {
                'xsi:type': 'core:CustomRecordRef',
                internalId,
                ...(customType.typeId === undefined ? { scriptId: customType.scriptId } : { typeId: customType.typeId }),
              },
      }));
      const answer = await this.#parts.api.call({ operation: 'deleteList', body: { 'messages:baseRef': refs }, signal });
      results.push(...this.#resultsOf(answer, { operation: 'deleteList', ids: some }));
    }
    return results;
  }

  async read({ shape, customType, ids, signal }: RecordRequest): Promise<ReadonlyMap<string, JsonObject>> {
    const subject = { txType: 'order', shape, ...(customType !== undefined && { custom: customType }) } as const;
    const found = new Map<string, JsonObject>();
    for (const some of chunksOf(ids, 500)) {
      const first = await search(this.#parts.api, { record: searchRecord(subject, { ids: some }), signal });
      for (const node of await readWhole(this.#parts.api, first, { endpointId: this.#parts.endpointId, signal })) {
        found.set(attributeOf(node, 'internalId') ?? '', readRecord(node, shape));
      }
    }
    return found;
  }

  /** Halves what is not taken whole, down to single records. */
  async #writeBatch(operation: Operation, drafts: readonly Draft[], signal: AbortSignal): Promise<readonly WriteResult[]> {
    try {
      const answer = await this.#parts.api.call({ operation, body: { 'messages:record': drafts.map(renderSoap) }, signal });
      const ids = drafts.map(({ id, externalId }) => id ?? externalId);
      return this.#resultsOf(answer, { operation, ids }).map((result, index) => withWarnings(result, drafts[index]?.warnings ?? []));
    } catch (error) {
      if (!(error instanceof NotTakenWhole)) throw error;
      if (drafts.length === 1) return [{ refusal: error.refusal }];
      const half = Math.ceil(drafts.length / 2);
      const before = await this.#writeBatch(operation, drafts.slice(0, half), signal);
      const behind = await this.#writeBatch(operation, drafts.slice(half), signal).catch((later: unknown) => {
        throw afterOthers(later);
      });
      return [...before, ...behind];
    }
  }

  /** Answers stand in the order of the records; a refusal that is not about one record is an error of the whole. */
  #resultsOf(answer: XmlNode, { operation, ids }: { readonly operation: string; readonly ids: readonly string[] }): readonly WriteResult[] {
    const list = childOf(answer, 'writeResponseList');
    const responses = childrenOf(list, 'writeResponse');
    if (responses.length === 0) this.#parts.api.demand(statusOf(list), operation);
    return ids.map((given, index) => {
      const response = responses[index];
      if (response === undefined) return missing;
      const status = statusOf(response);
      const id = attributeOf(childOf(response, 'baseRef'), 'internalId');
      if (status.isSuccess || (status.isSaved && id !== undefined)) return { id: id ?? given, warnings: warningsOf(status) };
      const refusal = status.refusal ?? { code: 'UNEXPECTED_ERROR', message: 'no reason was given' };
      if (['throttle', 'auth', 'permission'].includes(classOf(refusal.code))) throw this.#parts.api.refused(refusal, operation);
      return { refusal };
    });
  }

  #request(signal: AbortSignal): LookupRequest {
    return { api: this.#parts.api, endpointId: this.#parts.endpointId, signal };
  }
}

const missing: WriteResult = { refusal: { code: 'NO_ANSWER', message: 'the answer says nothing of this record' } };

function warningsOf({ warnings, isSuccess, refusal }: SoapStatus): readonly string[] {
  return isSuccess || refusal === undefined ? warnings : [...warnings, `saved, but then: ${refusal.code}: ${refusal.message}`];
}

function withWarnings(result: WriteResult, warnings: readonly string[]): WriteResult {
  return 'refusal' in result ? result : { ...result, warnings: [...warnings, ...result.warnings] };
}

/** One value, which must match as a whole. */
function criterion(field: string, value: string): Readonly<Record<string, XmlElement>> {
  const operator = field === 'otherRefNum' ? 'equalTo' : 'is';
  if (!/^cust/i.test(field)) return { [field]: { attributes: { operator }, 'core:searchValue': value } };
  const custom = { attributes: { 'xsi:type': 'core:SearchStringCustomField', scriptId: field, operator }, 'core:searchValue': value };
  return { customFieldList: { 'core:customField': custom } };
}

function valueOf(node: XmlNode, field: string): string | undefined {
  if (!/^cust/i.test(field)) return textOf(childOf(node, field));
  const fields = childrenOf(childOf(node, 'customFieldList'), 'customField');
  return textOf(
    childOf(
      fields.find((each) => attributeOf(each, 'scriptId')?.toLowerCase() === field.toLowerCase()),
      'value',
    ),
  );
}

function existingOf(node: XmlNode, field: string): readonly Existing[] {
  const id = attributeOf(node, 'internalId');
  if (id === undefined) return [];
  const externalId = attributeOf(node, 'externalId');
  const status = textOf(childOf(node, 'status'));
  const value = field === 'id' ? id : field === 'externalId' ? externalId : valueOf(node, field);
  return [
    { id, ...(externalId !== undefined && { externalId }), ...(status !== undefined && { status }), ...(value !== undefined && { value }) },
  ];
}
