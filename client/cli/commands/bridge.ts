import type { CommandSpec } from '../command.js';
import { textOption } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { untilStopped } from '../signals.js';

export const bridge: CommandSpec = {
  name: 'bridge',
  summary: 'Bring what other services put on the queues into the inbox, until stopped',
  options: [
    { flags: '--queues <names>', summary: 'only these queues of the config, separated by commas; default all' },
    { flags: '--log-level <level>', summary: 'debug, info, warn, error or silent; default info' },
  ],
  examples: ['datawald bridge', 'datawald bridge --queues input --log-level warn'],
  async run(context, input) {
    const { secrets, config } = context.config();
    const { runBridge } = await import('../../../ingest/run-bridge.js');
    const names = textOption(input, 'queues')?.split(',');
    const queues = Object.entries(config.ingest.queues).filter(([name]) => names === undefined || names.includes(name));
    const unknown = names?.find((name) => !Object.hasOwn(config.ingest.queues, name));
    if (unknown !== undefined) {
      context.output.note(`There is no queue "${unknown}" in ingest.queues. There are: ${Object.keys(config.ingest.queues).join(', ')}.`);
      return exitCodes.usage;
    }
    await runBridge({
      store: await context.store(),
      client: await context.client(),
      queues: Object.fromEntries(queues),
      secrets,
      stopped: untilStopped(),
      logLevel: textOption(input, 'logLevel') ?? 'info',
      onReady: (ready) => context.output.note(`bridge ready: ${ready.join(', ')}`),
    });
    return exitCodes.done;
  },
};
