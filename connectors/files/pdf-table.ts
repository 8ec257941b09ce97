import { getDocumentProxy } from 'unpdf';
import { z } from 'zod';
import { checkedColumns } from './csv.js';
import type { DocumentParser } from './document-parser.js';
import { FileFault } from './file-content.js';
import { wholeFile } from './local-file.js';
import { type PlacedText, tableOf } from './table-layout.js';

const textItem = z.object({ str: z.string(), transform: z.array(z.number()).length(6), width: z.number(), height: z.number() });

/** Takes the longest table of every page, with the columns of the first page; nothing leaves this machine. */
export function pdfTables(maxBytes: number): DocumentParser {
  return {
    parse: async ({ file, signal }) => {
      const [header, ...rows] = await rowsOf(await wholeFile(file, maxBytes, signal));
      if (header === undefined)
        throw new FileFault(
          'NO_TABLE',
          'No table was found in the document: no lines with several cells. Scans hold no text; set pdf.parser to docparser for them.',
        );
      const columns = checkedColumns(header);
      const records = rows.map((cells) => Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ''])));
      return { state: 'ready', records };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** The header that is repeated on later pages is left out. */
async function rowsOf(bytes: Uint8Array): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for (const texts of await textsOf(bytes)) {
    const table = tableOf(texts);
    const header = JSON.stringify(rows[0]);
    rows.push(...table.filter((row, index) => index > 0 || rows.length === 0 || JSON.stringify(row) !== header));
  }
  return rows;
}

async function textsOf(bytes: Uint8Array): Promise<readonly (readonly PlacedText[])[]> {
  try {
    const document = await getDocumentProxy(Uint8Array.from(bytes));
    const pages: PlacedText[][] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const { items } = await (await document.getPage(number)).getTextContent();
      pages.push(items.flatMap((item) => placed(item)));
    }
    await document.destroy();
    return pages;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const code = /password/i.test(reason) ? 'PROTECTED' : 'CORRUPT';
    throw new FileFault(code, `The document cannot be read (${reason}). Make it anew, without a password, and put it in again.`, {
      cause: error,
    });
  }
}

function placed(item: unknown): readonly PlacedText[] {
  const parsed = textItem.safeParse(item);
  if (!parsed.success) return [];
  const { str, transform, width, height } = parsed.data;
  return [{ text: str, x: transform[4] ?? 0, y: transform[5] ?? 0, width, height }];
}
