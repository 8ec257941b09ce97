import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Excel from 'exceljs';
import iconv from 'iconv-lite';
import { type S3Server, startServer, TestBucket } from '../../test/s3/store.js';
import { finish, forever, sourceOf, sweep } from '../../test/s3/sweep.js';
import type { Endpoint } from '../connector.js';

for (const name of ['fauxqs', 'moto'] as const) {
  describe(`files on ${name}`, () => {
    let server: S3Server | undefined;
    beforeAll(async () => {
      server = await startServer(name).catch((error: unknown) => {
        if (name === 'fauxqs') throw error;
        process.stderr.write(`not run on moto: ${String(error)}\n`);
        return undefined;
      });
    }, 120_000);
    afterAll(async () => await server?.stop());

    async function withFiles<T>(
      files: Readonly<Record<string, string | Uint8Array>>,
      source: object,
      work: (endpoint: Endpoint, bucket: TestBucket) => Promise<T>,
    ) {
      if (server === undefined) return;
      await using bucket = await TestBucket.make(server);
      for (const [key, body] of Object.entries(files)) await bucket.put(key, body);
      await work(bucket.open({ source }), bucket);
    }

    it('S3-01 reads a large csv page by page, each byte about once, makes no part files, and archives it last', async () => {
      const rows = Array.from({ length: 30_000 }, (_, index) => `${index},${'x'.repeat(40)}`);
      await withFiles({ 'in/a.csv': `id,text\n${rows.join('\n')}\n` }, { srcMetadata: { id: 'id' } }, async (endpoint, bucket) => {
        const swept = await sweep(endpoint, 3000);
        expect(swept.entities.map(({ srcId }) => srcId)).toEqual(rows.map((_, index) => String(index)));
        expect(swept.pages).toHaveLength(11);
        // The header once more per page, and at most one range beyond: linear, whatever the page.
        expect(bucket.proxy.requests.filter((asked) => asked.startsWith('GET /') && asked.includes('a.csv')).length).toBeLessThan(45);
        expect(await bucket.keys()).toEqual(['in/a.csv']);
        expect(swept.pages.map(({ ends = [] }) => ends.length)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
        await finish(endpoint, swept);
        expect(await bucket.keys()).toEqual([
          expect.stringMatching(/^archive\/\d{4}-\d\d-\d\d\/in\/a\.\d{8}T\d{6}Z\.etag-[\da-f]{32}\.csv$/),
        ]);
      });
    });

    it('S3-02 leaves the file where it is until it is through, and gives the same rows again', async () => {
      await withFiles({ 'in/a.csv': 'n\n1\n2\n3\n' }, {}, async (endpoint, bucket) => {
        const first = await sweep(endpoint, 2);
        expect(await bucket.keys()).toEqual(['in/a.csv']);
        const second = await sweep(bucket.open({ source: {} }), 2);
        expect(second.entities).toEqual(first.entities);
        expect(new Set(second.entities.map(({ srcId }) => srcId)).size).toBe(3);
      });
    });

    it('S3-03 reports ragged and badly quoted rows by number, and gives all others', async () => {
      const rows = Array.from({ length: 10 }, (_, index) =>
        index === 4 ? '5' : index === 8 ? '9,b,c' : index === 6 ? '7,"x"y' : `${index + 1},b`,
      );
      await withFiles({ 'in/a.csv': `a,b\n${rows.join('\n')}` }, {}, async (endpoint) => {
        const { records, problems } = await sweep(endpoint, 4);
        expect(records.map((record) => record['a'])).toEqual(['1', '2', '3', '4', '6', '8', '10']);
        expect(problems.map(({ code, srcId }) => [code, srcId?.split('#')[1]?.split('@')[0]])).toEqual([
          ['RAGGED_ROW', '5'],
          ['BAD_QUOTE', '7'],
          ['RAGGED_ROW', '9'],
        ]);
        expect(problems[0]?.message).toContain('Row 5 has 1 cells, the header 2');
      });
    });

    it.each([
      ['CRLF', '\r\n'],
      ['LF', '\n'],
      ['a lone CR', '\r'],
    ])('S3-04 keeps quoted line breaks, with semicolons, a byte order mark and %s', async (_what, end) => {
      const text = `\ufeffid;text${end}1;"x\r\ny"${end}${end}2;"a ""b"";c"${end}3; ü ${end}`;
      await withFiles({ 'in/a.csv': text }, { csv: { delimiter: ';' } }, async (endpoint) => {
        for (const limit of [1, 100]) {
          const { records } = await sweep(endpoint, limit);
          expect(records).toEqual([
            { id: '1', text: 'x\r\ny' },
            { id: '2', text: 'a "b";c' },
            { id: '3', text: ' ü ' },
          ]);
        }
      });
    });

    it('S3-05 reads windows-1252 and UTF-16, and names the byte that is not of the encoding', async () => {
      await withFiles({ 'in/a.csv': iconv.encode('n\nMüller €\nß\n', 'windows-1252') }, { encoding: 'windows-1252' }, async (endpoint) => {
        expect((await sweep(endpoint, 1)).records).toEqual([{ n: 'Müller €' }, { n: 'ß' }]);
      });
      await withFiles({ 'in/a.csv': iconv.encode('n,m\nü,1\n漢,2\n', 'utf-16le', { addBOM: true }) }, {}, async (endpoint) => {
        expect((await sweep(endpoint, 1)).records).toEqual([
          { n: 'ü', m: '1' },
          { n: '漢', m: '2' },
        ]);
      });
      const bytes = Buffer.concat([Buffer.from('n\ngut\nM'), Buffer.from([0xfc]), Buffer.from('ller\n')]);
      await withFiles({ 'in/a.csv': bytes, 'in/b.csv': 'n\n1\n' }, {}, async (endpoint) => {
        const { records, problems } = await sweep(endpoint);
        expect(records).toEqual([{ n: 'gut' }, { n: '1' }]);
        expect(problems).toMatchObject([{ code: 'UNDECODABLE', message: expect.stringContaining('The byte at offset 7 is no utf-8') }]);
      });
    });

    it('S3-06 refuses blank and repeated headers, and takes an empty file for one without rows', async () => {
      const files = {
        'in/1.csv': 'a,,c\n1,2,3\n',
        'in/2.csv': 'a,b,a\n1,2,3\n',
        'in/3.csv': '',
        'in/4.csv': 'a,b\n',
        'in/5.csv': 'a\n1\n',
      };
      await withFiles(files, {}, async (endpoint, bucket) => {
        const swept = await sweep(endpoint);
        expect(swept.records).toEqual([{ a: '1' }]);
        expect(swept.problems.map(({ code, message }) => [code, message.split('read. ')[1]?.split('.')[0]])).toEqual([
          ['BAD_HEADER', 'Column 2 has no name'],
          ['BAD_HEADER', 'The column "a" comes twice'],
        ]);
        await finish(endpoint, swept);
        expect(await bucket.keys('in/')).toEqual([]);
        expect((await bucket.keys('archive/')).map((key) => key.split('/in/')[1]?.charAt(0))).toEqual(['3', '4', '5']);
        expect((await bucket.keys('error/')).filter((key) => key.endsWith('.report.json'))).toHaveLength(2);
      });
    });

    it('S3-07 gives typed values of the sheet that is named, and no empty rows', async () => {
      const workbook = new Excel.Workbook();
      workbook.addWorksheet('Cover').addRow(['nothing']);
      const sheet = workbook.addWorksheet('Orders');
      sheet.addRow(['id', 'at', 'total', 'zip', 'sum']);
      sheet.addRow([1, new Date('2026-01-31T09:30:00Z'), 1.5, '00123', { formula: 'C2*2', result: 3 }]);
      sheet.addRow([2, null, 7, 'x', true]);
      sheet.addRow([]);
      sheet.getCell('A40').style = { font: { bold: true } };
      const file = new Uint8Array(await workbook.xlsx.writeBuffer());
      await withFiles({ 'in/a.XLSX': file }, { xlsx: { sheet: 'Orders' } }, async (endpoint) => {
        const { records } = await sweep(endpoint, 1);
        expect(records).toEqual([
          { id: 1, at: '2026-01-31T09:30:00', total: 1.5, zip: '00123', sum: 3 },
          { id: 2, at: null, total: 7, zip: 'x', sum: true },
        ]);
      });
    });

    it('S3-08 moves protected and damaged files to error/ with a report, and reads their neighbours', async () => {
      const workbook = new Excel.Workbook();
      workbook.addWorksheet('S').addRow(['a']);
      const whole = new Uint8Array(await workbook.xlsx.writeBuffer());
      const locked = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
      const files = {
        'in/1.xlsx': whole.subarray(0, 2000),
        'in/2.xlsx': locked,
        'in/3.zip': Buffer.from('no zip'),
        'in/4.csv.gz': gzipSync('a\n1\n').subarray(0, 12),
        'in/5.csv.gz': gzipSync('a\n1\n2\n'),
      };
      await withFiles(files, {}, async (endpoint, bucket) => {
        const swept = await sweep(endpoint, 1);
        expect(swept.problems.map(({ code }) => code)).toEqual(['CORRUPT', 'PROTECTED', 'CORRUPT', 'CORRUPT']);
        expect(swept.records).toEqual([{ a: '1' }, { a: '2' }]);
        await finish(endpoint, swept);
        await finish(endpoint, swept);
        expect(await bucket.keys('in/')).toEqual([]);
        const errors = await bucket.keys('error/');
        expect(errors).toHaveLength(8);
        const report = errors.find((key) => key.endsWith('.report.json') && key.includes('/2.')) ?? '';
        expect(JSON.parse(await bucket.text(report))).toMatchObject({ key: 'in/2.xlsx', failures: [{ code: 'PROTECTED' }] });
      });
    });

    it('S3-09 keeps columns named id, key and source, and says beside them where a row comes from', async () => {
      await withFiles({ 'in/a.csv': 'id,key,source,row\n1,k,s,r\n' }, {}, async (endpoint, bucket) => {
        const { entities } = await sweep(endpoint);
        expect(entities[0]?.data).toMatchObject({
          id: '1',
          key: 'k',
          source: 's',
          row: 'r',
          _file: { bucket: bucket.name, key: 'in/a.csv', row: 1 },
        });
        expect(entities[0]?.srcId).toMatch(/^bucket-[\d-]+\/in\/a\.csv#1@etag-[\da-f]{32}$/);
      });
      await withFiles({ 'in/a.csv': '_file\nx\n' }, {}, async (endpoint) => {
        expect((await sweep(endpoint)).problems).toMatchObject([{ code: 'FIELD_TAKEN' }]);
      });
    });

    it('S3-14 lists 2,500 objects over three pages, and nothing where there is none', async () => {
      await withFiles({}, {}, async (endpoint, bucket) => {
        expect(await sweep(endpoint)).toMatchObject({ entities: [], problems: [], ends: [] });
        const keys = Array.from({ length: 2500 }, (_, index) => `in/${String(index).padStart(4, '0')}.json`);
        for (let from = 0; from < keys.length; from += 100)
          await Promise.all(keys.slice(from, from + 100).map(async (key) => await bucket.put(key, '')));
        bucket.proxy.requests.length = 0;
        const { ends } = await sweep(endpoint, 10_000);
        expect(ends).toHaveLength(2500);
        expect(bucket.proxy.requests.filter((asked) => asked.includes('list-type=2'))).toHaveLength(3);
      });
    }, 180_000);

    it('S3-15 takes objects of one LastModified once each, across the limit of a page', async () => {
      const files = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`in/${index}.json`, `{"n":${index}}`]));
      await withFiles(files, {}, async (endpoint) => {
        const { records, pages } = await sweep(endpoint, 2);
        expect(records.map((record) => record['n'])).toEqual([0, 1, 2, 3, 4, 5, 6]);
        expect(pages.length).toBeGreaterThan(3);
      });
    });

    it('S3-16 makes lists of single xml elements, and one record of each element of json and ndjson', async () => {
      const files = {
        'in/1.xml': '<o><item><n>1</n></item></o>',
        'in/2.xml': '<o><item><n>1</n></item><item><n>2</n></item></o>',
        'in/3.json': '[{"n":1},{"n":2},5]',
        'in/4.ndjson': '{"n":3}\nno json\n{"n":4}\n',
      };
      await withFiles(files, { xml: { lists: ['item'] } }, async (endpoint) => {
        const { records, problems } = await sweep(endpoint, 1);
        expect(records).toEqual([{ item: [{ n: '1' }] }, { item: [{ n: '1' }, { n: '2' }] }, { n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
        expect(problems.map(({ code }) => code)).toEqual(['NO_RECORD', 'NOT_JSON']);
      });
    });

    it('S3-13 reads a row again by its name, from the inbox or from the archive, and leaves out what is nowhere', async () => {
      await withFiles({ 'in/a.csv': 'n\n1\n2\n3\n' }, {}, async (endpoint, bucket) => {
        const swept = await sweep(endpoint);
        const srcIds = [swept.entities[2]?.srcId ?? '', swept.entities[0]?.srcId ?? '', 'no row', `${bucket.name}/gone.csv#1@etag-0`];
        const ask = async () => (await sourceOf(endpoint).readByIds?.({ txType: 'order', srcIds, signal: forever() }))?.entities;
        expect(await ask()).toEqual([swept.entities[0], swept.entities[2]]);
        await finish(endpoint, swept);
        const archived = await ask();
        expect(archived?.map(({ srcId, data }) => [srcId, data['n']])).toEqual([
          [swept.entities[0]?.srcId, '1'],
          [swept.entities[2]?.srcId, '3'],
        ]);
        expect(archived?.[0]?.updatedAt.slice(0, 19)).toBe(swept.entities[0]?.updatedAt.slice(0, 19));
      });
    });

    it('begins a file anew that is replaced while it is read, and loses nothing of the new one', async () => {
      await withFiles({ 'in/a.csv': 'id\n1\n2\n3\n' }, { srcMetadata: { id: 'id' } }, async (endpoint, bucket) => {
        const request = { txType: 'order', until: '2099-01-01T00:00:00.000000Z' as never, limit: 2, signal: forever() } as const;
        const first = await sourceOf(endpoint).read(request);
        await bucket.put('in/a.csv', 'id\n4\n5\n6\n');
        const rest: string[] = [];
        for (let page = first; !page.isDone && page.next !== undefined; ) {
          page = await sourceOf(endpoint).read({ ...request, cursor: page.next });
          rest.push(...page.entities.map(({ srcId }) => srcId));
          expect(page.problems).toEqual([]);
        }
        expect(rest).toEqual(['4', '5', '6']);
      });
    });
  });
}
