import type { CommandSpec } from '../command.js';
import { textOption } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { untilStopped } from '../signals.js';

export const worker: CommandSpec = {
  name: 'worker',
  summary: 'Run workflows and activities until stopped',
  options: [
    { flags: '--endpoints <ids>', summary: 'serve only these endpoints, separated by commas; default all' },
    { flags: '--build-id <id>', summary: 'the build of this code, for upgrades while tasks run; default DATAWALD_BUILD_ID' },
    { flags: '--log-level <level>', summary: 'debug, info, warn, error or silent; default info' },
    { flags: '--health-file <file>', summary: 'renew this file every 5 seconds while the worker polls and Temporal answers' },
  ],
  examples: ['datawald worker', 'datawald worker --endpoints shop,crm --log-level warn'],
  async run(context, input) {
    const { secrets } = context.config();
    const { runWorker } = await import('../../../workers/run-worker.js');
    const { connectionSettings } = await import('../../connect.js');
    const endpoints = textOption(input, 'endpoints')?.split(',');
    const buildId = textOption(input, 'buildId') ?? context.env['DATAWALD_BUILD_ID'];
    const healthFile = textOption(input, 'healthFile');
    await runWorker({
      store: await context.store(),
      registry: context.registry,
      secrets,
      temporal: connectionSettings(context.temporalOptions()),
      stopped: untilStopped(),
      logLevel: textOption(input, 'logLevel') ?? 'info',
      onReady: (queues) => context.output.note(`worker ready: ${queues.join(', ')}`),
      ...(endpoints !== undefined && { endpoints }),
      ...(buildId !== undefined && buildId !== '' && { buildId }),
      ...(healthFile !== undefined && { healthFile }),
    });
    return exitCodes.done;
  },
};
