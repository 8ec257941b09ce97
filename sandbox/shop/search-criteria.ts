import { isRequired, MagentoError } from './magento-error.js';
import type { QueryTree } from './query-string.js';

/** https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches/ */
const conditionTypes = [
  'eq',
  'finset',
  'from',
  'gt',
  'gteq',
  'in',
  'like',
  'lt',
  'lteq',
  'moreq',
  'neq',
  'nfinset',
  'nin',
  'nlike',
  'notnull',
  'null',
  'to',
] as const;
export type ConditionType = (typeof conditionTypes)[number];

export interface Filter {
  readonly field: string;
  readonly value: string;
  readonly condition_type: ConditionType;
}

export interface SortOrder {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

/** In the shape in which Magento echoes it. */
export interface SearchCriteria {
  readonly filter_groups: readonly { readonly filters: readonly Filter[] }[];
  readonly sort_orders?: readonly SortOrder[];
  /** Absent: all records. */
  readonly page_size?: number;
  readonly current_page?: number;
}

export interface PageSizeLimits {
  /** Answered with 400 where it is exceeded ("Maximum Page Size" of the admin). */
  readonly maxPageSize?: number;
  /** Where no page size is asked for ("Default Page Size" of the admin). */
  readonly defaultPageSize?: number;
}

/** Reads `searchCriteria` of a query. Throws MagentoError where Magento refuses it. */
export function parseSearchCriteria(query: QueryTree, limits: PageSizeLimits = {}): SearchCriteria {
  const given = query['searchCriteria'] ?? query['search_criteria'];
  if (given === undefined) throw isRequired('searchCriteria');
  const tree = typeof given === 'string' ? {} : given;
  const members = known(tree, ['filter_groups', 'sort_orders', 'page_size', 'current_page']);
  const pageSize = count(members['page_size'], 'pageSize') ?? limits.defaultPageSize;
  if (pageSize !== undefined && limits.maxPageSize !== undefined && pageSize > limits.maxPageSize) {
    throw new MagentoError(400, 'Maximum SearchCriteria pageSize is %max', { max: limits.maxPageSize });
  }
  const currentPage = count(members['current_page'], 'currentPage');
  const sortOrders = branches(members['sort_orders']).map(parseSortOrder);
  return {
    filter_groups: branches(members['filter_groups']).map((group) => ({
      filters: branches(known(group, ['filters'])['filters']).map(parseFilter),
    })),
    ...(sortOrders.length > 0 && { sort_orders: sortOrders }),
    ...(pageSize !== undefined && { page_size: pageSize }),
    ...(currentPage !== undefined && { current_page: currentPage }),
  };
}

function parseFilter(tree: QueryTree): Filter {
  const { field, value, condition_type: condition = 'eq' } = known(tree, ['field', 'value', 'condition_type']);
  if (typeof field !== 'string' || field === '') throw isRequired('field');
  const type = typeof condition === 'string' ? condition.toLowerCase() : '';
  if (!isConditionType(type)) throw new MagentoError(400, 'Undefined condition type "%1".', [type]);
  const needsValue = type !== 'null' && type !== 'notnull';
  if (needsValue && typeof value !== 'string') throw isRequired('value');
  return { field, value: typeof value === 'string' ? value : '', condition_type: type };
}

function parseSortOrder(tree: QueryTree): SortOrder {
  const { field, direction = 'DESC' } = known(tree, ['field', 'direction']);
  if (typeof field !== 'string' || field === '') throw isRequired('field');
  const upper = typeof direction === 'string' ? direction.toUpperCase() : '';
  if (upper !== 'ASC' && upper !== 'DESC') {
    throw new MagentoError(400, 'The sort order has to be specified as %1 for ascending order or %2 for descending order.', [
      'ASC',
      'DESC',
    ]);
  }
  return { field, direction: upper };
}

/** The members by their snake_case names; Magento takes camelCase too, and refuses what it does not know. */
function known(tree: QueryTree, names: readonly string[]): Record<string, string | QueryTree | undefined> {
  const members: Record<string, string | QueryTree> = {};
  for (const [name, value] of Object.entries(tree)) {
    const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (!names.includes(snake)) throw new MagentoError(400, 'Property "%1" does not have accessor method.', [name]);
    members[snake] = value;
  }
  return members;
}

function branches(tree: string | QueryTree | undefined): QueryTree[] {
  if (tree === undefined || typeof tree === 'string') return [];
  return Object.values(tree).filter((branch) => typeof branch === 'object');
}

function count(text: string | QueryTree | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || !/^\d+$/.test(text)) {
    throw new MagentoError(400, 'The "%value" value\'s type is invalid. The "%type" type was expected. Verify and try again.', {
      value: typeof text === 'string' ? text : name,
      type: 'int',
    });
  }
  return Number(text) === 0 ? undefined : Number(text);
}

function isConditionType(text: string): text is ConditionType {
  return (conditionTypes as readonly string[]).includes(text);
}
