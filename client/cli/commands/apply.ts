import { describeChanges } from '../../../config/changes.js';
import type { ConfigDocument, ScheduleConfig } from '../../../config/config.js';
import type { LoadedConfig } from '../../../config/load.js';
import { toInstant } from '../../../core/instant.js';
import type { JsonValue } from '../../../core/json.js';
import type { CommandSpec } from '../command.js';
import { completeConfig } from '../complete-config.js';
import type { Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';

export const apply: CommandSpec = {
  name: 'apply',
  summary: 'Store the config as a new version and bring the schedules in line',
  options: [{ flags: '--dry-run', summary: 'only say what would change; exit 2 if anything would' }],
  examples: ['datawald apply --dry-run', 'datawald apply'],
  async run(context, input) {
    const loaded = await completeConfig(context, context.config());
    const store = await context.store();
    const current = await store.configVersions.current();
    const changes = describeChanges(current?.document as ConfigDocument | undefined, loaded.document);
    const isDryRun = input.options['dryRun'] === true;
    if (!isDryRun) await applyConfig(context, loaded);
    const verb = isDryRun ? 'would change' : 'changed';
    const text =
      changes.length === 0
        ? `Nothing ${verb}: version ${loaded.version} is applied.`
        : [...changes, `version ${loaded.version} ${isDryRun ? 'is not applied yet' : 'is applied'}`].join('\n');
    context.output.data({ version: loaded.version, isDryRun, changes }, text);
    return isDryRun && changes.length > 0 ? exitCodes.changesPending : exitCodes.done;
  },
};

/** Stores the version, whose lookup tables have their rows; registers search attributes where that is allowed, and brings the schedules in line. */
export async function applyConfig(context: Context, loaded: LoadedConfig, options = { withSchedules: true }): Promise<void> {
  const store = await context.store();
  const client = await context.client();
  const { registerSearchAttributes } = await import('../../search-attribute-registry.js');
  const registered = await registerSearchAttributes(client.temporal);
  if (!registered.isDone) {
    context.output.note(
      'The search attributes could not be registered here; tasks run without them. An administrator registers them with:',
    );
    for (const command of registered.commands) context.output.note(`  ${command}`);
  }
  await store.configVersions.put({
    version: loaded.version,
    document: loaded.document as unknown as JsonValue,
    appliedAt: toInstant(new Date()),
  });
  await client.schedules.bringInLine(options.withSchedules ? schedulesOf(loaded) : {}, registered.isDone);
  if (options.withSchedules) await client.schedules.putMaintenance(registered.isDone);
}

function schedulesOf(loaded: LoadedConfig): Record<string, ScheduleConfig> {
  const schedules: Record<string, ScheduleConfig> = {};
  for (const [syncId, sync] of Object.entries(loaded.config.syncs)) {
    if (sync.schedule !== undefined) schedules[syncId] = sync.schedule;
  }
  return schedules;
}
