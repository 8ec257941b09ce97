import { ConnectorError } from '../../core/errors.js';
import type { Instant } from '../../core/instant.js';
import type { MetadataFlow, MetadataRow, MetadataTables, ReplaceMetadata } from '../../core/product-metadata.js';
import { metadataVersion } from '../metadata-version.js';
import { compress, decompress, mostBytes } from './compressed.js';
import type { DynamoDatabase } from './database.js';
import { metadataKeys } from './keys.js';

/** The state of a flow's rows that is the current one. */
interface FlowItem extends MetadataFlow {
  readonly version: string;
  readonly changedAt: Instant;
}

/** A part of the rows of one version: compressed JSON, cut where an item is full. */
interface PartItem {
  readonly part: number;
  readonly parts: number;
  readonly bytes: Uint8Array;
}

/** See `MetadataTables` in the contract. The parts of a version are written before anything names it. */
export class DynamoProductMetadata implements MetadataTables {
  readonly #database: DynamoDatabase;

  constructor(database: DynamoDatabase) {
    this.#database = database;
  }

  async current(flow: MetadataFlow): Promise<string | undefined> {
    return (await this.#database.get<FlowItem>('tasks', metadataKeys.flow(flow)))?.version;
  }

  async rows(version: string): Promise<readonly MetadataRow[] | undefined> {
    const parts = await this.#database.query<PartItem>('tasks', {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': metadataKeys.version(version) },
    });
    const [first] = parts;
    if (first === undefined) return undefined;
    if (parts.length !== first.parts) {
      const message = `product metadata ${version} (${this.#database.names.where}) has ${parts.length} of its ${first.parts} parts; tried again`;
      throw new ConnectorError('Transient', message, { endpoint: 'store' });
    }
    const bytes = Buffer.concat(parts.toSorted((a, b) => a.part - b.part).map((part) => part.bytes));
    return JSON.parse(await decompress(bytes)) as readonly MetadataRow[];
  }

  async replace({ flow, expected, rows, at }: ReplaceMetadata): Promise<string | undefined> {
    const { version, document } = metadataVersion(rows);
    await this.#putParts(version, document);
    const item: FlowItem = { source: flow.source, target: flow.target, version, changedAt: at };
    const condition =
      expected === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'version = :expected', ExpressionAttributeValues: { ':expected': expected } };
    if (await this.#database.putIf('tasks', { ...item, ...metadataKeys.flow(flow) }, condition)) return version;
    return (await this.current(flow)) === version ? version : undefined;
  }

  async #putParts(version: string, document: string): Promise<void> {
    const bytes = await compress(document);
    const parts = Math.ceil(bytes.length / mostBytes);
    for (let part = 0; part < parts; part += 1) {
      const item: PartItem = { part, parts, bytes: bytes.subarray(part * mostBytes, (part + 1) * mostBytes) };
      await this.#database.put('tasks', { ...item, ...metadataKeys.part(version, part) });
    }
  }

  async flows(): Promise<readonly MetadataFlow[]> {
    const items = await this.#database.query<FlowItem>('tasks', {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': metadataKeys.flows },
    });
    return items
      .map(({ source, target }) => ({ source, target }))
      .toSorted((a, b) => (a.source === b.source ? Number(a.target > b.target) * 2 - 1 : a.source < b.source ? -1 : 1));
  }
}
