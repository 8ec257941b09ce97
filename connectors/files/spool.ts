import { z } from 'zod';
import { type FileContent, FileFault, type FileRow, type Position, type RowContent } from './file-content.js';
import { readLines } from './lines.js';

const line = z.union([
  z.object({ record: z.record(z.string(), z.unknown()) }),
  z.object({ problem: z.object({ code: z.string(), message: z.string(), raw: z.union([z.string(), z.array(z.unknown())]) }) }),
  z.object({ fault: z.object({ code: z.string(), message: z.string() }) }),
]);

/** Rows as lines of JSON; what stops them becomes the last line, so that it comes again whenever they are read. */
export async function* spoolOf(rows: AsyncIterable<RowContent>): AsyncGenerator<string> {
  try {
    for await (const row of rows) yield `${JSON.stringify(row)}\n`;
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    yield `${JSON.stringify({ fault: { code: error.code, message: error.message } })}\n`;
  }
}

export async function* readSpool(
  file: FileContent,
  { from = { byte: 0, row: 0 }, signal }: { readonly from?: Position | undefined; readonly signal: AbortSignal },
): AsyncGenerator<FileRow> {
  let { row } = from;
  for await (const { bytes, end } of readLines(file, { from: from.byte, maxBytes: Number.POSITIVE_INFINITY }, signal)) {
    const content = line.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    if ('fault' in content) throw new FileFault(content.fault.code, content.fault.message);
    row += 1;
    yield { row, end: { byte: end, row }, content: content as RowContent };
  }
}
