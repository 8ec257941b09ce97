import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutIntoRanges, joinRanges } from './chunking.js';
import { cursorKey, laterCursor, startingCursor } from './cursor.js';
import { fingerprint } from './fingerprint.js';
import { laneId } from './ids.js';
import { type Instant, instantMs, parseInstant, secondsBefore, toInstant } from './instant.js';

const at = (text: string): Instant => {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

describe('instants', () => {
  it.each([
    ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000000Z'],
    ['2026-01-31T09:30:00.123Z', '2026-01-31T09:30:00.123000Z'],
    ['2026-01-31T09:30:00.123456789+02:00', '2026-01-31T07:30:00.123456Z'],
    ['2026-01-31 09:30-0330', '2026-01-31T13:00:00.000000Z'],
  ])('reads %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  it.each(['2026-02-30T00:00:00Z', '0001-01-01T00:00:00Z', '2026-01-31T24:00:00Z', '2026-01-31T09:30:00', 'yesterday', '', '20260131'])(
    'does not guess at %s [W65]',
    (text) => {
      expect(parseInstant(text)).toBeUndefined();
    },
  );

  it('assumes UTC only where the system is known to write it', () => {
    expect(parseInstant('2026-01-31 09:30:00', { assumeUtc: true })).toBe('2026-01-31T09:30:00.000000Z');
  });

  it('orders as text as in time, and keeps microseconds when moved', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.integer({ min: 0, max: 10_000 }),
        (date, seconds) => {
          const moved = secondsBefore(toInstant(date), seconds);
          expect(instantMs(moved)).toBe(date.getTime() - seconds * 1000);
          expect(moved <= toInstant(date)).toBe(true);
        },
      ),
    );
    expect(secondsBefore(at('2026-01-01T00:00:00.000001Z'), 1)).toBe('2025-12-31T23:59:59.000001Z');
  });
});

describe('cursors', () => {
  it('begins inclusively, one overlap behind the cut date', () => {
    const cutDate = { updatedAt: at('2026-01-01T00:02:00Z'), srcId: '7' };
    expect(startingCursor(cutDate, 120)).toEqual({ updatedAt: '2026-01-01T00:00:00.000000Z' });
    expect(startingCursor(cutDate, 0)).toBe(cutDate);
  });

  it('has one key per cursor', () => {
    const updatedAt = at('2026-01-01T00:00:00Z');
    const keys = [
      undefined,
      { updatedAt },
      { updatedAt, srcId: 'a' },
      { updatedAt, token: 'a' },
      { updatedAt, srcId: 'a', token: 'b' },
    ].map(cursorKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('keeps the later one', () => {
    const early = { updatedAt: at('2026-01-01T00:00:00Z') };
    const late = { updatedAt: at('2026-01-02T00:00:00Z') };
    expect([laterCursor(early, late), laterCursor(late, early), laterCursor(undefined, early)]).toEqual([late, late, early]);
  });
});

describe('chunking', () => {
  const pendings = fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { maxLength: 300 }).map((seqs) => seqs.sort((a, b) => a - b));

  it('covers every pending number once, in order, with none too large [W17]', () => {
    fc.assert(
      fc.property(pendings, fc.integer({ min: 1, max: 50 }), (seqs, size) => {
        const ranges = joinRanges(cutIntoRanges(seqs, size), size);
        expect(ranges.flatMap(({ first, last }) => seqs.filter((seq) => seq >= first && seq <= last))).toEqual(seqs);
        for (const range of ranges) expect(range.count).toBeLessThanOrEqual(size);
      }),
    );
  });

  it('joins the few changes of many pages into one chunk', () => {
    expect(
      joinRanges(
        [
          { first: 3, last: 9, count: 2 },
          { first: 1001, last: 1500, count: 3 },
          { first: 2001, last: 2001, count: 1 },
        ],
        5,
      ),
    ).toEqual([
      { first: 3, last: 1500, count: 5 },
      { first: 2001, last: 2001, count: 1 },
    ]);
  });
});

describe('lane ids', () => {
  it('cannot collide through the characters of their parts [W55]', () => {
    expect(laneId({ source: 'a/b', target: 'c', txType: 'order' })).not.toBe(laneId({ source: 'a', target: 'b/c', txType: 'order' }));
  });
});

describe('fingerprints', () => {
  it.each([
    ['contact 1007: "ann@" is no address', 'contact 1008: "bob \\" x" is no address'],
    ['rule qty: not a number — with {"qty":"a"}', 'rule qty: not a number — with {"qty":"b","z":{}}'],
    ['updated 2026-01-31T09:30:00Z', 'updated 2025-12-01T00:00:00Z'],
  ])('are the same for %s', (one, other) => {
    expect(fingerprint(one)).toBe(fingerprint(other));
  });

  it('tell different reasons apart', () => {
    expect(fingerprint('"a" is no address')).not.toBe(fingerprint('"a" is no country'));
  });
});
