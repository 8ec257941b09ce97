import type { CustomFieldDefinition } from './definitions.js';
import type { MergeContext } from './merge.js';
import { RecordProblem, userError } from './problem.js';
import { asReference, type CustomKind, type CustomValue, type Fields, type Reference, textOf, type Value } from './shapes.js';

/** Custom fields of a draft by script id, their values checked and references resolved. */
export function readCustomFields(drafts: Fields, { account, on }: MergeContext): Fields {
  const read: Record<string, CustomValue> = {};
  for (const [name, draft] of Object.entries(drafts)) {
    const definition = account.customField(name, on);
    if (definition === undefined)
      throw new RecordProblem('USER_ERROR', `The custom field ${name} is not one of this record.`, { path: name });
    const { kind, value } = draft as CustomValue;
    if (!fits(kind, definition.kind)) {
      throw new RecordProblem('USER_ERROR', `The custom field ${name} is of kind ${definition.kind}, and was sent as ${kind}.`, {
        path: name,
      });
    }
    read[definition.scriptId] = { kind: definition.kind, value: customValue(value, definition, account) };
  }
  return read;
}

/** Numbers fit into numbers; everything else must be of its kind. */
function fits(sent: CustomKind, kept: CustomKind): boolean {
  return sent === kept || (sent === 'long' && kept === 'double');
}

function customValue(value: Value, definition: CustomFieldDefinition, account: MergeContext['account']): Value {
  const { kind, scriptId } = definition;
  if (kind === 'string' && textOf(value).length > 4000) {
    throw new RecordProblem('EXCEEDED_MAX_FIELD_LENGTH', `${scriptId} holds at most 4000 characters.`, { path: scriptId });
  }
  if (kind === 'select') return choose(asReference(value) ?? {}, definition, account);
  if (kind === 'multiSelect') return (value as readonly Value[]).map((each) => choose(asReference(each) ?? {}, definition, account));
  return value;
}

function choose(reference: Reference, { choices, scriptId }: CustomFieldDefinition, account: MergeContext['account']): Reference {
  const listed = choices?.startsWith('customlist') === true ? valuesOf(choices, account) : undefined;
  const wanted = reference.internalId ?? reference.externalId ?? '';
  const found =
    listed?.find(({ internalId }) => internalId === wanted) ??
    (choices !== undefined && listed === undefined ? recordChoice(choices, reference, account) : undefined);
  if (found === undefined) throw userError(`Invalid ${scriptId} reference key ${wanted}.`, scriptId);
  return found;
}

function valuesOf(scriptId: string, account: MergeContext['account']): readonly Reference[] {
  const list = account.records.ofType('customList').find((record) => record.fields.scriptId === scriptId);
  const values = (list?.fields.customValueList ?? []) as readonly Fields[];
  return values.map((row) => ({ internalId: textOf(row.valueId), name: textOf(row.value), typeId: list?.internalId ?? '' }));
}

function recordChoice(type: string, reference: Reference, account: MergeContext['account']): Reference | undefined {
  const { internalId, externalId } = reference;
  const isCustom = type.startsWith('customrecord');
  const found = account.find({
    type: isCustom ? 'customRecord' : type,
    ...(isCustom && { typeId: type }),
    ...(internalId !== undefined && { internalId }),
    ...(externalId !== undefined && { externalId }),
  });
  return found === undefined
    ? undefined
    : { internalId: found.internalId, name: textOf(found.fields.name ?? found.fields.entityId ?? found.internalId) };
}
