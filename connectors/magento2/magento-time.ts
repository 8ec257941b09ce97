import { type Instant, parseInstant } from '../../core/instant.js';

/** A time as Magento's database writes it: UTC, `2026-01-31 09:30:00`, to the second. Compares as text. */
export type MagentoTime = string;

/** The second in which the instant lies. */
export function toMagentoTime(instant: Instant): MagentoTime {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)}`;
}

/** Undefined where the text is no such time. */
export function fromMagentoTime(text: string): Instant | undefined {
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text) ? parseInstant(text, { assumeUtc: true }) : undefined;
}
