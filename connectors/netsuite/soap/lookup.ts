import { shapeNamed } from '../entities/index.js';
import { groupBy } from '../rest/lookup.js';
import { type LotRequest, lotKey } from '../writing/door.js';
import { type FoundReferences, keyOf, type Wanted } from '../writing/reference.js';
import type { SoapApi } from './api.js';
import { anyOf } from './criteria.js';
import { readWhole, search } from './search.js';
import { attributeOf, childOf, textOf, type XmlElement, type XmlNode } from './xml-node.js';

/** Record types that searches know by a name of their own. */
const searchNames: Readonly<Record<string, string>> = {
  item: 'Item',
  transaction: 'Transaction',
  employee: 'Employee',
  subsidiary: 'Subsidiary',
  location: 'Location',
  classification: 'Classification',
  department: 'Department',
  term: 'Term',
  paymentMethod: 'PaymentMethod',
  priceLevel: 'PriceLevel',
  bin: 'Bin',
  inventoryNumber: 'InventoryNumber',
};

function searchOf(target: string): { readonly record: string; readonly type?: string } | undefined {
  const known = shapeNamed(target)?.search;
  if (known !== undefined) return known;
  const name = searchNames[target];
  return name === undefined ? undefined : { record: `${name}SearchBasic` };
}

/** Whether searches can look such a thing up; what they cannot, SuiteQL does. */
export function isSearchable({ target }: Wanted): boolean {
  return searchOf(target) !== undefined;
}

export interface LookupRequest {
  readonly api: SoapApi;
  readonly endpointId: string;
  readonly signal: AbortSignal;
}

/** Ids by exact values: external ids all at once, other fields one search per value. */
export async function lookupBySearch(request: LookupRequest, wanted: readonly Wanted[]): Promise<FoundReferences> {
  const found = new Map<string, string[]>();
  const add = (each: Wanted, id: string | undefined): void => {
    const key = keyOf(each);
    if (id !== undefined) found.set(key, [...(found.get(key) ?? []), id]);
  };
  for (const [, group] of groupBy(wanted, ({ target, field }) => `${target} ${field}`)) {
    const [first] = group;
    if (first === undefined) continue;
    if (first.field === 'externalId') {
      for (const node of await findByExternalIds(request, first.target, group)) {
        const value = attributeOf(node, 'externalId') ?? '';
        add(
          { ...first, value: group.find((each) => each.value.toLowerCase() === value.toLowerCase())?.value ?? value },
          attributeOf(node, 'internalId'),
        );
      }
    } else {
      for (const each of new Map(group.map((one) => [one.value, one])).values()) {
        for (const node of await findByText(request, each)) add(each, attributeOf(node, 'internalId'));
      }
    }
  }
  return found;
}

async function findByExternalIds(request: LookupRequest, target: string, wanted: readonly Wanted[]): Promise<readonly XmlNode[]> {
  return await run(request, target, { externalId: anyOf(wanted.map(({ value }) => ({ externalId: value }))) });
}

/** `is` does not look at case; what was found must be the same all the same. */
async function findByText(request: LookupRequest, { target, field, value }: Wanted): Promise<readonly XmlNode[]> {
  const isNumber = field === 'otherRefNum';
  const criteria = { [field]: { attributes: { operator: isNumber ? 'equalTo' : 'is' }, 'core:searchValue': value } };
  const nodes = await run(request, target, criteria);
  return nodes.filter((node) => {
    const said = textOf(childOf(node, field));
    return said === undefined || said === value;
  });
}

async function run(
  { api, endpointId, signal }: LookupRequest,
  target: string,
  criteria: Readonly<Record<string, XmlElement>>,
): Promise<readonly XmlNode[]> {
  const { record, type } = searchOf(target) ?? { record: '' };
  const parts = Object.entries({
    ...criteria,
    ...(type !== undefined && { type: { attributes: { operator: 'anyOf' }, 'core:searchValue': type } }),
  });
  const fields = parts.sort(([a], [b]) => a.localeCompare(b)).map(([name, value]) => [`common:${name}`, value] as const);
  const first = await search(api, { record: { attributes: { 'xsi:type': `common:${record}` }, ...Object.fromEntries(fields) }, signal });
  return await readWhole(api, first, { endpointId, signal });
}

export async function lotsBySearch(request: LookupRequest, wanted: readonly LotRequest[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const lot of wanted) {
    const criteria = {
      inventoryNumber: { attributes: { operator: 'is' }, 'core:searchValue': lot.number },
      item: anyOf([{ internalId: lot.item }]),
    };
    const nodes = await run(request, 'inventoryNumber', criteria);
    const ids = nodes
      .filter((node) => textOf(childOf(node, 'inventoryNumber')) === lot.number)
      .flatMap((node) => attributeOf(node, 'internalId') ?? []);
    found.set(lotKey(lot), ids);
  }
  return found;
}
