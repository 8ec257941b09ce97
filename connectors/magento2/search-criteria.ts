/** The conditions of Magento's search that the connector speaks. */
export const conditionTypes = ['eq', 'neq', 'gt', 'gteq', 'lt', 'lteq', 'in', 'nin', 'like', 'nlike', 'null', 'notnull'] as const;
export type ConditionType = (typeof conditionTypes)[number];

/** `field condition value`. For `in` and `nin` the value is a list with commas; for `null` and `notnull` it is empty. */
export interface Filter {
  readonly field: string;
  readonly condition: ConditionType;
  readonly value: string;
}

/** A search for the first page of what passes all filters, ascending by the named fields. */
export interface Search {
  readonly filters: readonly Filter[];
  readonly sortBy: readonly string[];
  readonly pageSize: number;
}

/**
 * The query of a search: one group per filter, so that all must hold. Page numbers other than 1 are never asked for, as
 * rows move between pages. https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches/
 */
export function toQuery({ filters, sortBy, pageSize }: Search): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [index, { field, condition, value }] of filters.entries()) {
    const name = `searchCriteria[filter_groups][${index}][filters][0]`;
    query[`${name}[field]`] = field;
    query[`${name}[value]`] = value;
    query[`${name}[condition_type]`] = condition;
  }
  for (const [index, field] of sortBy.entries()) {
    query[`searchCriteria[sortOrders][${index}][field]`] = field;
    query[`searchCriteria[sortOrders][${index}][direction]`] = 'ASC';
  }
  query['searchCriteria[pageSize]'] = String(pageSize);
  query['searchCriteria[currentPage]'] = '1';
  return query;
}
