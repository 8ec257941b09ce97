import { budgetsOf } from '../../../connectors/budget/budgets.js';
import type { Check } from '../../../connectors/connector.js';
import type { JsonObject } from '../../../core/json.js';
import { nearest } from '../../../core/nearest.js';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { describeError, UsageError } from '../failures.js';

export const check: CommandSpec = {
  name: 'check',
  summary: 'Ask each endpoint whether it can be reached, read and written as configured',
  arguments: [{ name: 'endpoint', summary: 'only this endpoint; default all', isOptional: true }],
  examples: ['datawald check', 'datawald check shop'],
  async run(context, input) {
    const results = await checkEndpoints(context, input.arguments[0]);
    context.output.data(results, results.map(({ endpoint, checks }) => [endpoint, ...checks.map(describeCheck)].join('\n')).join('\n\n'));
    return results.every(({ checks }) => checks.every(({ isOk }) => isOk)) ? exitCodes.done : exitCodes.failure;
  },
};

export interface EndpointChecks {
  readonly endpoint: string;
  readonly checks: readonly Check[];
}

/** Opens the endpoints of the config one after the other and asks them. */
export async function checkEndpoints(context: Context, only?: string): Promise<readonly EndpointChecks[]> {
  const { config } = context.config();
  const ids = Object.keys(config.endpoints);
  if (only !== undefined && !ids.includes(only)) {
    const guess = nearest(only, ids);
    throw new UsageError(
      `There is no endpoint "${only}" in the config.${guess === undefined ? '' : ` Did you mean ${guess}?`} There are: ${ids.join(', ')}.`,
    );
  }
  const results: EndpointChecks[] = [];
  for (const endpoint of only === undefined ? ids : [only]) results.push({ endpoint, checks: await checkEndpoint(context, endpoint) });
  return results;
}

async function checkEndpoint(context: Context, endpointId: string): Promise<readonly Check[]> {
  const { config, secrets } = context.config();
  const endpoint = config.endpoints[endpointId];
  if (endpoint === undefined) return [];
  try {
    const settings = secrets.resolve(endpoint.settings as JsonObject, endpointId);
    const alone = { endpointId, now: () => new Date(), log: () => {} };
    const opened = context.registry.open({
      connector: endpoint.connector,
      settings,
      context: { ...alone, budget: budgetsOf(alone) },
    });
    try {
      return await opened.check();
    } finally {
      await opened[Symbol.asyncDispose]();
    }
  } catch (error) {
    return [
      { name: 'settings', isOk: false, detail: secrets.redact(describeError(error)), fix: `mend endpoints.${endpointId} in the config` },
    ];
  }
}

export function describeCheck({ name, isOk, detail, fix }: Check): string {
  return `  ${isOk ? '✓' : '✗'} ${name}: ${detail}${fix === undefined ? '' : `\n    → ${fix}`}`;
}
