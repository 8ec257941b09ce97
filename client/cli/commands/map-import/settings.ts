import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject } from '../../../../core/json.js';
import { type ExportFile, fromText, metadataRowsOf } from './export-file.js';

/** What the import has to say of one place. `problem`: it could not be taken over as it is. */
export interface Remark {
  readonly place: string;
  readonly severity: 'problem' | 'doubt' | 'note';
  readonly message: string;
}

/** The rules of one tx type of one flow. */
export interface ImportedMap {
  readonly source: string;
  readonly target: string;
  readonly txType: string;
  readonly rules: JsonObject;
  readonly place: string;
  readonly zone?: string;
  /** What the settings say of ids and dates; for people. */
  readonly hints: readonly string[];
}

export interface ImportedMetadata {
  readonly targetSource: string;
  readonly rows: readonly JsonObject[];
}

export interface Imported {
  readonly maps: readonly ImportedMap[];
  readonly metadata: readonly ImportedMetadata[];
}

type Remarks = Remark[];
type Settings = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

/** Finds maps and product metadata in an export. `source` stands in for what the settings' names say. */
export function readImported({ rows, whole }: ExportFile, source: string | undefined, remarks: Remarks): Imported {
  const settings = whole === undefined ? settingsOf(rows, remarks) : wholeSettings(whole);
  const maps = [...settings].flatMap(([id, variables]) => mapsOf({ id, variables, source: source ?? sourceOf(id) }, remarks));
  return { maps, metadata: metadataOf(rows, remarks) };
}

/** A file of one map alone, or an object of settings. */
function wholeSettings(whole: JsonObject): Settings {
  if (whole['TXMAP'] !== undefined)
    return new Map([['source', new Map(Object.entries(whole).map(([name, value]) => [name, fromText(value)]))]]);
  return new Map([['source', new Map([['TXMAP', fromText(whole)]])]]);
}

function settingsOf(rows: readonly JsonObject[], remarks: Remarks): Settings {
  const settings = new Map<string, Map<string, unknown>>();
  for (const row of rows) {
    const { setting_id: rawId, variable, value } = row;
    const id = typeof rawId === 'string' ? rawId : JSON.stringify(rawId ?? null);
    if (typeof variable !== 'string') continue;
    const variables = settings.get(id) ?? new Map<string, unknown>();
    settings.set(id, variables);
    const read = fromText(value);
    const place = `${id}.${variable}`;
    if (typeof read === 'string' && isOfTables(variable)) {
      remarks.push({ place, severity: 'problem', message: 'the value is not JSON; this row is left out' });
      continue;
    }
    if (variables.has(variable)) {
      const isSame = isDeepStrictEqual(variables.get(variable), read);
      const message = isSame
        ? 'the row is there twice, with one content'
        : 'the row is there twice, with different contents; the last one is taken';
      remarks.push({ place, severity: isSame ? 'note' : 'problem', message });
    }
    variables.set(variable, read);
  }
  return settings;
}

function isOfTables(variable: string): boolean {
  return ['TXMAP', 'src_metadata', 'tgt_metadata', 'data_type'].includes(variable);
}

/** `datawald_nsagency` is the endpoint `ns`. */
function sourceOf(settingId: string): string {
  return settingId.replace(/^(?:datawald|microcore)[_-]?/i, '').replace(/[_-]?(?:agency|connector)$/i, '') || settingId;
}

interface EndpointSettings {
  readonly id: string;
  readonly variables: ReadonlyMap<string, unknown>;
  readonly source: string;
}

function mapsOf({ id, variables, source }: EndpointSettings, remarks: Remarks): ImportedMap[] {
  const map = variables.get('TXMAP');
  if (map === undefined) {
    const isElsewhere = variables.has('TXMAP_KEY');
    const where = `${String(variables.get('TXMAP_BUCKET'))}/${String(variables.get('TXMAP_KEY'))}`;
    if (isElsewhere)
      remarks.push({
        place: `${id}.TXMAP_KEY`,
        severity: 'problem',
        message: `the map is a file, ${where}; import that file, too, with --source ${source}`,
      });
    return [];
  }
  return entriesOf(map, `${id}.TXMAP`, remarks).flatMap(([target, byType]) =>
    entriesOf(byType, `${id}.TXMAP.${target}`, remarks).flatMap(([key, rules]) => {
      const place = `${id}.TXMAP.${target}.${key}`;
      if (!isJsonObject(rules)) {
        remarks.push({ place, severity: 'problem', message: 'is no table of rules; it is left out' });
        return [];
      }
      const zone = variables.get('TIMEZONE');
      const hints = hintsOf(variables, { target, key, source });
      return [{ source, target, txType: txTypeOf(variables, key), rules, place, hints, ...(typeof zone === 'string' && { zone }) }];
    }),
  );
}

function entriesOf(value: unknown, place: string, remarks: Remarks): [string, unknown][] {
  if (isJsonObject(value)) return Object.entries(value);
  remarks.push({ place, severity: 'problem', message: 'is no table; it is left out' });
  return [];
}

/** Some systems key their maps by record type; `data_type` says which tx type that is. */
function txTypeOf(variables: ReadonlyMap<string, unknown>, key: string): string {
  const types = variables.get('data_type');
  const found = isJsonObject(types) ? Object.entries(types).find(([, recordType]) => recordType === key) : undefined;
  return found?.[0] ?? key;
}

function hintsOf(
  variables: ReadonlyMap<string, unknown>,
  { target, key, source }: { target: string; key: string; source: string },
): string[] {
  const sourceFields = variables.get('src_metadata');
  const ofTarget = isJsonObject(sourceFields) ? (sourceFields[target] ?? sourceFields) : undefined;
  const fields = isJsonObject(ofTarget) ? (ofTarget[key] ?? ofTarget[txTypeOf(variables, key)]) : undefined;
  const targetTables = variables.get('tgt_metadata');
  const tables = isJsonObject(targetTables) ? targetTables[source] : undefined;
  return [
    ...(isJsonObject(fields) ? [`src_metadata: ${JSON.stringify(fields)}`] : []),
    ...(isJsonObject(tables) ? [`tgt_metadata: ${JSON.stringify(tables[key] ?? tables)}`] : []),
  ];
}

function metadataOf(rows: readonly JsonObject[], remarks: Remarks): ImportedMetadata[] {
  const flows = new Map<string, Map<string, JsonObject>>();
  for (const { targetSource = '', column, metadata } of metadataRowsOf(rows)) {
    const place = `product_metadata.${targetSource}.${column}`;
    const columns = flows.get(targetSource) ?? new Map<string, JsonObject>();
    flows.set(targetSource, columns);
    if (!isJsonObject(metadata)) remarks.push({ place, severity: 'problem', message: 'the value is not JSON; this row is left out' });
    else {
      if (columns.has(column)) remarks.push({ place, severity: 'problem', message: 'the row is there twice; the last one is taken' });
      columns.set(column, { target_source: targetSource, column, metadata });
    }
  }
  return [...flows].map(([targetSource, columns]) => ({ targetSource, rows: [...columns.values()] }));
}
