import Table from 'cli-table3';

/** Where a command writes. Data goes to `out`, everything else to `err`. */
export interface Streams {
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** The version of the shapes that `--json` prints; it grows when one of them changes incompatibly. */
const jsonVersion = 1;

/** One command's answer, as text for people or as one JSON document. */
export class Output {
  readonly isJson: boolean;
  readonly #streams: Streams;

  constructor(streams: Streams, isJson: boolean) {
    this.#streams = streams;
    this.isJson = isJson;
  }

  /** The command's data: `text` for people, `data` with `--json`. */
  data(data: unknown, text: string): void {
    this.#streams.out.write(this.isJson ? `${JSON.stringify({ version: jsonVersion, data }, null, 2)}\n` : text === '' ? '' : `${text}\n`);
  }

  /** A line for people beside the data; never mixed into it. */
  note(line: string): void {
    this.#streams.err.write(`${line}\n`);
  }

  /** True where a line may be drawn over: bars only in a terminal. */
  get isTerminal(): boolean {
    return this.#streams.err.isTTY === true && !this.isJson;
  }
}

/** A plain table: aligned columns, no frame, safe to copy. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const none = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  };
  const inner = { left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' };
  const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const shape = new Table({
    head: [...head],
    chars: { ...none, ...inner },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: numeric.map((isNumber) => (isNumber ? 'right' : 'left')),
  });
  shape.push(...rows.map((row) => [...row]));
  return shape
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
