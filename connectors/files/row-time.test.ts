import { expect, it } from '@jest/globals';
import { parseRowTime } from './row-time.js';

it.each([
  ['2026-01-31T09:30:00.1234567+01:00', { timeFormat: 'iso', zone: 'UTC' }, '2026-01-31T08:30:00.123456Z'],
  ['2026-07-01 09:30:00.000005', { timeFormat: 'iso', zone: 'Europe/Berlin' }, '2026-07-01T07:30:00.000005Z'],
  ['2026-01-31', { timeFormat: 'iso', zone: 'UTC' }, '2026-01-31T00:00:00.000000Z'],
  [1769851800, { timeFormat: 'epochSeconds', zone: 'UTC' }, '2026-01-31T09:30:00.000000Z'],
  ['1769851800.25', { timeFormat: 'epochSeconds', zone: 'UTC' }, '2026-01-31T09:30:00.250000Z'],
  ['1769851800001', { timeFormat: 'epochMilliseconds', zone: 'UTC' }, '2026-01-31T09:30:00.001000Z'],
  ['31.01.2026 09:30', { timeFormat: 'DD.MM.YYYY HH:mm', zone: 'Europe/Berlin' }, '2026-01-31T08:30:00.000000Z'],
  // Skipped by summer time.
  ['2026-03-29 02:30:00', { timeFormat: 'iso', zone: 'Europe/Berlin' }, undefined],
  ['yesterday', { timeFormat: 'iso', zone: 'UTC' }, undefined],
  [null, { timeFormat: 'iso', zone: 'UTC' }, undefined],
])('reads %j by %j', (value, settings, expected) => {
  expect(parseRowTime(value, settings)).toBe(expected);
});
