import type { Context } from './context.js';
import type { ExitCode } from './exit-codes.js';
import { UsageError } from './failures.js';

/** One command of `datawald`: what help, completion and the parser need, and what it does. */
export interface CommandSpec {
  readonly name: string;
  /** One line, in the imperative. */
  readonly summary: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** Commands of their own behind this one's name: `datawald map diff`. */
  readonly subcommands?: readonly CommandSpec[];
  /** Whole command lines, shown by `--help`. */
  readonly examples: readonly string[];
  run(context: Context, input: CommandInput): Promise<ExitCode>;
}

export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  readonly isOptional?: boolean;
}

export interface OptionSpec {
  /** As commander writes it: `--limit <count>`. */
  readonly flags: string;
  readonly summary: string;
}

/** What was typed: arguments by position, options by their long name. */
export interface CommandInput {
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** An argument that the parser has made sure of. */
export function argument(input: CommandInput, index: number): string {
  return input.arguments[index] ?? '';
}

/** A whole number above 0, or undefined where the option was not given. Throws a UsageError for anything else. */
export function countOption(input: CommandInput, name: string): number | undefined {
  const text = textOption(input, name);
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--${name} takes a whole number above 0, not "${text}".`);
}

/** The text of an option, or undefined where it was not given. */
export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}
