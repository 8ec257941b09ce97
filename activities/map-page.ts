import { deletionHash } from '../core/deletion.js';
import type { SourceEntity, UnreadableEntity } from '../core/entity.js';
import { inventId } from '../core/invented-id.js';
import type { CustomField, Mapping, MappingResult } from '../mapping/mapping.js';
import type { EntityToStage } from '../stores/store.js';
import { digest } from './digest.js';
import type { PageToMap } from './read-page.js';

export interface PageMapping {
  readonly mapping: Mapping;
  /** False: raw records are kept of what fails alone. */
  readonly keepsRaw: boolean;
  /** What becomes of records that were deleted in the source. */
  readonly deletions: 'ignore' | 'send';
  readonly now: string;
  readonly customField?: CustomField;
}

/** Maps every record of a page. One that cannot be read or mapped becomes a failure of itself alone. */
export async function mapPage(page: PageToMap, options: PageMapping): Promise<EntityToStage[]> {
  const { mapping, now, customField } = options;
  const context = { now, ...(customField !== undefined && { customField }) };
  const staged: EntityToStage[] = [];
  for (const entity of page.entities) {
    if (entity.isDeleted) {
      staged.push(deletionToStage(entity, options));
      continue;
    }
    const mapped = mapping.run(entity.data, { srcId: entity.srcId, ...context });
    staged.push(toStage(entity, mapped instanceof Promise ? await mapped : mapped, options));
  }
  // As old as what is known of them: should one come back, nothing of it is stale.
  for (const srcId of page.gone ?? []) staged.push({ srcId, hash: deletionHash, dataJson: '{}' });
  for (const problem of page.problems) staged.push(problemToStage(problem));
  return staged;
}

function toStage(entity: SourceEntity, mapped: MappingResult, { mapping, keepsRaw }: PageMapping): EntityToStage {
  const { srcId, updatedAt, createdAt, data: raw } = entity;
  const common = { srcId, updatedAt, ...(createdAt !== undefined && { createdAt }) };
  if ('data' in mapped) {
    const dataJson = JSON.stringify(mapped.data);
    return { ...common, ...(keepsRaw && { raw }), dataJson, hash: digest(dataJson) };
  }
  const hash = digest(JSON.stringify(['failed', mapping.version, mapped.failure.code, raw]));
  return { ...common, raw, hash, failure: mapped.failure };
}

/** Nothing is mapped: a deletion has no content. */
function deletionToStage({ srcId, updatedAt, data: raw }: SourceEntity, { keepsRaw, deletions }: PageMapping): EntityToStage {
  const deletion = { srcId, updatedAt, hash: deletionHash, dataJson: '{}', ...(keepsRaw && { raw }) };
  return deletions === 'send' ? deletion : { ...deletion, isLeft: true };
}

function problemToStage({ srcId, updatedAt, code, message, raw }: UnreadableEntity): EntityToStage {
  const hash = digest(JSON.stringify(['unreadable', raw ?? null]));
  return { srcId: srcId ?? inventId(hash), ...(updatedAt !== undefined && { updatedAt }), hash, raw, failure: { code, message } };
}
