import { describe, expect, it } from '@jest/globals';
import { cronProblem, isZone, runsInSkippedHours } from './cron.js';

const year = { from: Date.UTC(2027, 0, 1), days: 365 };

describe('cron', () => {
  it.each(['30 2 * * *', '*/5 8-18 * * 1-5', '0 6 1,15 * *', '0 6 * jan-mar mon'])('%s is one', (expression) => {
    expect(cronProblem(expression)).toBeUndefined();
  });

  it.each(['every day', '61 * * * *', '0 0 2 * * *', '* *', ''])('"%s" is none', (expression) => {
    expect(cronProblem(expression)).toMatch(/\w/);
  });

  it('knows zones', () => {
    expect(['Europe/Berlin', 'UTC', 'America/St_Johns'].every(isZone)).toBe(true);
    expect(['Europe/Berlim', ''].some(isZone)).toBe(false);
  });
});

describe('runs in an hour that summer time skips', () => {
  it.each([
    ['Europe/Berlin', '30 2 * * *', [{ year: 2027, month: 3, day: 28, hour: 3, minute: 30 }]],
    ['America/New_York', '15,45 2 * * 0', [15, 45].map((minute) => ({ year: 2027, month: 3, day: 14, hour: 3, minute }))],
    ['Australia/Lord_Howe', '10 2 * * *', [{ year: 2027, month: 10, day: 3, hour: 2, minute: 40 }]],
    ['Europe/Berlin', '30 3 * * *', []],
    ['Europe/Berlin', '0 * * * *', []],
    ['Europe/Berlin', '30 2 * * 1', []],
    ['UTC', '30 2 * * *', []],
  ])('in %s, %s', (zone, expression, due) => {
    expect(runsInSkippedHours(expression, zone, year)).toEqual(due);
  });
});
