/** Magento writes UTC as `2026-01-31 09:30:00`, without a zone and without fractions of a second. */

const pattern = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

/** The moment as Magento writes it; the fraction of the second is cut off. */
export function toMagentoTime(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace('T', ' ');
}

export function fromMagentoTime(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}Z`);
}

export function isMagentoTime(text: string): boolean {
  return pattern.test(text) && !Number.isNaN(fromMagentoTime(text).getTime());
}
