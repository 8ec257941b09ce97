import { DataWaldError, type ErrorCode } from '../../core/errors.js';
import { type ExitCode, exitCodes } from './exit-codes.js';

/** A command line that makes no sense: exit code 64. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The exit code of an error that ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof DataWaldError) return codes[error.code] ?? exitCodes.failure;
  return exitCodes.failure;
}

const codes: Partial<Record<ErrorCode, ExitCode>> = {
  Auth: exitCodes.configOrAuth,
  Config: exitCodes.configOrAuth,
  Transient: exitCodes.unreachable,
  Throttled: exitCodes.unreachable,
};

/** What a person is told of it. Defects show where they happened; expected errors do not. */
export function describeError(error: unknown): string {
  if (error instanceof DataWaldError || error instanceof UsageError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
