import { expect, it } from '@jest/globals';
import { FileFault } from './file-content.js';
import { pdfTables } from './pdf-table.js';

/** A document of one page with these texts at these places. */
function pdf(texts: readonly (readonly [x: number, y: number, text: string])[]): Uint8Array {
  const content = texts.map(([x, y, text]) => `BT /F1 10 Tf ${x} ${y} Td (${text}) Tj ET`).join('\n');
  return Buffer.from(
    [
      '%PDF-1.4',
      '1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj',
      '2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj',
      '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >> endobj',
      `4 0 obj << /Length ${content.length} >> stream\n${content}\nendstream endobj`,
      '5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj',
      'trailer << /Root 1 0 R >>',
      '%%EOF',
    ].join('\n'),
  );
}

async function parse(bytes: Uint8Array) {
  const file = {
    name: 'a.pdf',
    size: bytes.length,
    async *read() {
      yield bytes;
    },
  };
  return await pdfTables(1_000_000).parse({ file, id: 'a', tags: {}, signal: new AbortController().signal });
}

it('finds a table without lines: left and right aligned columns, and cells that are empty', async () => {
  const document = pdf([
    [50, 750, 'Delivery note of January'],
    [50, 700, 'Item'],
    [200, 700, 'Description'],
    [400, 700, 'Quantity'],
    [50, 680, 'A-1'],
    [200, 680, 'Blue chair, large'],
    [425, 680, '12'],
    [50, 660, 'B-2'],
    [430, 660, '7'],
    [50, 600, 'Thank you'],
  ]);
  expect(await parse(document)).toEqual({
    state: 'ready',
    records: [
      { Item: 'A-1', Description: 'Blue chair, large', Quantity: '12' },
      { Item: 'B-2', Description: '', Quantity: '7' },
    ],
  });
});

it('says where there is no table, and where there is no document', async () => {
  await expect(parse(pdf([[50, 700, 'A letter']]))).rejects.toMatchObject({ code: 'NO_TABLE' });
  await expect(parse(Buffer.from('no pdf'))).rejects.toBeInstanceOf(FileFault);
});
