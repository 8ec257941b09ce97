import { budgetsOf } from '../../connectors/budget/budgets.js';
import type { ConnectorContext } from '../../connectors/connector.js';
import type { EndpointLimits } from '../../core/budget.js';

/** What an endpoint is given in a process that shares with nobody. */
export function aloneContext(
  endpointId: string,
  { limits = {}, now = () => new Date() }: { readonly limits?: EndpointLimits; readonly now?: () => Date } = {},
): ConnectorContext {
  const log = () => {};
  return { endpointId, now, log, budget: budgetsOf({ endpointId, limits, now, log }) };
}
