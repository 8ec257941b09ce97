import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TargetEntity } from '../../core/entity.js';
import { entity } from '../../test/crm.js';
import type { Fault } from '../../test/s3/fault-proxy.js';
import { credentials, type S3Server, startServer, TestBucket } from '../../test/s3/store.js';
import { farFuture, finish, forever, sourceOf, sweep } from '../../test/s3/sweep.js';
import { openStub } from '../../test/stub-server.js';
import type { Endpoint } from '../connector.js';

async function write({ target }: Endpoint, entities: readonly TargetEntity[]) {
  return (await target?.write({ txType: 'order', entities, attempt: 1, signal: forever() })) ?? [];
}

for (const name of ['fauxqs', 'moto'] as const) {
  describe(`a bucket on ${name}`, () => {
    let server: S3Server | undefined;
    beforeAll(async () => {
      server = await startServer(name).catch((error: unknown) => {
        if (name === 'fauxqs') throw error;
        process.stderr.write(`not run on moto: ${String(error)}\n`);
        return undefined;
      });
    }, 120_000);
    afterAll(async () => await server?.stop());

    const withBucket = async (work: (bucket: TestBucket) => Promise<void>) => {
      if (server === undefined) return;
      await using bucket = await TestBucket.make(server);
      await work(bucket);
    };
    /** fauxqs takes a condition of a write for nothing, and knows neither tags nor versions. */
    const onMoto = async (what: string, work: (bucket: TestBucket) => Promise<void>) => {
      if (name === 'fauxqs') process.stderr.write(`${what} is not run on fauxqs, which has no conditional writes, tags or versions\n`);
      else await withBucket(work);
    };

    it('S3-17 waits for a document that is being parsed, by the parser that the tag names, and ends with a permanent error', async () => {
      let now = new Date('2026-01-01T00:00:00Z');
      let answer: unknown = { id: 'd1' };
      await using stub = await openStub(() => answer);
      await withBucket(async (bucket) => {
        await bucket.put('in/id:X/a.pdf', '%PDF-');
        const docparser = { apiKey: 'k', parsers: { X: 'parser-x' }, parserTag: 'id', baseUrl: stub.url };
        const source = { layout: 'tags', pdf: { parser: 'docparser', docparser } };
        await bucket.put('in/id:X/tx_type:order/b.pdf', '%PDF-');
        const endpoint = bucket.open({ source, now: () => now });
        const request = { txType: 'order', until: farFuture, limit: 10, signal: forever() } as const;
        const sent = await sourceOf(endpoint).read(request);
        expect(sent).toMatchObject({ entities: [], isDone: false });
        expect(stub.requests.map(({ url }) => url)).toEqual(['/v1/document/upload/parser-x']);
        answer = { status: 'pending' };
        now = new Date('2026-01-01T00:00:40Z');
        const again = { ...request, ...(sent.next !== undefined && { cursor: sent.next }) };
        await expect(sourceOf(endpoint).read(again)).rejects.toMatchObject({ code: 'Transient', retryAfterMs: 10_000 });
        answer = [{ total: '5' }];
        expect((await sourceOf(endpoint).read(again)).entities.map(({ data }) => data['total'])).toEqual(['5']);
        now = new Date('2026-01-01T01:00:00Z');
        answer = { status: 'pending' };
        const late = await sourceOf(bucket.open({ source, now: () => now })).read(again);
        expect(late.problems).toMatchObject([{ code: 'NOT_PARSED' }]);
        expect(late.ends).toHaveLength(1);
      });
    });

    it('S3-18 lets one of two engines read a file, and gives it to the other when the claim has expired', async () => {
      await onMoto('S3-18', async (bucket) => {
        await bucket.put('in/a.csv', 'n\n1\n');
        let now = new Date('2026-01-01T00:00:00Z');
        const open = (owner: string) => bucket.open({ source: { claims: { owner, expiresAfterMinutes: 60 } }, now: () => now });
        const [one, other] = [open('one'), open('other')];
        const [first, second] = await Promise.all([sweep(one), sweep(other)]);
        expect([first.records.length, second.records.length].sort()).toEqual([0, 1]);
        const [winner, loser] = first.records.length === 1 ? [one, other] : [other, one];
        expect((await sweep(winner)).records).toHaveLength(1);
        expect((await sweep(loser)).records).toHaveLength(0);
        now = new Date('2026-01-01T01:00:01Z');
        const taken = await sweep(loser);
        expect(taken.records).toHaveLength(1);
        await finish(winner, await sweep(winner).then(() => taken));
        expect(await bucket.keys('in/')).toEqual(['in/a.csv']);
        await finish(loser, taken);
        await finish(loser, taken);
        expect((await bucket.keys()).map((key) => key.split('/')[0])).toEqual(['archive']);
      });
    });

    it('S3-19 never overwrites where it creates once, and says so; csv without lists has one row', async () => {
      await onMoto('S3-19', async (bucket) => {
        for (const [existing, status] of [
          ['ignore', 'ignored'],
          ['fail', 'failed'],
        ] as const) {
          const key = `${existing}/{srcId}.{format}`;
          const endpoint = bucket.open({ target: { existing, key, format: 'csv' } });
          await bucket.put(`${existing}/1.csv`, 'theirs');
          const outcomes = await write(endpoint, [entity('1', { a: 1 }), entity('2', { a: 2, b: true })]);
          expect(outcomes.map((outcome) => outcome.status)).toEqual([status, 'sent']);
          expect(await bucket.text(`${existing}/1.csv`)).toBe('theirs');
          expect(await bucket.text(`${existing}/2.csv`)).toBe('a,b\r\n2,true\r\n');
          expect((await write(endpoint, [entity('2', { a: 2, b: true })]))[0]?.status).toBe('sent');
          expect((await write(endpoint, [{ ...entity('2', { a: 3 }, 2), tgtId: `${existing}/2.csv` }]))[0]?.status).toBe(status);
        }
      });
    });

    it('writes lists as rows, refuses what would overwrite a column, and tells two entities with one key apart', async () => {
      await withBucket(async (bucket) => {
        const endpoint = bucket.open({ target: { format: 'csv', key: '{data.no}.{format}', manifestPrefix: 'manifests/' } });
        const outcomes = await write(endpoint, [
          entity('1', { no: 1, lines: [{ sku: 'A' }, { sku: 'B', qty: 2 }], tags: ['x', 'y'] }),
          entity('2', { no: 2, lines: [{ no: 5 }] }),
          entity('3', { no: 1 }),
          entity('4', { other: 1 }),
        ]);
        expect(outcomes.map((outcome) => (outcome.status === 'failed' ? outcome.code : outcome.status))).toEqual([
          'sent',
          'COLUMN_CLASH',
          'KEY_CLASH',
          'NO_KEY',
        ]);
        expect((await bucket.text('1.csv')).split('\r\n')).toEqual(['no,sku,tags,qty', '1,A,x,', '1,A,y,', '1,B,x,2', '1,B,y,2', '']);
        const manifests = await bucket.keys('manifests/');
        expect(JSON.parse(await bucket.text(manifests[0] ?? ''))).toMatchObject({ objects: [{ key: '1.csv', srcId: '1' }] });
        expect((await bucket.head('1.csv')).ContentType).toBe('text/csv; charset=utf-8');
        expect((await write(endpoint, [entity('5', { no: 1 })]))[0]).toMatchObject({ status: 'failed', code: 'KEY_CLASH' });
      });
    });

    it.each([
      ['AccessDenied', 403, 'Config'],
      ['NoSuchBucket', 404, 'Config'],
      ['SlowDown', 503, 'Throttled'],
      ['ExpiredToken', 400, 'Auth'],
      ['SignatureDoesNotMatch', 403, 'Auth'],
    ] as const)('S3-20 says what %s means, without secrets', async (code, status, expected) => {
      await withBucket(async (bucket) => {
        const fault: Fault = { kind: 'answer', status, code };
        bucket.proxy.faults.push(fault);
        const endpoint = bucket.open({ source: {} });
        const error: unknown = await sweep(endpoint).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          code: expected,
          message: expect.stringMatching(/^\[files\] Listing s3:\/\/.* was answered \d+ \w+/),
        });
        expect((error as Error).message).not.toContain(credentials.secretAccessKey);
        bucket.proxy.faults.push(fault);
        expect(await endpoint.check()).toMatchObject([{ isOk: false, fix: expect.any(String) }]);
      });
    });

    it('keeps what took the place of a file while it was being finished', async () => {
      await withBucket(async (bucket) => {
        await bucket.put('in/a.csv', 'n\n1\n');
        const endpoint = bucket.open({ source: {} });
        const swept = await sweep(endpoint);
        await bucket.put('in/a.csv', 'n\n2\n');
        await finish(endpoint, swept);
        expect(await bucket.text('in/a.csv')).toBe('n\n2\n');
        expect((await sweep(endpoint)).records).toEqual([{ n: '2' }]);
      });
    });

    it('S3-10 finishes a file that was copied before a crash, whatever its key, and never reads what it has put away itself', async () => {
      await withBucket(async (bucket) => {
        await bucket.put('in/a b+ü.csv', 'n\n1\n');
        const endpoint = bucket.open({ source: { prefix: '' } });
        const swept = await sweep(endpoint);
        bucket.proxy.faults.push({ kind: 'answer', status: 500, code: 'InternalError', match: /^DELETE/ });
        await expect(finish(endpoint, swept)).rejects.toMatchObject({ code: 'Transient' });
        expect(await bucket.keys('archive/')).toHaveLength(1);
        expect(await bucket.keys('in/')).toHaveLength(1);
        await finish(endpoint, swept);
        await finish(endpoint, swept);
        expect(await bucket.keys()).toEqual([expect.stringMatching(/^archive\//)]);
        expect((await sweep(endpoint)).records).toEqual([]);
      });
    });

    it('tags files in place of moving them, and keeps versions apart', async () => {
      await onMoto('tags and versions', async (bucket) => {
        await bucket.keepVersions();
        await bucket.put('in/a.csv', 'n\n1\n2\n');
        const endpoint = bucket.open({ source: { finished: 'tag' } });
        const swept = await sweep(endpoint);
        expect(swept.entities[0]?.srcId).not.toContain('etag-');
        await finish(endpoint, swept);
        expect((await sweep(endpoint)).records).toEqual([]);
        await bucket.put('in/a.csv', 'n\n3\n');
        expect((await sweep(endpoint)).records).toEqual([{ n: '3' }]);
      });
    });
  });
}
