import { type CommandSpec, textOption } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { table } from '../output.js';

export const builds: CommandSpec = {
  name: 'builds',
  summary: 'List the builds of the workers, or let one take over',
  options: [{ flags: '--promote <build>', summary: 'from now on, new work goes to this build' }],
  examples: ['datawald builds', 'datawald builds --promote 1.4.0'],
  async run(context, input) {
    const client = await context.client();
    const promoted = textOption(input, 'promote');
    if (promoted !== undefined) await client.builds.promote(promoted);
    const known = await client.builds.list();
    const none = 'No worker names its build: datawald worker --build-id ID';
    context.output.data(
      known,
      known.length === 0
        ? none
        : table(
            ['build', 'state'],
            known.map(({ buildId, state }) => [buildId, meanings[state]]),
          ),
    );
    return exitCodes.done;
  },
};

const meanings = {
  current: 'current: new work goes to it',
  draining: 'draining: transfers that began on it still run',
  drained: 'drained: its workers may be stopped',
  waiting: 'waiting: has never been current',
} as const;
