/** What a task maps with: a version of the config, and of product metadata where its sync takes that. */
export interface PinnedVersion {
  readonly config: string;
  readonly metadata?: string;
}

/** As one text, which the task's row keeps. */
export function joinVersion({ config, metadata }: PinnedVersion): string {
  return metadata === undefined ? config : `${config}+${metadata}`;
}

export function splitVersion(version: string): PinnedVersion {
  const at = version.indexOf('+');
  return at < 0 ? { config: version } : { config: version.slice(0, at), metadata: version.slice(at + 1) };
}
