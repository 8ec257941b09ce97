import type { LoadedConfig } from '../../config/load.js';
import type { Context } from './context.js';
import { withRemoteRules } from './remote-rules.js';
import { withStoredLookups } from './stored-lookups.js';

/** The config with what lies elsewhere: rows of lookup tables in the store, rules of mappings in S3. */
export async function completeConfig(context: Context, loaded: LoadedConfig): Promise<LoadedConfig> {
  return await withRemoteRules(await withStoredLookups(context, loaded));
}
