import type { CommandSpec } from '../command.js';
import { exitCodes } from '../exit-codes.js';

export const validate: CommandSpec = {
  name: 'validate',
  summary: 'Check the config and its mappings, and list every problem at once',
  examples: ['datawald validate', 'datawald validate --config shops/datawald.yaml --json'],
  async run(context) {
    const { loadConfig } = await import('../../../config/load.js');
    const { formatProblem } = await import('../../../config/source-text.js');
    const { problems, loaded } = loadConfig({
      file: context.options.config,
      connectors: context.registry,
      env: context.env,
      cwd: context.cwd,
    });
    const lines = problems.map(formatProblem);
    const syncs = Object.keys(loaded?.config.syncs ?? {}).length;
    const verdict =
      loaded === undefined
        ? []
        : [`${context.options.config} is valid: version ${loaded.version}, ${syncs} sync${syncs === 1 ? '' : 's'}.`];
    context.output.data({ isValid: loaded !== undefined, version: loaded?.version, problems }, [...lines, ...verdict].join('\n'));
    return loaded === undefined ? exitCodes.configOrAuth : exitCodes.done;
  },
};
