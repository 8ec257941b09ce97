import type { FileContent } from './file-content.js';
import { FileFault } from './file-content.js';

const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/** The byte behind so many lines, which end with LF, CRLF or a lone CR; the end of the file where it has fewer. */
export async function skipLines(
  file: FileContent,
  { from, count }: { readonly from: number; readonly count: number },
  signal: AbortSignal,
) {
  if (count === 0) return from;
  let [offset, left, wasReturn] = [from, count, false];
  for await (const bytes of file.read(from, signal)) {
    for (const byte of bytes) {
      if (left === 0) return byte === lineFeed && wasReturn ? offset + 1 : offset;
      if (byte === carriageReturn || (byte === lineFeed && !wasReturn)) left -= 1;
      wasReturn = byte === carriageReturn;
      offset += 1;
    }
  }
  return offset;
}

/** The lines of a file from a byte on, which end with LF or CRLF, each with the byte behind it. Empty ones are left out. */
export async function* readLines(
  file: FileContent,
  { from, maxBytes }: { readonly from: number; readonly maxBytes: number },
  signal: AbortSignal,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly start: number; readonly end: number }> {
  let [held, start] = [Buffer.alloc(0), from];
  for await (const bytes of file.read(from, signal)) {
    held = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes]);
    let used = 0;
    for (let at = held.indexOf(lineFeed); at !== -1; at = held.indexOf(lineFeed, used)) {
      const [line, end] = [withoutReturn(held.subarray(used, at)), start + at + 1 - used];
      if (line.length > 0) yield { bytes: line, start, end };
      [start, used] = [end, at + 1];
    }
    held = held.subarray(used);
    if (held.length > maxBytes)
      throw new FileFault('ROW_TOO_LONG', `The line at byte ${start} is longer than ${maxBytes} bytes (maxRecordBytes).`);
  }
  const rest = withoutReturn(held);
  if (rest.length > 0) yield { bytes: rest, start, end: start + held.length };
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === carriageReturn ? line.subarray(0, -1) : line;
}
