import type { Scalar } from 'yaml';

/** A scalar as it stands in its file. */
export interface WrittenScalar {
  /** The text of the whole file. */
  readonly text: string;
  readonly node: Scalar;
}

/** Collects a value letter by letter, each with the place in the file where it was written. */
class Spelling {
  value = '';
  readonly offsets: number[] = [];

  add(letters: string, offset: number): void {
    for (let index = 0; index < letters.length; index += 1) this.offsets.push(offset);
    this.value += letters;
  }

  /** Blanks before a folded line break are no part of the value. */
  trimBlanks(from: number): void {
    while (this.value.length > from && /[ \t]$/.test(this.value)) {
      this.value = this.value.slice(0, -1);
      this.offsets.pop();
    }
  }
}

/**
 * Where in the file the letter at `offset` of a text value was written; undefined where that cannot be told. What was
 * spelled is compared with the value, so that a form which is read wrongly here never points at a wrong place.
 */
export function offsetInFile(scalar: WrittenScalar, offset: number): number | undefined {
  const { value, range } = scalar.node;
  if (typeof value !== 'string' || !range) return undefined;
  const spelled = spell(scalar, range);
  if (spelled === undefined || spelled.value !== value) return undefined;
  const end = (spelled.offsets.at(-1) ?? range[0]) + 1;
  return offset >= value.length ? end : spelled.offsets[offset];
}

function spell({ text, node }: WrittenScalar, [start, end]: readonly [number, number, number]): Spelling | undefined {
  switch (node.type) {
    case 'PLAIN':
      return flow(text, [start, end]);
    case 'QUOTE_SINGLE':
      return flow(text, [start + 1, end - 1], singleEscape);
    case 'QUOTE_DOUBLE':
      return flow(text, [start + 1, end - 1], doubleEscape);
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return block(text, [start, end], node.type === 'BLOCK_FOLDED');
    default:
      return undefined;
  }
}

/** What stands at a place that begins an escape: its letters, and how long it is written. */
type Escape = (text: string, at: number) => { readonly letters: string; readonly length: number } | undefined;

const singleEscape: Escape = (text, at) => (text.startsWith("''", at) ? { letters: "'", length: 2 } : undefined);

const named: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  '\t': '\t',
};
const digitsAfter: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const doubleEscape: Escape = (text, at) => {
  if (text[at] !== '\\') return undefined;
  const sign = text[at + 1] ?? '';
  const joined = /^\\\r?\n[ \t]*/.exec(text.slice(at, at + 1000))?.[0];
  if (joined !== undefined) return { letters: '', length: joined.length };
  const digits = digitsAfter[sign];
  if (digits === undefined) return { letters: named[sign] ?? '', length: 2 };
  const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
  return { letters: code <= 0x10ffff ? String.fromCodePoint(code) : '', length: 2 + digits };
};

/** Plain and quoted scalars: a line break is a blank, each empty line a line feed. */
function flow(text: string, [start, end]: readonly [number, number], escape?: Escape): Spelling {
  const spelling = new Spelling();
  let [at, fixed] = [start, 0];
  while (at < end) {
    const escaped = escape?.(text, at);
    const fold = escaped === undefined ? /^[ \t]*((?:\r?\n[ \t]*)+)/.exec(text.slice(at, end)) : null;
    if (escaped !== undefined) {
      spelling.add(escaped.letters, at);
      at += escaped.length;
      fixed = spelling.value.length;
    } else if (fold?.[1] !== undefined) {
      spelling.trimBlanks(fixed);
      const breaks = fold[1].split('\n').length - 1;
      spelling.add(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), at);
      at += fold[0].length;
    } else {
      spelling.add(text[at] ?? '', at);
      at += 1;
    }
  }
  return spelling;
}

interface Line {
  readonly start: number;
  readonly text: string;
}

/** Block scalars: what stands behind the indentation of their first line that is not empty. */
function block(text: string, [start, end]: readonly [number, number], isFolded: boolean): Spelling | undefined {
  const header = /^[|>]([+-]?)(\d?)([+-]?)[^\n]*\n/.exec(text.slice(start, end));
  if (header === null) return undefined;
  const lines = linesOf(text, start + header[0].length, end);
  const indentation = Math.min(...lines.filter(({ text: line }) => line.trim() !== '').map(({ text: line }) => line.search(/[^ ]/)));
  const isFixed = header[2] !== '';
  if (isFixed || !Number.isFinite(indentation)) return undefined;
  const spelling = isFolded ? folded(lines, indentation) : literal(lines, indentation);
  const chomping = `${header[1]}${header[3]}`;
  if (chomping !== '+') chomp(spelling, chomping === '-' ? 0 : 1);
  return spelling;
}

function linesOf(text: string, start: number, end: number): readonly Line[] {
  let at = start;
  const parts = text.slice(start, end).split('\n');
  if (parts.at(-1) === '') parts.pop();
  return parts.map((line) => {
    at += line.length + 1;
    return { start: at - line.length - 1, text: line.replace(/\r$/, '') };
  });
}

function literal(lines: readonly Line[], indentation: number): Spelling {
  const spelling = new Spelling();
  for (const line of lines) {
    addLine(spelling, line, indentation);
    spelling.add('\n', line.start + line.text.length);
  }
  return spelling;
}

/** Lines of the same indentation are joined by a blank; around others, and at empty ones, line feeds stay. */
function folded(lines: readonly Line[], indentation: number): Spelling {
  const spelling = new Spelling();
  let [waiting, before] = [0, 'none' as 'none' | 'text' | 'more']; // line feeds since the last line that holds something
  for (const line of lines) {
    const isEmpty = line.text.trim() === '' && line.text.length <= indentation;
    if (!isEmpty) {
      const kind = /^[ \t]/.test(line.text.slice(indentation)) ? 'more' : 'text';
      const isJoined = before === 'text' && kind === 'text';
      const feeds = isJoined && waiting === 1 ? ' ' : '\n'.repeat(isJoined ? waiting - 1 : waiting);
      spelling.add(feeds, line.start - 1);
      addLine(spelling, line, indentation);
      [waiting, before] = [0, kind];
    }
    waiting += 1;
  }
  const last = lines.at(-1);
  spelling.add('\n'.repeat(waiting), (last?.start ?? 0) + (last?.text.length ?? 0));
  return spelling;
}

function addLine(spelling: Spelling, { start, text }: Line, indentation: number): void {
  for (let column = indentation; column < text.length; column += 1) spelling.add(text[column] ?? '', start + column);
}

function chomp(spelling: Spelling, kept: number): void {
  while (spelling.value.endsWith('\n'.repeat(kept + 1))) {
    spelling.value = spelling.value.slice(0, -1);
    spelling.offsets.pop();
  }
}
