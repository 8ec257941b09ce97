import { spawn } from 'node:child_process';
import { ConnectorError } from '../../core/errors.js';
import { type Channel, type ChannelContext, type Delivery, textOf } from './channel.js';

export interface CommandSettings {
  readonly kind: 'command';
  readonly command: readonly string[];
  readonly timeoutSeconds: number;
}

/** So much of what a program says about itself is kept for the error. */
const keptOutput = 500;

/**
 * Runs a program on the machine of the worker, without a shell: the message is its standard input, as JSON; its text and
 * event are in the environment. Exit code 0 means that it was taken.
 */
export function commandChannel({ command, timeoutSeconds }: CommandSettings, { channelId }: ChannelContext): Channel {
  return {
    async deliver(delivery) {
      const failure = await run(command, { delivery, timeoutMs: timeoutSeconds * 1000 });
      if (failure === undefined) return;
      throw new ConnectorError('Transient', `${command[0]} ${failure}`, { endpoint: channelId });
    },
  };
}

/** What went wrong, for people; undefined when all went well. */
async function run(
  [program = '', ...args]: readonly string[],
  { delivery, timeoutMs }: { delivery: Delivery; timeoutMs: number },
): Promise<string | undefined> {
  const { event, text, task } = delivery.body;
  const env = {
    ...process.env,
    DATAWALD_NOTIFICATION_ID: delivery.id,
    DATAWALD_EVENT: event,
    DATAWALD_TASK: task.taskId,
    DATAWALD_TEXT: text,
  };
  return await new Promise((resolve) => {
    const child = spawn(program, args, {
      env,
      stdio: ['pipe', 'ignore', 'pipe'],
      signal: AbortSignal.timeout(timeoutMs),
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(0, keptOutput);
    });
    // A program that does not read what it is told may still succeed.
    child.stdin.on('error', () => {});
    child.stdin.end(textOf(delivery));
    child.once('error', (error) => {
      if (error.name !== 'AbortError') resolve(`could not be started: ${error.message}`);
    });
    child.once('close', (code, signal) => {
      const words = said.trim() === '' ? '' : `: ${said.trim()}`;
      if (code === 0) resolve(undefined);
      else if (signal !== null) resolve(`was ended by ${signal} (it may take ${timeoutMs / 1000} s)${words}`);
      else resolve(`ended with ${code}${words}`);
    });
  });
}
