import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';

export interface ListedSystem {
  readonly url: string;
  readonly token: string;
}

/** Every record of a shop, through Magento's REST API, page by page. */
export async function listShop<T>(shop: ListedSystem, path: string, record: z.ZodType<T>): Promise<T[]> {
  const all: T[] = [];
  const page = z.object({ items: z.array(record).nullish(), total_count: z.number() });
  for (let current = 1; ; current += 1) {
    const sort = 'searchCriteria[sortOrders][0][field]=entity_id&searchCriteria[sortOrders][0][direction]=ASC';
    const query = `searchCriteria[pageSize]=300&searchCriteria[currentPage]=${current}&${sort}`;
    const { items, total_count } = page.parse(await get(`${shop.url}/rest/all/V1/${path}?${query}`, shop.token));
    all.push(...(items ?? []));
    if (all.length >= total_count || (items ?? []).length === 0) return all;
  }
}

const crmRecord = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
  associations: z.record(z.string(), z.object({ results: z.array(z.object({ id: z.string() })) })).optional(),
});
const crmPage = z.object({ results: z.array(crmRecord), paging: z.object({ next: z.object({ after: z.string() }) }).optional() });

/** One record of a CRM, as HubSpot's API gives it. */
export type CrmRecord = z.output<typeof crmRecord>;

export interface CrmList {
  readonly type: string;
  readonly properties: readonly string[];
  readonly associations?: readonly string[];
}

/** Every record of one type of a CRM, through HubSpot's API, page by page. */
export async function listCrm(crm: ListedSystem, { type, properties, associations = [] }: CrmList): Promise<CrmRecord[]> {
  const all: CrmRecord[] = [];
  let after = '';
  for (;;) {
    const query = new URLSearchParams({ limit: '100', properties: properties.join(',') });
    if (associations.length > 0) query.set('associations', associations.join(','));
    if (after !== '') query.set('after', after);
    const { results, paging } = crmPage.parse(await get(`${crm.url}/crm/objects/2026-09/${type}?${query.toString()}`, crm.token));
    all.push(...results);
    if (paging === undefined) return all;
    after = paging.next.after;
  }
}

/** Waits where the CRM asks for it: the comparison comes right behind a sync that used the budget up. */
async function get(url: string, token: string): Promise<unknown> {
  for (;;) {
    const { statusCode, body } = await request(url, { headers: { authorization: `Bearer ${token}` } });
    if (statusCode === 200) return await body.json();
    const text = await body.text();
    if (statusCode !== 429) throw new Error(`GET ${url} answered ${statusCode}: ${text.slice(0, 200)}`);
    await delay(1000);
  }
}
