import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../client/cli/dev/project-root.js';
import { installWheels, type PythonHome } from '../support/wheels.js';

let python: PythonHome | undefined;
let reason = '';
try {
  python = await installWheels('cfn-lint');
} catch (error) {
  reason = error instanceof Error ? error.message : String(error);
}

const program = 'from cfnlint.runner import main; main()';

/** What cfn-lint says of a template; nothing where all is well. */
async function lint({ python: executable, home }: PythonHome, file: string): Promise<string> {
  const env = { ...process.env, PYTHONPATH: home };
  const ran = promisify(execFile)(executable, ['-c', program, '--format', 'parseable', file], { env });
  return await ran.then(
    ({ stdout }) => stdout.trim(),
    (error: { readonly stdout?: string; readonly stderr?: string }) =>
      `${error.stdout ?? ''}${error.stderr ?? ''}`.trim() || 'it could not be run',
  );
}

describe('the template for AWS', () => {
  if (python === undefined) {
    it.todo(`is not checked on this machine: ${reason}`);
    return;
  }
  const home = python;
  it('is one that CloudFormation takes', async () => {
    expect(await lint(home, join(projectRoot, 'examples', 'aws', 'template.yaml'))).toBe('');
  }, 120_000);
});
