import { argument, type CommandSpec } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';

export const store: CommandSpec = {
  name: 'store',
  summary: 'Create or upgrade the tables of the store that the config names',
  arguments: [{ name: 'action', summary: 'init' }],
  examples: ['datawald store init', 'datawald store init --json'],
  async run(context, input) {
    const action = argument(input, 0);
    if (action !== 'init') throw new UsageError(`store knows one action, init, not "${action}".`);
    const { kind } = context.config().config.store;
    const opened = await context.openedStore();
    const applied = await opened.migrate();
    await opened.ping();
    const said = applied.length === 0 ? 'has its tables; nothing was to be done' : `was made ready: ${applied.join(', ')}`;
    context.output.data({ kind, applied }, `The store (${kind}) ${said}.`);
    return exitCodes.done;
  },
};
