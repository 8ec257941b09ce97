import { DataWaldError } from '../../core/errors.js';
import type { Instant } from '../../core/instant.js';
import type { JsonValue } from '../../core/json.js';
import type { ConfigVersion, ConfigVersions } from '../config-versions.js';
import { compress, decompress, mostBytes } from './compressed.js';
import type { DynamoDatabase } from './database.js';
import { taskKeys } from './keys.js';

interface ConfigItem {
  readonly version: string;
  /** Compressed JSON text: the order of the fields is kept. */
  readonly document: Uint8Array;
  readonly appliedAt: Instant;
}

/** See `ConfigVersions` in the contract. */
export class DynamoConfigVersions implements ConfigVersions {
  readonly #database: DynamoDatabase;

  constructor(database: DynamoDatabase) {
    this.#database = database;
  }

  async put({ version, document, appliedAt }: ConfigVersion): Promise<void> {
    const { tasks: TableName } = this.#database.names;
    const bytes = await compress(JSON.stringify(document));
    if (bytes.length > mostBytes) {
      const message = `the config with its mappings has ${Math.ceil(bytes.length / 1024)} KB, compressed; DynamoDB keeps ${mostBytes / 1024} KB. Split it into two installations, or use a store on Postgres`;
      throw new DataWaldError('Config', message);
    }
    await this.#database.transact([
      { Put: { TableName, Item: { ...taskKeys.configVersion(version), version, document: bytes, appliedAt } } },
      { Put: { TableName, Item: { ...taskKeys.currentConfig, version } } },
    ]);
  }

  async get(version: string): Promise<ConfigVersion | undefined> {
    const item = await this.#database.get<ConfigItem>('tasks', taskKeys.configVersion(version));
    if (item === undefined) return undefined;
    const document = JSON.parse(await decompress(item.document)) as JsonValue;
    return { version: item.version, document, appliedAt: item.appliedAt };
  }

  async current(): Promise<ConfigVersion | undefined> {
    const pointer = await this.#database.get<{ readonly version: string }>('tasks', taskKeys.currentConfig);
    return pointer && this.get(pointer.version);
  }
}
