import { argument, type CommandSpec } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** Completion needs the other commands, so it is made of them. */
export function completion(commands: readonly CommandSpec[]): CommandSpec {
  return {
    name: 'completion',
    summary: 'Print a completion script for a shell',
    arguments: [{ name: 'shell', summary: shells.join(', ') }],
    examples: ['source <(datawald completion bash)', 'datawald completion fish > ~/.config/fish/completions/datawald.fish'],
    async run(context, input) {
      const shell = shells.find((known) => known === argument(input, 0));
      if (shell === undefined)
        throw new UsageError(`There is no completion for "${argument(input, 0)}". There is one for: ${shells.join(', ')}.`);
      const script = scripts[shell](commands);
      context.output.data({ shell, script }, script);
      return exitCodes.done;
    },
  };
}

const scripts: Record<Shell, (commands: readonly CommandSpec[]) => string> = {
  bash: (commands) =>
    [
      '_datawald() {',
      '  local word="${COMP_WORDS[COMP_CWORD]}" command="${COMP_WORDS[1]}"',
      `  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$word")); return; fi`,
      '  case "$command" in',
      ...commands.map((command) => `    ${command.name}) COMPREPLY=($(compgen -W "${flagsOf(command).join(' ')}" -- "$word")) ;;`),
      '  esac',
      '}',
      'complete -o default -F _datawald datawald',
    ].join('\n'),
  zsh: (commands) =>
    [
      '#compdef datawald',
      '_datawald() {',
      '  local -a commands',
      `  commands=(${commands.map(({ name, summary }) => `'${name}:${summary.replaceAll("'", '')}'`).join(' ')})`,
      '  if (( CURRENT == 2 )); then _describe command commands; return; fi',
      '  case "$words[2]" in',
      ...commands.map((command) => `    ${command.name}) compadd -- ${flagsOf(command).join(' ')} ;;`),
      '  esac',
      '}',
      'compdef _datawald datawald',
    ].join('\n'),
  fish: (commands) =>
    [
      'complete -c datawald -f',
      ...commands.map(
        ({ name, summary }) => `complete -c datawald -n __fish_use_subcommand -a ${name} -d '${summary.replaceAll("'", '')}'`,
      ),
      ...commands.flatMap((command) =>
        flagsOf(command).map(
          (flag) =>
            `complete -c datawald -n '__fish_seen_subcommand_from ${command.name}' ${flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-a ${flag}`}`,
        ),
      ),
    ].join('\n'),
};

function flagsOf(command: CommandSpec): string[] {
  const inner = command.subcommands ?? [];
  const own = [command, ...inner].flatMap(({ options = [] }) => options.map(({ flags }) => /--[a-z-]+/.exec(flags)?.[0] ?? ''));
  return [...inner.map(({ name }) => name), ...new Set(own), '--config', '--json', '--address', '--namespace', '--help'].filter(
    (flag) => flag !== '',
  );
}
