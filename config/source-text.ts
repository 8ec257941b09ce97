import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { offsetInFile } from './scalar-offsets.js';

/** Something wrong in a file, where a person finds it. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** What was found, what is allowed, what was probably meant. */
  readonly message: string;
  /** The line of the file; only where the problem is within a text, and the column says where. */
  readonly source?: string;
}

export type Path = readonly (string | number)[];

/** A YAML or JSON file whose values still know where they were written. */
export class SourceText {
  readonly file: string;
  readonly #text: string;
  readonly #document: ReturnType<typeof parseDocument>;
  readonly #lines = new LineCounter();

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true, prettyErrors: false });
  }

  get syntaxProblems(): readonly Problem[] {
    return [...this.#document.errors, ...this.#document.warnings].map((error) => this.#at(error.pos[0], error.message));
  }

  get value(): unknown {
    return this.#document.toJS() as unknown;
  }

  /** A problem with the value at a path, or with the key of that name in it. */
  problem(path: Path, message: string, options: { readonly key?: string; readonly severity?: Problem['severity'] } = {}): Problem {
    const offset = (options.key === undefined ? undefined : this.#keyOffset(path, options.key)) ?? this.#offset(path);
    return { ...this.#at(offset, message), severity: options.severity ?? 'error' };
  }

  /**
   * A problem within the text at a path, `offset` UTF-16 units from its beginning; at the beginning of the text where
   * the way in which it is written does not tell more.
   */
  problemWithin(path: Path, offset: number, message: string): Problem {
    const node = this.#nodeAt(path);
    if (!isScalar(node) || !node.range) return this.problem(path, message);
    const place = offsetInFile({ text: this.#text, node }, offset) ?? node.range[0];
    const problem = this.#at(place, message);
    const start = place - (problem.column - 1);
    return { ...problem, source: this.#text.slice(start).split(/\r?\n/, 1)[0] ?? '' };
  }

  #at(offset: number, message: string): Problem {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1), severity: 'error', message };
  }

  /** Where the deepest part of the path that exists was written; for a value in a map, its key. */
  #offset(path: Path): number {
    for (let length = path.length; length > 0; length -= 1) {
      const last = path[length - 1];
      const offset =
        typeof last === 'string' ? this.#keyOffset(path.slice(0, length - 1), last) : this.#nodeAt(path.slice(0, length))?.range?.[0];
      if (offset !== undefined) return offset;
    }
    return 0;
  }

  #keyOffset(path: Path, key: string): number | undefined {
    const node = this.#nodeAt(path);
    if (!isMap(node)) return undefined;
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }

  #nodeAt(path: Path): Node | undefined {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
  }
}

/** `file:line:column: message`, as editors and terminals make it clickable; below it the line, with a caret where it is wrong. */
export function formatProblem({ file, line, column, severity, message, source }: Problem): string {
  const said = `${file}:${line}:${column}: ${severity === 'warning' ? 'warning: ' : ''}${message}`;
  return source === undefined ? said : `${said}\n${marked(source, column)}`;
}

/** So much of a long line is shown on either side of the caret. */
const shownAround = 60;

function marked(source: string, column: number): string {
  const start = Math.max(0, column - 1 - shownAround);
  const part = source.slice(start, column - 1 + shownAround);
  const [before, after] = [start > 0 ? '…' : '', column - 1 + shownAround < source.length ? '…' : ''];
  const blanks = Array.from(source.slice(start, column - 1), (letter) => (letter === '\t' ? '\t' : ' ')).join('');
  return `  ${before}${part}${after}\n  ${before === '' ? '' : ' '}${blanks}^`;
}
