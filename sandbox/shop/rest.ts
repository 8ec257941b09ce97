import type { FastifyInstance, FastifyRequest } from 'fastify';
import { customerTable, orderTable, productTable } from './columns.js';
import type { Gatekeeper } from './credentials.js';
import { MagentoError, noSuchRoute } from './magento-error.js';
import { parseQuery, splitOnce } from './query-string.js';
import { type Searchable, type SearchOptions, type SearchResult, search } from './search.js';
import { type PageSizeLimits, parseSearchCriteria } from './search-criteria.js';
import type { ShopData } from './shop-data.js';

export interface RestOptions {
  readonly data: ShopData;
  readonly gatekeeper: Gatekeeper;
  readonly limits: PageSizeLimits;
  readonly search: SearchOptions;
  /** The codes of the store views; `all` is always one. */
  readonly storeCodes: readonly string[];
  /** Where clients reach the shop, for signatures behind a proxy. Absent: the host that the client names. */
  readonly publicUrl?: string;
}

/** The ACL resources that `webapi.xml` names for the routes. */
export const resources = {
  orders: 'Magento_Sales::actions_view',
  customers: 'Magento_Customer::customer',
  products: 'Magento_Catalog::products',
  stores: 'Magento_Backend::store',
} as const;

type Answer = (request: FastifyRequest) => unknown;

/** `GET /rest[/{store}]/V1/...`: what a sync reads from a shop. */
export function addRestRoutes(app: FastifyInstance, options: RestOptions): void {
  const { data } = options;
  const route = (path: string, resource: string, answer: Answer): void => {
    const guarded: Answer = (request) => {
      const { store } = request.params as { store?: string };
      if (store !== undefined && store !== 'all' && !options.storeCodes.includes(store)) throw noSuchRoute();
      options.gatekeeper.admit(
        { method: request.method, url: urlOf(request, options.publicUrl), authorization: request.headers.authorization },
        resource,
      );
      return answer(request);
    };
    for (const prefix of ['/rest/V1', '/rest/:store/V1']) {
      app.get(prefix + path, { exposeHeadRoute: false }, guarded);
      app.get(`${prefix + path}/`, { exposeHeadRoute: false }, guarded);
    }
  };
  const find = <T>(request: FastifyRequest, records: Iterable<T>, table: Searchable<T>): SearchResult<T> => {
    const criteria = parseSearchCriteria(parseQuery(splitOnce(request.url, '?')[1] ?? ''), options.limits);
    return search(records, criteria, { ...options.search, ...table });
  };

  route('/orders', resources.orders, (request) => find(request, data.orders.all(), orderTable([...data.orders.all()])));
  route(
    '/orders/:id',
    resources.orders,
    (request) => data.orders.get(idOf(request)) ?? missing("The entity that was requested doesn't exist. Verify the entity and try again."),
  );
  route('/customers/search', resources.customers, (request) =>
    find(request, data.customers.all(), customerTable([...data.customers.all()])),
  );
  route(
    '/customers/:id',
    resources.customers,
    (request) =>
      data.customers.get(idOf(request)) ??
      missing('No such entity with %fieldName = %fieldValue', { fieldName: 'customerId', fieldValue: idOf(request) }),
  );
  route('/products', resources.products, (request) => find(request, data.products.all(), productTable([...data.products.all()])));
  route(
    '/products/:sku',
    resources.products,
    (request) =>
      data.productOf((request.params as { sku: string }).sku) ??
      missing("The product that was requested doesn't exist. Verify the product and try again."),
  );
  route('/store/storeConfigs', resources.stores, (request) =>
    options.storeCodes.map((code, index) => storeConfig(code, index + 1, originOf(request, options.publicUrl))),
  );
}

function missing(message: string, parameters?: Readonly<Record<string, unknown>>): never {
  throw new MagentoError(404, message, parameters);
}

function idOf(request: FastifyRequest): number {
  const { id } = request.params as { id: string };
  if (/^\d+$/.test(id)) return Number(id);
  throw new MagentoError(400, 'The "%value" value\'s type is invalid. The "%type" type was expected. Verify and try again.', {
    value: id,
    type: 'int',
  });
}

function originOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl ?? `${request.protocol}://${request.headers.host ?? request.hostname}`;
}

function urlOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return originOf(request, publicUrl) + request.url;
}

function storeConfig(code: string, id: number, origin: string): Record<string, unknown> {
  return {
    id,
    code,
    website_id: 1,
    locale: 'en_US',
    base_currency_code: 'USD',
    default_display_currency_code: 'USD',
    timezone: 'America/Los_Angeles',
    weight_unit: 'lbs',
    base_url: `${origin}/`,
    base_link_url: `${origin}/`,
    secure_base_url: `${origin}/`,
    secure_base_link_url: `${origin}/`,
  };
}
