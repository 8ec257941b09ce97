import { runCli } from '../../client/cli/main.js';
import type { CliRun } from './installation.js';
import { StringStream } from './string-stream.js';

/** One command line in a folder, with nothing of the environment but where programs are. */
export async function cliIn(folder: string, ...argv: string[]): Promise<CliRun> {
  const [out, err] = [new StringStream(), new StringStream()];
  const code = await runCli({ argv, env: { PATH: process.env['PATH'] }, cwd: folder, streams: { out, err } });
  return { code, out: out.text, err: err.text };
}
