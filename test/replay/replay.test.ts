import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { projectRoot } from '../../client/cli/dev/project-root.js';

const folder = join(projectRoot, 'test', 'replay', 'histories');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const historyOf = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { events: unknown[] };

let current: WorkflowBundleWithSourceMap;
let altered: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  const logger = new DefaultLogger('ERROR', () => {});
  Runtime.install({ logger, telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } } });
  const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
  current = await bundleWorkflowCode({ workflowsPath: path('../../workflows/index.ts'), logger });
  altered = await bundleWorkflowCode({ workflowsPath: path('./altered-workflows.ts'), logger });
});

/** Running tasks go on with new code only where that makes the same decisions. */
describe('the workflows as they are now', () => {
  it.each(names)('S41 replay %s', async (name) => {
    const replaying = Worker.runReplayHistory({ workflowBundle: current, replayName: name }, historyOf(name));
    await expect(replaying).resolves.toBeUndefined();
  });

  it('were recorded in all their ways', () => {
    const kinds = ['plain-task', 'plain-transfer', 'retried-task', 'retried-transfer', 'paused-task', 'paused-transfer', 'skipped-task'];
    for (const kind of [...kinds, 'continued-task', 'continued-transfer', 'maintenance']) {
      expect(names.some((name) => name.startsWith(kind))).toBe(true);
    }
    const continued = names.filter((name) => name.startsWith('continued-transfer')).map(historyOf);
    expect(continued.length).toBeGreaterThan(1);
    expect(JSON.stringify(continued[0]?.events.at(-1))).toContain('CONTINUED_AS_NEW');
  });
});

describe('workflows that decide otherwise', () => {
  it('S41 are found out', async () => {
    const replaying = Worker.runReplayHistory({ workflowBundle: altered }, historyOf('plain-task.json'));
    await expect(replaying).rejects.toThrow(DeterminismViolationError);
  });
});
