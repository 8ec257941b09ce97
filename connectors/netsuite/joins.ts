import { isJsonObject, type JsonObject } from '../../core/json.js';
import type { TxType } from '../../core/tx-type.js';
import { chunksOf } from './chunks.js';
import type { Reader, Row, Subject } from './reader.js';
import type { NetSuiteSettings } from './settings.js';

/** Notes of transactions, by the internal id of these. */
export type ReadNotes = (ids: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, readonly JsonObject[]>>;

export interface JoinRequest {
  readonly reader: Pick<Reader, 'related'>;
  readonly settings: NetSuiteSettings;
  readonly readNotes: ReadNotes;
  readonly txType: TxType;
  readonly subjectOf: (txType: TxType) => Subject;
  readonly signal: AbortSignal;
}

const idsAtOnce = 500;

/**
 * Rows with what was made of them, such as the fulfilments of an order, and with their notes: one look-up per kind for
 * the whole page. A look-up that fails fails the page, as an entity without its parts would look whole.
 */
export async function withJoins(rows: readonly Row[], request: JoinRequest): Promise<readonly Row[]> {
  const { settings, txType, signal } = request;
  const ids = rows.flatMap(({ entity }) => (entity === undefined || entity.isDeleted === true ? [] : [entity.srcId]));
  const parts = new Map<string, Record<string, readonly JsonObject[]>>(ids.map((id) => [id, {}]));
  if (ids.length === 0) return rows;
  for (const { as, txType: joined } of settings.joins[txType] ?? []) {
    const found = await relatedTo(request, request.subjectOf(joined as TxType), ids);
    for (const [id, part] of parts) part[as] = found.get(id) ?? [];
  }
  if (settings.readNotes.includes(txType)) {
    for (const some of chunksOf(ids, idsAtOnce)) {
      const notes = await request.readNotes(some, signal);
      for (const id of some) Object.assign(parts.get(id) ?? {}, { notes: notes.get(id) ?? [] });
    }
  }
  return rows.map((row) => {
    const { entity } = row;
    const part = entity === undefined ? undefined : parts.get(entity.srcId);
    return entity === undefined || part === undefined ? row : { ...row, entity: { ...entity, data: { ...entity.data, ...part } } };
  });
}

async function relatedTo(
  { reader, signal }: JoinRequest,
  subject: Subject,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
  const found = new Map<string, JsonObject[]>();
  for (const some of chunksOf(ids, idsAtOnce)) {
    for (const record of await reader.related({ subject, ids: some, signal })) {
      const from = record['createdFrom'];
      const id = isJsonObject(from) && typeof from['id'] === 'string' ? from['id'] : '';
      found.set(id, [...(found.get(id) ?? []), record]);
    }
  }
  return found;
}
