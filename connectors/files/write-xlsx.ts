import Excel from 'exceljs';
import { columnsOf, type FlatRow } from './flatten.js';

/** One sheet with a header. */
export async function writeXlsx(rows: readonly FlatRow[]): Promise<Uint8Array> {
  const workbook = new Excel.Workbook();
  const sheet = workbook.addWorksheet('Sheet1');
  const columns = columnsOf(rows);
  sheet.addRow(columns);
  for (const row of rows) sheet.addRow(columns.map((name) => row[name] ?? null));
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}
