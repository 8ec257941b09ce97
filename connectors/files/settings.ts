import iconv from 'iconv-lite';
import { z } from 'zod';

export const fileFormats = ['csv', 'tsv', 'ndjson', 'json', 'xml', 'xlsx', 'pdf'] as const;
export type FileFormat = (typeof fileFormats)[number];

const megabyte = 1024 * 1024;
const name = z.string().min(1);

const csv = z.strictObject({
  delimiter: z.string().min(1).max(8).optional().describe('Between cells; otherwise a comma, or a tab in tsv'),
  quote: z
    .string()
    .length(1)
    .nullable()
    .default('"')
    .describe('Around cells that hold delimiters or line breaks; null: quotes mean nothing'),
  header: z
    .union([z.literal('first'), z.array(name).min(1)])
    .default('first')
    .describe('"first": the first row names the columns; or their names, where the file has no such row'),
  skipLines: z.int().min(0).default(0).describe('Lines before the header, or before the first row'),
  trim: z.boolean().default(false).describe('Takes blanks from both ends of every value'),
  emptyCells: z.enum(['keep', 'null', 'omit']).default('keep').describe('An empty cell is an empty text, null, or no field at all'),
});

const xlsx = z.strictObject({
  sheet: z
    .union([name, z.int().min(1)])
    .default(1)
    .describe('By name, or by place, from 1'),
  headerRow: z.int().min(1).default(1).describe('The row that names the columns; those before it are skipped'),
});

const json = z.strictObject({
  recordPath: name.optional().describe('Where the list of records is, such as data.items; otherwise the document itself, or its elements'),
});

const xml = z.strictObject({
  recordPath: name
    .optional()
    .describe('The elements that are records, from the root, such as orders.order; otherwise the root is the record'),
  lists: z.array(name).default([]).describe('Elements that are lists even where there is but one, such as item'),
  parseValues: z.boolean().default(false).describe('Makes numbers and booleans of texts that look like them'),
});

const pdf = z
  .strictObject({
    parser: z
      .enum(['table', 'docparser'])
      .default('table')
      .describe('"table" finds columns by itself; "docparser" sends the file to Docparser'),
    docparser: z
      .strictObject({
        apiKey: z.string().min(1).describe('The API key; give it as a reference such as ${env:DOCPARSER_KEY}'),
        parsers: z.record(name, name).describe('The id of the Docparser parser, by tag id or tx type; "*" for all others'),
        parserTag: name.optional().describe('The tag of the key whose value chooses the parser, such as id; otherwise the tx type does'),
        baseUrl: z.url().default('https://api.docparser.com'),
        waitMinutes: z.int().min(1).default(30).describe('How long a document may stay in the works'),
      })
      .optional(),
  })
  .refine(({ parser, docparser }) => parser === 'table' || docparser !== undefined, 'needs pdf.docparser, where the parser is docparser');

/** How files are read: the same for every place that they come from. */
export const readingSettings = {
  format: z
    .enum(['auto', ...fileFormats])
    .default('auto')
    .describe('"auto": by the extension'),
  encoding: z
    .string()
    .refine((encoding) => iconv.encodingExists(encoding), 'is no encoding that is known; windows-1252 and utf-16le are')
    .default('utf-8')
    .describe('Of texts without a byte order mark'),
  csv: csv.prefault({}).describe('csv and tsv'),
  xlsx: xlsx.prefault({}).describe('xlsx'),
  json: json.prefault({}).describe('json'),
  xml: xml.prefault({}).describe('xml'),
  pdf: pdf.prefault({}).describe('pdf'),
  zipEntry: name.optional().describe('The file within a zip, where it holds several'),
  maxFileBytes: z
    .int()
    .min(1)
    .default(1024 * megabyte)
    .describe('Of files that are taken to disk: packed ones, and json, xml, xlsx, pdf'),
  maxUnpackedBytes: z
    .int()
    .min(1)
    .default(8192 * megabyte)
    .describe('Of what a packed file holds'),
  maxDocumentBytes: z
    .int()
    .min(1)
    .default(64 * megabyte)
    .describe('Of xml and pdf, which are held in memory'),
  maxRecordBytes: z
    .int()
    .min(1024)
    .default(4 * megabyte)
    .describe('Of one row; more is taken for a quote that does not end'),
} as const;

const readingShape = z.strictObject(readingSettings);
export type ReadingSettings = z.output<typeof readingShape>;
export type CsvSettings = ReadingSettings['csv'];
