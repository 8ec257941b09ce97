import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSameValue, toText } from './values.js';
import type { PropertyDefinition } from './wire.js';

const a = (type: string, name = 'x'): PropertyDefinition => ({ name, type });

describe('values on their way to HubSpot', () => {
  it('are texts without separators or exponents, "" for null, and lists joined by semicolons', () => {
    expect([1234567.891, 1e21, 1e-7, true, null, 'x', ['a', 2, true], []].map(toText)).toEqual([
      '1234567.891',
      '1000000000000000000000',
      '0.0000001',
      'true',
      '',
      'x',
      'a;2;true',
      '',
    ]);
    expect([{ a: 1 }, [['a']], [{}]].map(toText)).toEqual([undefined, undefined, undefined]);
  });

  it('keep every number that they carry', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((number) => Number(number.toFixed(6))),
        (number) => {
          const text = toText(number) ?? '';
          expect(text).not.toMatch(/[e,]/i);
          expect(Number(text)).toBe(number);
        },
      ),
    );
  });
});

describe('comparing with what HubSpot holds', () => {
  it.each([
    ['number', '10.50', '10.5', true],
    ['number', '10.50', '10.51', false],
    ['number', '', '0', false],
    ['bool', 'true', 'TRUE', true],
    ['date', '2026-03-01', '1772323200000', true],
    ['date', '2026-03-01', '2026-03-02', false],
    ['datetime', '2026-03-01T10:00:00+01:00', '2026-03-01T09:00:00Z', true],
    ['datetime', '2026-03-01T09:00:00.123456Z', '2026-03-01T09:00:00.123Z', true],
    ['datetime', '1772355600000', '2026-03-01T09:00:00Z', true],
    ['datetime', '2026-03-01T09:00:01Z', '2026-03-01T09:00:00Z', false],
    ['datetime', 'soon', '2026-03-01T09:00:00Z', false],
    ['enumeration', 'a;b', 'b;a', true],
    ['enumeration', 'a', 'b;a', false],
    ['enumeration', ';a', 'b;a', true],
    ['string', ' Ann ', 'Ann', true],
    ['string', 'ann', 'Ann', false],
  ])('a %s: writing %j over %j changes nothing: %j', (...[type, wanted, held, isSame]) => {
    expect(isSameValue(a(type), wanted, held)).toBe(isSame);
  });

  it('knows that an empty value is the same as none, and e-mail has no case', () => {
    expect(isSameValue(a('string'), '', null)).toBe(true);
    expect(isSameValue(a('number'), '', undefined)).toBe(true);
    expect(isSameValue(a('string', 'email'), 'Ann@Example.com', 'ann@example.com')).toBe(true);
    expect(isSameValue(undefined, 'x', 'x')).toBe(true);
  });
});
