import { isJsonObject, type JsonObject } from '../core/json.js';
import { type Config, configSchema, type EndpointConfig, endpointSchema, type SyncConfig, syncSchema } from './config.js';
import { type LookupConfig, lookupName, lookupSchema } from './lookup-config.js';

/**
 * The endpoints and syncs of a broken config that are sound by themselves, so that what they say of each other is checked
 * in the same go. A sync that refers to a broken endpoint is left out: there is nothing to hold it against yet.
 */
export function soundParts(value: unknown): Config {
  const config = configSchema.parse({ endpoints: {}, syncs: {} });
  const [rawEndpoints, rawSyncs] = [partOf(value, 'endpoints'), partOf(value, 'syncs')];
  const endpoints: Record<string, EndpointConfig> = {};
  for (const [id, raw] of Object.entries(rawEndpoints)) {
    const parsed = endpointSchema.safeParse(raw);
    if (parsed.success) endpoints[id] = parsed.data;
  }
  const isBroken = (id: string) => Object.hasOwn(rawEndpoints, id) && !Object.hasOwn(endpoints, id);
  const syncs: Record<string, SyncConfig> = {};
  for (const [id, raw] of Object.entries(rawSyncs)) {
    const parsed = syncSchema.safeParse(raw);
    if (parsed.success && !isBroken(parsed.data.source) && !isBroken(parsed.data.target)) syncs[id] = parsed.data;
  }
  const mappings = Object.entries(partOf(value, 'mappings')).map(([name, raw]) => [name, isJsonObject(raw) ? raw : {}] as const);
  return { ...config, endpoints, syncs, mappings: Object.fromEntries(mappings), lookups: soundLookups(value) };
}

/** A broken table still has its name, so that mappings which ask it are not called wrong. */
function soundLookups(value: unknown): Config['lookups'] {
  const named = Object.entries(partOf(value, 'lookups')).filter(([name]) => lookupName.safeParse(name).success);
  return Object.fromEntries(named.map(([name, raw]): [string, LookupConfig] => [name, lookupSchema.safeParse(raw).data ?? unread]));
}

const unread: LookupConfig = { rows: 'store', missing: 'fail' };

function partOf(value: unknown, name: string): JsonObject {
  const part = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(part) ? part : {};
}
