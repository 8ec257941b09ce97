import type { Instant } from '../core/instant.js';
import type { JsonValue } from '../core/json.js';

/** The configs that were applied. A version never changes. */
export interface ConfigVersions {
  /** Stores a document under its content hash and makes it the current one. */
  put(config: ConfigVersion): Promise<void>;
  get(version: string): Promise<ConfigVersion | undefined>;
  current(): Promise<ConfigVersion | undefined>;
}

export interface ConfigVersion {
  readonly version: string;
  /** The whole config with its mappings, secrets as references. */
  readonly document: JsonValue;
  readonly appliedAt: Instant;
}
