import { resolve } from 'node:path';
import { type CommandSpec, textOption } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { untilStopped } from '../signals.js';

export const dev: CommandSpec = {
  name: 'dev',
  summary: 'Run the demo: a shop, a CRM, Temporal, a worker, and three syncs between them',
  options: [
    { flags: '--once', summary: 'run on the fixed data, compare shop and CRM through their APIs, and end; exit 1 if they differ' },
    { flags: '--fresh', summary: 'forget the data of earlier runs' },
    { flags: '--shop-data <file>', summary: 'load the shop with your own export: Magento REST JSON, or CSV of orders' },
  ],
  examples: ['npm start', 'npm start -- --once', 'npm start -- --fresh --shop-data orders.csv'],
  async run(context, input) {
    const { Demo } = await import('../dev/demo.js');
    const shopData = textOption(input, 'shopData');
    const isOnce = input.options['once'] === true;
    const demo = new Demo(
      { isOnce, isFresh: input.options['fresh'] === true, ...(shopData !== undefined && { shopData: resolve(context.cwd, shopData) }) },
      (line) => context.output.note(line),
    );
    const stopped = untilStopped().then(() => exitCodes.done);
    try {
      const ran = demo.run(context);
      ran.catch(() => {});
      const code = await Promise.race([ran, stopped]);
      return isOnce ? code : await stopped;
    } finally {
      await demo.close();
    }
  },
};
