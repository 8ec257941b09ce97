const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();
const quarterMs = 15 * 60_000;

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...numeric });
  formats.set(zone, made);
  return made;
}

/** How far the clocks of a zone are ahead of UTC at a moment, in milliseconds. Zones change at quarters of hours at most. */
export function zoneOffsetMs(zone: string, ms: number): number {
  const quarter = Math.floor(ms / quarterMs) * quarterMs;
  const key = `${zone}/${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const found = Object.fromEntries(
    formatOf(zone)
      .formatToParts(quarter)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter;
  if (offsets.size > 100_000) offsets.clear();
  offsets.set(key, offset);
  return offset;
}
