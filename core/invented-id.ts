const prefix = 'unreadable:';

/** The id of a record that came without one: made of its content, so that reading it again gives the same. */
export function inventId(digestOfRaw: string): string {
  return `${prefix}${digestOfRaw}`;
}

export function isInvented(srcId: string): boolean {
  return srcId.startsWith(prefix);
}
