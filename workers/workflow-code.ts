import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';

const built = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

/** Where the workflows are, as JavaScript when built and as TypeScript under the tests. */
export function workflowsPath(): string {
  const compiled = fileURLToPath(new URL('../workflows/index.js', import.meta.url));
  return existsSync(compiled) ? compiled : fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
}

let bundle: Promise<WorkflowBundleOption> | undefined;

/** The workflow code: the bundle that the build made, or one made now, once per process. */
export async function workflowCode(): Promise<WorkflowBundleOption> {
  if (existsSync(built)) return { codePath: built };
  bundle ??= bundleWorkflowCode({ workflowsPath: workflowsPath(), logger: silent });
  return await bundle;
}

const nothing = () => {};
const silent = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
