/** One piece of text at its place on a page; `y` grows upwards. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Cell extends Span {
  readonly text: string;
}

type Line = readonly Cell[];

/**
 * The rows of the longest table of a page: lines that follow each other and have several cells. Its columns are what no
 * white stripe parts from top to bottom, so that cells may stand left, right or in the middle. The first row names the columns.
 */
export function tableOf(texts: readonly PlacedText[]): readonly (readonly string[])[] {
  const lines = linesOf(texts).map(cellsOf);
  const table = longestRun(lines, (line) => line.length > 1);
  const columns = columnsOf(table);
  return table.map((line) => columns.map((column) => textWithin(line, column)));
}

/** From top to bottom: texts whose middles are less than half a letter apart. */
function linesOf(texts: readonly PlacedText[]): readonly (readonly PlacedText[])[] {
  const lines: PlacedText[][] = [];
  for (const text of texts.filter((one) => one.text.trim() !== '').toSorted((a, b) => b.y - a.y)) {
    const last = lines.at(-1);
    const first = last?.[0];
    if (last !== undefined && first !== undefined && first.y - text.y < Math.max(first.height, text.height) / 2) last.push(text);
    else lines.push([text]);
  }
  return lines;
}

/** From left to right: texts that stand closer than the letters are high belong together. */
function cellsOf(texts: readonly PlacedText[]): Line {
  const cells: Cell[] = [];
  for (const { text, x, width, height } of texts.toSorted((a, b) => a.x - b.x)) {
    const last = cells.at(-1);
    const gap = last === undefined ? Number.POSITIVE_INFINITY : x - last.to;
    if (last === undefined || gap > height * 0.8) cells.push({ text: text.trim(), from: x, to: x + width });
    else cells[cells.length - 1] = { from: last.from, to: x + width, text: `${last.text}${gap > height * 0.15 ? ' ' : ''}${text.trim()}` };
  }
  return cells;
}

function longestRun(lines: readonly Line[], isOfTable: (line: Line) => boolean): readonly Line[] {
  let longest: readonly Line[] = [];
  let run: Line[] = [];
  for (const line of lines) {
    run = isOfTable(line) ? [...run, line] : [];
    if (run.length > longest.length) longest = run;
  }
  return longest;
}

function columnsOf(table: readonly Line[]): readonly Span[] {
  const columns: Span[] = [];
  for (const { from, to } of table.flat().toSorted((a, b) => a.from - b.from)) {
    const last = columns.at(-1);
    if (last !== undefined && from < last.to) columns[columns.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else columns.push({ from, to });
  }
  return columns;
}

function textWithin(line: Line, { from, to }: Span): string {
  return line
    .filter((cell) => cell.from < to && cell.to > from)
    .map(({ text }) => text)
    .join(' ');
}
