/** A stretch of a text that is written otherwise for the parser. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text as the parser gets it, which knows where its places are in the text that the author wrote. */
export class ParsedText {
  readonly text: string;
  /** Columns of the parser count the bytes of these. */
  readonly lines: readonly Buffer[];
  readonly #starts: readonly number[];
  readonly #toWritten: (offset: number) => number;

  private constructor(text: string, toWritten: (offset: number) => number) {
    this.text = text;
    this.#toWritten = toWritten;
    const lines = text.split('\n');
    this.lines = lines.map((line) => Buffer.from(line, 'utf8'));
    let start = 0;
    this.#starts = lines.map((line) => {
      start += line.length + 1;
      return start - line.length - 1;
    });
  }

  /** An author's expression behind a head, without leading blanks and with line feeds alone. */
  static of(written: string, head: string): ParsedText {
    const leading = /^[ \t]*/.exec(written)?.[0].length ?? 0;
    return new ParsedText(head + written.slice(leading).replace(/\r\n?/g, '\n'), (offset) => {
      let at = leading;
      for (let left = offset - head.length; left > 0; left -= 1) at += written.startsWith('\r\n', at) ? 2 : 1;
      return Math.min(at, written.length);
    });
  }

  /** The same with some stretches written otherwise, given in their order. A place within one counts as its beginning. */
  edited(edits: readonly Edit[]): ParsedText {
    let [text, at] = ['', 0];
    for (const edit of edits) {
      text += this.text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return new ParsedText(text + this.text.slice(at), (offset) => this.#toWritten(beforeEdits(offset, edits)));
  }

  /** Lines count from 1, columns are bytes from 0. */
  offsetOf(line: number, column: number): number {
    const before = this.lines[line - 1]?.subarray(0, column).toString('utf8') ?? '';
    return (this.#starts[line - 1] ?? 0) + before.length;
  }

  /** Of an offset in this text, the one in the author's text. */
  writtenOffset(offset: number): number {
    return this.#toWritten(offset);
  }
}

function beforeEdits(offset: number, edits: readonly Edit[]): number {
  let shift = 0;
  for (const { start, end, text } of edits) {
    if (offset < start + shift) break;
    if (offset < start + shift + text.length) return start;
    shift += text.length - (end - start);
  }
  return offset - shift;
}
