/** A value in an error message: at most 120 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? Number(member) : member)) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
