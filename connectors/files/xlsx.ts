import Excel from 'exceljs';
import { isJsonObject, type JsonValue } from '../../core/json.js';
import { checkedColumns } from './csv.js';
import { FileFault, type RowContent } from './file-content.js';
import type { LocalFile } from './local-file.js';
import type { ReadingSettings } from './settings.js';
import { asCorrupt, checkZip } from './unpack.js';

/** The rows of one sheet, with values of the types that they have there. Rows without any value are left out. */
export async function* readXlsx(
  file: LocalFile,
  { settings, maxBytes }: { readonly settings: ReadingSettings['xlsx']; readonly maxBytes: number },
): AsyncGenerator<RowContent> {
  await checkZip(file, maxBytes);
  try {
    let columns: readonly string[] | undefined;
    let row = 0;
    for await (const cells of rowsOf(file, settings)) {
      if (columns === undefined) columns = columnsOf(cells);
      else yield toContent(cells, columns, ++row);
    }
  } catch (error) {
    throw asCorrupt(error);
  }
}

async function* rowsOf({ path }: LocalFile, { sheet, headerRow }: ReadingSettings['xlsx']): AsyncGenerator<readonly JsonValue[]> {
  const workbook = new Excel.stream.xlsx.WorkbookReader(path, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    entries: 'emit',
  });
  const names: string[] = [];
  for await (const worksheet of workbook) {
    const { name, id } = worksheet as unknown as { readonly name: string; readonly id: number | string };
    names.push(name);
    const isWanted = typeof sheet === 'number' ? Number(id) === sheet : name === sheet;
    for await (const { number, values } of worksheet) {
      if (!isWanted || number < headerRow) continue;
      const cells = Array.from((values as readonly unknown[]).slice(1), (value) => cellValue(value));
      if (cells.some((cell) => cell !== null && cell !== '')) yield cells;
    }
    if (isWanted) return;
  }
  throw new FileFault('NO_SHEET', `There is no sheet ${JSON.stringify(sheet)}. There are: ${names.join(', ')}. Set xlsx.sheet.`);
}

/** Times have no zone in a workbook, and so none here. */
function cellValue(value: unknown): JsonValue {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString().replace(/(\.000)?Z$/, '');
  if (typeof value !== 'object') return value as JsonValue;
  if (!isJsonObject(value)) return null;
  if ('sharedString' in value) throw new FileFault('CORRUPT', 'A cell refers to a text that the workbook does not hold. Save it anew.');
  if ('richText' in value) return (value['richText'] as unknown as readonly { readonly text: string }[]).map(({ text }) => text).join('');
  if ('result' in value) return cellValue(value['result']);
  if ('text' in value) return cellValue(value['text']);
  return null;
}

function columnsOf(cells: readonly JsonValue[]): readonly string[] {
  const names = cells.map((cell) => (typeof cell === 'string' ? cell.trim() : cell === null ? '' : JSON.stringify(cell)));
  while (names.at(-1) === '') names.pop();
  return checkedColumns(names);
}

function toContent(cells: readonly JsonValue[], columns: readonly string[], row: number): RowContent {
  const beyond = cells.slice(columns.length).findIndex((cell) => cell !== null);
  if (beyond === -1) return { record: Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null])) };
  const message = `Row ${row} has a value in column ${columns.length + beyond + 1}, which has no name. Name the column or clear the cell.`;
  return { problem: { code: 'RAGGED_ROW', message, raw: cells } };
}
