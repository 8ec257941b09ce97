/** Every text inside a value, however deep; bytes are read as UTF-8, as the payloads of histories are. */
export function readableText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, member]) => `${name} ${readableText(member)}`)
    .join('\n');
}
