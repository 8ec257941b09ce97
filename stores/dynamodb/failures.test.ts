import { describe, expect, it } from '@jest/globals';
import { DataWaldError } from '../../core/errors.js';
import type { DatedEntity } from '../head-decision.js';
import { explainDynamoError } from './failures.js';
import { keyPart } from './keys.js';
import { refuseTooLarge } from './packs.js';

function named(name: string, more: object = {}): Error {
  return Object.assign(new Error('as DynamoDB says it'), { name }, more);
}

describe('an error of DynamoDB', () => {
  it.each([
    [named('ProvisionedThroughputExceededException'), 'Transient', 'tried again'],
    [named('InternalServerError', { $fault: 'server' }), 'Transient', 'tried again'],
    [named('Error', { code: 'ECONNREFUSED' }), 'Transient', 'ECONNREFUSED'],
    [named('ResourceNotFoundException'), 'Config', 'datawald store init'],
    [named('AccessDeniedException'), 'Config', 'policy'],
    [named('CredentialsProviderError'), 'Auth', 'AWS_PROFILE'],
    [named('ExpiredTokenException'), 'Auth', 'credentials'],
  ])('says what it means and what to do: %s', (error, code, words) => {
    const explained = explainDynamoError(error, 'eu-central-1, tables dw-*');
    expect(explained).toMatchObject({ name: 'ConnectorError', code, endpoint: 'store', cause: error });
    expect(String(explained)).toContain(words);
    expect(String(explained)).toContain('eu-central-1, tables dw-*');
  });

  it('comes as it is where nothing is known about it', () => {
    const error = new TypeError('x is not a function');
    const refusal = new DataWaldError('ClaimLost', 'lost');
    expect(explainDynamoError(error, 'here')).toBe(error);
    expect(explainDynamoError(refusal, 'here')).toBe(refusal);
  });
});

describe('a part of a key', () => {
  it('stays apart from every other, however long, and has no sign that joins parts', () => {
    const texts = ['', '-', 'a/b', 'a', 'a#b', 'a%2Fb', 'ü', '日'.repeat(100), `${'n'.repeat(5000)}1`, `${'n'.repeat(5000)}2`];
    const parts = texts.map(keyPart);
    expect(new Set(parts).size).toBe(texts.length);
    expect(parts.filter((part) => part.includes('/') || part.length > 200)).toEqual([]);
  });
});

describe('a record that no item can hold', () => {
  // Base64 of pseudo-random bytes does not become small enough by compression.
  const noise = (length: number) => {
    let state = 1;
    return Array.from({ length }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return String.fromCharCode(33 + (state % 90));
    }).join('');
  };
  const record = (size: number): DatedEntity => ({
    srcId: 'A',
    updatedAt: '2026-01-31T09:30:00.000000Z' as DatedEntity['updatedAt'],
    hash: 'h',
    dataJson: JSON.stringify({ text: noise(size) }),
    raw: { small: true },
  });

  it('fails alone, says why, and keeps the raw record where that fits', async () => {
    const [small, large] = await refuseTooLarge([record(10), record(800_000)]);
    expect(small).toEqual(record(10));
    expect(large).toMatchObject({
      failure: { code: 'TooLargeForStore', message: expect.stringContaining('0.8 MB') },
      raw: { small: true },
    });
    expect(large).not.toHaveProperty('dataJson');
  });

  it('goes through where compression makes it small enough', async () => {
    const one = { ...record(1), dataJson: JSON.stringify({ text: 'x'.repeat(5_000_000) }) };
    expect(await refuseTooLarge([one])).toEqual([one]);
  });
});
