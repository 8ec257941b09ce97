import { groupBy } from '../rest/lookup.js';
import { type FoundReferences, keyOf, type Wanted } from '../writing/reference.js';
import { type SoapApi, statusOf } from './api.js';
import { attributeOf, childOf, childrenOf, textOf } from './xml-node.js';

/**
 * Choices of fields that point at no record type of their own, by name: NetSuite lists them per field. All pages are
 * read, once per field and batch.
 */
export async function lookupSelectValues(api: SoapApi, wanted: readonly Wanted[], signal: AbortSignal): Promise<FoundReferences> {
  const found = new Map<string, string[]>();
  for (const [, group] of groupBy(wanted, ({ target, field }) => `${target} ${field}`)) {
    const [first] = group;
    if (first === undefined) continue;
    const choices = await choicesOf(api, first, signal);
    for (const each of group) {
      const ids = choices.filter(({ name }) => name === each.value).map(({ id }) => id);
      if (ids.length > 0) found.set(keyOf(each), ids);
    }
  }
  return found;
}

interface Choice {
  readonly name: string;
  readonly id: string;
}

async function choicesOf(api: SoapApi, { target, field }: Wanted, signal: AbortSignal): Promise<readonly Choice[]> {
  const [, recordType = '', sublist = ''] = target.split(':');
  const description = {
    'core:recordType': recordType,
    ...(sublist !== '' && { 'core:sublist': sublist }),
    'core:field': field,
  };
  const choices: Choice[] = [];
  for (let pageIndex = 1, pages = 1; pageIndex <= pages; pageIndex += 1) {
    const body = { 'messages:fieldDescription': description, 'messages:pageIndex': pageIndex };
    const result = childOf(await api.call({ operation: 'getSelectValue', body, signal }), 'getSelectValueResult');
    const status = statusOf(result);
    // A field that has no choices has none of that name either.
    if (status.refusal?.code === 'INVALID_FLD') return [];
    api.demand(status, 'getSelectValue');
    pages = Number(textOf(childOf(result, 'totalPages')) ?? 1);
    for (const node of childrenOf(childOf(result, 'baseRefList'), 'baseRef')) {
      const [id, name] = [attributeOf(node, 'internalId'), textOf(childOf(node, 'name'))];
      if (id !== undefined && name !== undefined) choices.push({ id, name });
    }
  }
  return choices;
}
