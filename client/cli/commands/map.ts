import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { mappingOf, metadataVersionOf } from '../../../activities/sync-mapping.js';
import { isJsonObject, type JsonObject } from '../../../core/json.js';
import type { MetadataTables } from '../../../core/product-metadata.js';
import { compileMapping } from '../../../mapping/load.js';
import { argument, type CommandSpec, textOption } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../failures.js';
import { importMaps } from './map-import/import-maps.js';
import { laneOf, syncOf } from './start.js';

export const map: CommandSpec = {
  name: 'map',
  summary: 'Run one record through the mapping of a sync, and print it before and after; or import maps',
  arguments: [
    { name: 'sync', summary: 'the id of the sync; or import' },
    { name: 'file', summary: "with import: an export of the predecessor's settings", isOptional: true },
  ],
  options: [
    { flags: '--in <file>', summary: 'the record as JSON; - reads it from standard input' },
    { flags: '--entity <srcId>', summary: 'the kept raw record of this entity' },
    { flags: '--out <folder>', summary: 'with import: where the files go' },
    { flags: '--source <id>', summary: 'with import: the endpoint whose settings these are' },
    { flags: '--force', summary: 'with import: write over files that are there' },
  ],
  examples: [
    'datawald map shop-orders-to-crm --in order.json',
    'datawald map shop-orders-to-crm --entity 12',
    'datawald map import settings.json --out migrated',
  ],
  async run(context, input) {
    if (argument(input, 0) === 'import' && input.arguments.length > 1) return importMaps(context, input);
    const { document } = context.config();
    const syncId = argument(input, 0);
    const sync = syncOf(context, syncId);
    const [file, srcId] = [textOption(input, 'in'), textOption(input, 'entity')];
    if ((file === undefined) === (srcId === undefined)) throw new UsageError('Name the record: either --in FILE or --entity SRCID.');
    const record = file === undefined ? await keptRecord() : readRecord(resolve(context.cwd, file), file === '-');
    // Product metadata is in the store; nothing else here needs one.
    const tables = sync.productMetadata === undefined ? noTables : (await context.store()).productMetadata;
    const mapping = await mappingOf(sync, { document, compileMapping, tables, metadata: await metadataVersionOf(sync, tables) });
    const source = document.endpoints[sync.source]?.connector ?? '';
    const { customField } = context.registry.find(source) ?? {};
    const result = await mapping.run(record, {
      srcId: srcId ?? '',
      now: new Date().toISOString(),
      ...(customField !== undefined && { customField }),
    });
    const after = 'data' in result ? JSON.stringify(result.data, null, 2) : `fails: ${result.failure.message}`;
    context.output.data({ record, ...result }, `before\n${JSON.stringify(record, null, 2)}\n\nafter\n${after}`);
    return 'data' in result ? exitCodes.done : exitCodes.entitiesFailed;

    async function keptRecord(): Promise<JsonObject> {
      const store = await context.store();
      for (const row of await store.staging.entityHistory(laneOf(context, syncId), srcId ?? '')) {
        const raw = (await store.staging.payload(row.taskNo, row.seq))?.raw;
        if (isJsonObject(raw)) return raw;
      }
      throw new UsageError(`${syncId} keeps no raw record of an entity "${srcId}".`);
    }
  },
};

function readRecord(file: string, isStdin: boolean): JsonObject {
  const name = isStdin ? 'standard input' : file;
  const text = readText(isStdin ? 0 : file, name);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${String(error)}`);
  }
  if (isJsonObject(value)) return value;
  throw new UsageError(`${name} must hold one JSON object.`);
}

function readText(file: string | 0, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const nothing = async () => undefined;
const noTables: MetadataTables = { current: nothing, rows: nothing, replace: nothing, flows: async () => [] };
