import moment from 'moment-timezone';
import { z } from 'zod';
import { type Instant, parseInstant, toInstant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';

/** How the times in a file are written. */
export const timeSettings = {
  timeFormat: z
    .union([z.enum(['iso', 'epochSeconds', 'epochMilliseconds']), z.string().min(1)])
    .default('iso')
    .describe('"iso", "epochSeconds", "epochMilliseconds", or a pattern of Moment such as DD.MM.YYYY HH:mm'),
  zone: z
    .string()
    .refine((zone) => moment.tz.zone(zone) !== null, 'is no IANA time zone, such as Europe/Berlin')
    .default('UTC')
    .describe('Of times that name none'),
} as const;

const timeShape = z.strictObject(timeSettings);
export type TimeSettings = z.output<typeof timeShape>;

/** The instant that a cell names; undefined where it is none, or a time that its zone skips. */
export function parseRowTime(value: JsonValue | undefined, { timeFormat, zone }: TimeSettings): Instant | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  if (timeFormat === 'iso') return parseIso(text, zone);
  if (timeFormat === 'epochSeconds') return parseEpoch(text, 1_000_000);
  if (timeFormat === 'epochMilliseconds') return parseEpoch(text, 1000);
  const parsed = moment.tz(text, timeFormat, true, zone);
  return parsed.isValid() ? toInstant(parsed.valueOf()) : undefined;
}

function parseIso(text: string, zone: string): Instant | undefined {
  const withZone = parseInstant(text);
  if (withZone !== undefined) return withZone;
  const asUtc = parseInstant(text, { assumeUtc: true });
  if (asUtc === undefined || zone === 'UTC') return asUtc;
  const local = asUtc.slice(0, 19);
  const parsed = moment.tz(local, 'YYYY-MM-DDTHH:mm:ss', true, zone);
  if (!parsed.isValid() || parsed.format('YYYY-MM-DDTHH:mm:ss') !== local) return undefined;
  return `${toInstant(parsed.valueOf()).slice(0, 20)}${asUtc.slice(20)}` as Instant;
}

/** Counted in whole microseconds, so that fractions are kept. */
function parseEpoch(text: string, microseconds: number): Instant | undefined {
  const match = /^(-?\d{1,17})(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const digits = String(microseconds).length - 1;
  const total = BigInt(match[1] ?? '0') * BigInt(microseconds) + BigInt((match[2] ?? '').slice(0, digits).padEnd(digits, '0') || '0');
  const milliseconds = Number(total / 1000n);
  if (total < 0n || milliseconds > 8.64e15) return undefined;
  return `${toInstant(milliseconds).slice(0, 23)}${String(total % 1000n).padStart(3, '0')}Z` as Instant;
}
