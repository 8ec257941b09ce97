import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toInstant } from '../../core/instant.js';
import { SqlDatabase } from './database.js';
import { libsqlDialect } from './libsql.js';
import { migrate } from './migrations.js';
import { readRaw, stretchesOf, writePacks } from './packs.js';

describe('the stretches in which packs are read', () => {
  it('are one for a chunk, and one for each of a few that are far apart', () => {
    const chunk = Array.from({ length: 1000 }, (_, index) => 5001 + index);
    expect(stretchesOf(chunk)).toEqual([{ first: 5001, last: 6000 }]);
    expect(stretchesOf([3, 400_000, 999_999])).toEqual([
      { first: 3, last: 3 },
      { first: 400_000, last: 400_000 },
      { first: 999_999, last: 999_999 },
    ]);
    expect(stretchesOf([])).toEqual([]);
  });

  it('hold every row once, and never span more than can be held in memory', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 500 }), (seqs) => {
        const stretches = stretchesOf(seqs);
        for (const seq of seqs) expect(stretches.filter(({ first, last }) => first <= seq && seq <= last)).toHaveLength(1);
        for (const { first, last } of stretches) expect(last - first).toBeLessThan(1000);
      }),
    );
  });
});

describe('records that are far apart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'datawald-packs-'));
  const database = new SqlDatabase(libsqlDialect(join(folder, 'store.db')));
  beforeAll(async () => {
    await migrate(database);
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are read one after the other, and let the process do other things between them', async () => {
    const payloads = Array.from({ length: 4000 }, (_, index) => {
      const entity = { srcId: `${index}`, updatedAt: toInstant(0), hash: 'h', dataJson: '{}', raw: { number: index + 1 } };
      return { seq: index + 1, entity };
    });
    await database.write(async (trx) => await writePacks(trx, 1, payloads));
    const seqs = Array.from({ length: 20 }, (_, index) => 1 + index * 200);
    let turns = 0;
    let timer = setImmediate(function next() {
      turns += 1;
      timer = setImmediate(next);
    });
    const found = await database.read(async (db) => await readRaw(db, 1, seqs));
    clearImmediate(timer);
    expect([...found]).toEqual(seqs.map((seq) => [seq, { raw: { number: seq } }]));
    expect(turns).toBeGreaterThanOrEqual(seqs.length - 1);
  });
});
