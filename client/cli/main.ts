import { Command, CommanderError } from 'commander';
import type { CommandInput, CommandSpec } from './command.js';
import { commands } from './commands/index.js';
import { Context, defaultConfig, type GlobalOptions } from './context.js';
import { exitCodes } from './exit-codes.js';
import { describeError, exitCodeOf } from './failures.js';
import type { Streams } from './output.js';

export interface CliProcess {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly streams: Streams;
}

/** Runs one command line and returns its exit code. Never throws, never ends the process. */
export async function runCli(cli: CliProcess): Promise<number> {
  let code: number = exitCodes.done;
  const program = newProgram(cli, async (spec, input, options) => {
    code = await runCommand(cli, { spec, input, options });
  });
  try {
    await program.parseAsync([...cli.argv], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
}

async function runCommand(cli: CliProcess, command: { spec: CommandSpec; input: CommandInput; options: GlobalOptions }): Promise<number> {
  const context = new Context(cli, command.options);
  try {
    return await command.spec.run(context, command.input);
  } catch (error) {
    const code = exitCodeOf(error);
    if (context.output.isJson) context.output.data({ error: describeError(error), exitCode: code }, '');
    else context.output.note(describeError(error));
    return code;
  } finally {
    await context[Symbol.asyncDispose]();
  }
}

type Run = (spec: CommandSpec, input: CommandInput, options: GlobalOptions) => Promise<void>;

function newProgram(cli: CliProcess, run: Run): Command {
  const program = new Command('datawald')
    .description('Moves business entities between systems; nothing lost, nothing doubled.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => cli.streams.out.write(text), writeErr: (text) => cli.streams.err.write(text) })
    .showSuggestionAfterError()
    .enablePositionalOptions();
  for (const spec of commands) addCommand(program, spec, run);
  return program;
}

function addCommand(program: Command, spec: CommandSpec, run: Run): void {
  const command = program.command(spec.name).summary(spec.summary).description(`${spec.summary}.`).exitOverride();
  command.copyInheritedSettings(program);
  for (const subcommand of spec.subcommands ?? []) addCommand(command, subcommand, run);
  if (spec.subcommands !== undefined) command.enablePositionalOptions();
  for (const { name, summary, isOptional } of spec.arguments ?? [])
    command.argument(isOptional === true ? `[${name}]` : `<${name}>`, summary);
  for (const { flags, summary } of spec.options ?? []) command.option(flags, summary);
  command
    .option('-c, --config <file>', 'the config file', defaultConfig)
    .option('--json', 'print one JSON document instead of text', false)
    .option('--address <host:port>', 'the Temporal server')
    .option('--namespace <name>', 'the Temporal namespace');
  command.addHelpText('after', `\nExamples:\n${spec.examples.map((example) => `  $ ${example}`).join('\n')}`);
  command.action(async () => {
    const typed = command.opts<Record<string, string | boolean | undefined>>();
    await run(spec, { arguments: command.processedArgs.filter((arg) => arg !== undefined), options: typed }, globalOptions(typed));
  });
}

function globalOptions(typed: Readonly<Record<string, string | boolean | undefined>>): GlobalOptions {
  const { config, json, address, namespace } = typed;
  return {
    config: typeof config === 'string' ? config : defaultConfig,
    json: json === true,
    ...(typeof address === 'string' && { address }),
    ...(typeof namespace === 'string' && { namespace }),
  };
}
