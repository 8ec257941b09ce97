import type { Instant } from '../../../core/instant.js';
import type { ReadFilter, Subject } from '../reader.js';
import type { XmlElement } from './xml-node.js';

/** A list of references or internal ids. */
export function anyOf(ids: readonly { readonly internalId?: string; readonly externalId?: string }[]): XmlElement {
  return { attributes: { operator: 'anyOf' }, 'core:searchValue': ids.map((attributes) => ({ attributes: { ...attributes } })) };
}

/** What a search is narrowed by, besides its type. Keys are fields of the search record, without namespace. */
export interface Criteria {
  readonly ids?: readonly string[];
  readonly window?: { readonly from?: Instant; readonly to: Instant };
  /** Internal ids above this number. */
  readonly filter?: ReadFilter;
  readonly more?: Readonly<Record<string, XmlElement>>;
}

/** The order in which the parts of a search stand; those that are not named here come last, by name. */
export function searchRecord({ shape, custom, txType }: Subject, { ids, window, filter = {}, more = {} }: Criteria): XmlElement {
  const { record, type } = shape.search ?? { record: 'CustomRecordSearchBasic' };
  const isStock = txType === 'inventory' || txType === 'inventorylot';
  const modified = custom !== undefined ? 'lastModified' : isStock ? 'lastQuantityAvailableChange' : 'lastModifiedDate';
  const parts: Record<string, XmlElement> = {
    ...(custom !== undefined && {
      recType: { attributes: custom.typeId === undefined ? { scriptId: custom.scriptId } : { internalId: custom.typeId } },
    }),
    ...(type !== undefined && { type: { attributes: { operator: 'anyOf' }, 'core:searchValue': type } }),
    ...(ids !== undefined && { internalId: anyOf(ids.map((internalId) => ({ internalId }))) }),
    ...(window !== undefined && { [modified]: dateWindow(window) }),
    ...(shape.record === 'lotNumberedInventoryItem' && { isLotItem: { 'core:searchValue': true } }),
    ...(filter.activeOnly === true && { isInactive: { 'core:searchValue': false } }),
    ...(filter.subsidiary !== undefined && { subsidiary: anyOf([{ internalId: filter.subsidiary }]) }),
    ...(filter.vendor !== undefined && { [shape.family === 'item' ? 'vendor' : 'entity']: anyOf([{ internalId: filter.vendor }]) }),
    ...more,
  };
  // SOAP's schema has search fields by their names, but for the type of custom records, which is first, and custom fields, last.
  const rank = (name: string): number => (name === 'recType' ? 0 : name === 'customFieldList' ? 2 : 1);
  const ordered = Object.entries(parts).sort(([one], [other]) => rank(one) - rank(other) || one.localeCompare(other));
  return {
    attributes: { 'xsi:type': `common:${record}` },
    ...Object.fromEntries(ordered.map(([name, value]) => [`common:${name}`, value])),
  };
}

/** Both ends are inclusive; times always say their offset. */
function dateWindow({ from, to }: { readonly from?: Instant; readonly to: Instant }): XmlElement {
  const write = (instant: Instant): string => `${instant.slice(0, 23)}Z`;
  if (from === undefined) return { attributes: { operator: 'onOrBefore' }, 'core:searchValue': write(to) };
  return { attributes: { operator: 'within' }, 'core:searchValue': write(from), 'core:searchValue2': write(to) };
}
