import { FileFault } from './file-content.js';
import { type FileFormat, fileFormats, type ReadingSettings } from './settings.js';

const byExtension: Readonly<Record<string, FileFormat>> = {
  ...Object.fromEntries(fileFormats.map((format) => [format, format])),
  jsonl: 'ndjson',
  txt: 'csv',
  tab: 'tsv',
};

/** How a file is packed, by the end of its name. */
export function packingOf(name: string): 'gzip' | 'zip' | undefined {
  const extension = extensionOf(name);
  if (extension === 'gz' || extension === 'gzip') return 'gzip';
  return extension === 'zip' ? 'zip' : undefined;
}

/** By the setting, or by the end of the name, whatever its case. */
export function formatOf(name: string, { format }: Pick<ReadingSettings, 'format'>): FileFormat {
  if (format !== 'auto') return format;
  const found = byExtension[extensionOf(name)];
  if (found !== undefined) return found;
  const known = Object.keys(byExtension).join(', ');
  throw new FileFault(
    'UNKNOWN_FORMAT',
    `The name does not tell the format; known are ${known}, and these within gz and zip. Rename it, or set format.`,
  );
}

function extensionOf(name: string): string {
  return /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
