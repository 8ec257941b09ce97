/**
 * What reasons for failure have in common that differ in ids, values and numbers alone: `contact 1007: "ann@" is no
 * address` and `contact 1008: "bob@" is no address` are one reason.
 */
export function fingerprint(message: string): string {
  return message
    .replace(/"(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`/g, '"…"')
    .replace(/\{.*\}/s, '{…}')
    .replace(/\d[\d.,:TZ-]*/g, '0');
}
