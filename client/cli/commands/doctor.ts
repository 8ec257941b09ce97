import type { Check } from '../../../connectors/connector.js';
import type { CommandSpec } from '../command.js';
import { completeConfig } from '../complete-config.js';
import { ConfigProblems, type Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { describeError } from '../failures.js';
import { checkEndpoints, describeCheck } from './check.js';

export const doctor: CommandSpec = {
  name: 'doctor',
  summary: 'Check Node, config, store, Temporal and endpoints; one line per problem says what to do',
  options: [{ flags: '--fix', summary: 'register missing search attributes' }],
  examples: ['datawald doctor', 'datawald doctor --fix', 'datawald doctor --json'],
  async run(context, input) {
    const checks = [
      nodeCheck(),
      ...(await configAndStore(context)),
      ...(await temporalChecks(context, input.options['fix'] === true)),
      ...(await endpointChecks(context)),
    ];
    const bad = checks.filter(({ isOk }) => !isOk).length;
    context.output.data(
      { checks, problems: bad },
      [...checks.map(describeCheck), bad === 0 ? 'All is well.' : `${bad} problem${bad === 1 ? '' : 's'}.`].join('\n'),
    );
    return bad === 0 ? exitCodes.done : exitCodes.failure;
  },
};

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isOk = major > 20 || (major === 20 && minor >= 19);
  return { name: 'Node', isOk, detail: process.versions.node, ...(!isOk && { fix: 'install Node 20.19 or newer' }) };
}

async function configAndStore(context: Context): Promise<Check[]> {
  try {
    const { version } = context.config();
    return [{ name: 'config', isOk: true, detail: `${context.options.config}, version ${version}` }, await storeCheck(context)];
  } catch (error) {
    if (!(error instanceof ConfigProblems)) throw error;
    return [
      {
        name: 'config',
        isOk: false,
        detail: `${error.lines.length} problems, the first: ${error.lines[0] ?? ''}`,
        fix: 'datawald validate',
      },
    ];
  }
}

async function storeCheck(context: Context): Promise<Check> {
  const { store: settings } = context.config().config;
  const name = `store (${settings.kind})`;
  try {
    const store = await context.store();
    await store.ping();
    const { version } = await completeConfig(context, context.config());
    const applied = (await store.configVersions.current())?.version;
    if (applied === version) return { name, isOk: true, detail: `has config version ${applied}` };
    return {
      name,
      isOk: false,
      detail: applied === undefined ? 'has no config yet' : `has another config version, ${applied}`,
      fix: 'datawald apply',
    };
  } catch (error) {
    return { name, isOk: false, detail: describeError(error), fix: 'mend the store section of the config, or start the database' };
  }
}

async function temporalChecks(context: Context, isFixing: boolean): Promise<Check[]> {
  const { registerSearchAttributes } = await import('../../search-attribute-registry.js');
  const { connectionSettings } = await import('../../connect.js');
  const { address, namespace } = connectionSettings(context.temporalOptions());
  try {
    const client = await context.client();
    const reached: Check = { name: 'Temporal', isOk: true, detail: `${address}, namespace ${namespace}` };
    const hasThem = await client.hasSearchAttributes();
    if (hasThem) return [reached, { name: 'search attributes', isOk: true, detail: 'registered' }];
    const { isDone, commands } = isFixing ? await registerSearchAttributes(client.temporal) : { isDone: false, commands: [] };
    if (isDone) return [reached, { name: 'search attributes', isOk: true, detail: 'registered just now' }];
    return [
      reached,
      {
        name: 'search attributes',
        isOk: false,
        detail: 'missing; tasks run without them',
        fix: commands.length > 0 ? commands.join(' && ') : 'datawald doctor --fix',
      },
    ];
  } catch (error) {
    return [{ name: 'Temporal', isOk: false, detail: describeError(error), fix: `start a server at ${address}, or set TEMPORAL_ADDRESS` }];
  }
}

async function endpointChecks(context: Context): Promise<Check[]> {
  try {
    const results = await checkEndpoints(context);
    return results.flatMap(({ endpoint, checks }) => checks.map((check) => ({ ...check, name: `${endpoint}: ${check.name}` })));
  } catch (error) {
    if (error instanceof ConfigProblems) return [];
    throw error;
  }
}
