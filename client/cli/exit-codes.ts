/** What the command line's exit codes mean. Scripts rely on them. */
export const exitCodes = {
  done: 0,
  failure: 1,
  /** A dry run found changes that are not applied. */
  changesPending: 2,
  /** The task ended, and entities of it failed or have no known outcome. */
  entitiesFailed: 3,
  /** The config is wrong, or credentials were refused. */
  configOrAuth: 4,
  /** Temporal, the store or an endpoint does not answer. */
  unreachable: 5,
  /** The command line itself is wrong. */
  usage: 64,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
