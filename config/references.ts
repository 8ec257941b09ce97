import type { JsonObject } from '../core/json.js';
import type { Config, EndpointConfig, SyncConfig } from './config.js';
import type { KnownConnectors } from './known-connectors.js';
import { checkNotifications } from './notification-references.js';
import { meant, schemaProblems } from './schema-problems.js';
import { hasReference, type Secrets } from './secrets.js';
import type { Problem, SourceText } from './source-text.js';

export interface ReferenceCheck {
  readonly source: SourceText;
  readonly connectors: KnownConnectors;
  readonly secrets: Secrets;
}

/** What one part of the config says of another: endpoints that exist, connectors that read and write what is asked of them. */
export function checkReferences(config: Config, check: ReferenceCheck): Problem[] {
  return [
    ...Object.entries(config.endpoints).flatMap(([id, endpoint]) => checkEndpoint(id, endpoint, check)),
    ...Object.keys(config.syncs).flatMap((id) => checkSync(id, config, check)),
    ...checkNotifications(config, check),
  ];
}

function checkEndpoint(id: string, endpoint: EndpointConfig, { source, connectors, secrets }: ReferenceCheck): Problem[] {
  const path = ['endpoints', id];
  const connector = connectors.find(endpoint.connector);
  if (connector === undefined) {
    const message = `endpoints.${id}.connector: there is no connector "${endpoint.connector}".${meant(endpoint.connector, connectors.names)} There are: ${connectors.names.join(', ')}.`;
    return [source.problem([...path, 'connector'], message)];
  }
  const unset = secrets.unresolved(endpoint.settings).map((reference) => {
    const message = `endpoints.${id}.settings: ${reference} has no value here. The worker needs it.`;
    return source.problem([...path, 'settings'], message, { severity: 'warning' });
  });
  const parsed = connector.settings.safeParse(endpoint.settings);
  if (parsed.success) return unset;
  const issues = parsed.error.issues.filter((issue) => !hasReference(valueAt(endpoint.settings as JsonObject, issue.path)));
  return [...schemaProblems({ source, schema: connector.settings, base: [...path, 'settings'] }, issues), ...unset];
}

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  let value = settings;
  for (const step of path) value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  return value;
}

function checkSync(id: string, config: Config, check: ReferenceCheck): Problem[] {
  const sync = config.syncs[id];
  if (sync === undefined) return [];
  return [
    ...checkSide('source', { id, sync, config, check }),
    ...checkSide('target', { id, sync, config, check }),
    ...checkLane(id, config, check),
  ];
}

interface Side {
  readonly id: string;
  readonly sync: SyncConfig;
  readonly config: Config;
  readonly check: ReferenceCheck;
}

function checkSide(side: 'source' | 'target', { id, sync, config, check }: Side): Problem[] {
  const endpointId = sync[side];
  const endpoint = config.endpoints[endpointId];
  const known = Object.keys(config.endpoints);
  if (endpoint === undefined) {
    const message = `syncs.${id}.${side}: there is no endpoint "${endpointId}".${meant(endpointId, known)} There are: ${known.join(', ')}.`;
    return [check.source.problem(['syncs', id, side], message)];
  }
  const connector = check.connectors.find(endpoint.connector);
  const able = side === 'source' ? connector?.reads : connector?.writes;
  if (able === undefined || able.includes(sync.txType)) return [];
  const verb = side === 'source' ? 'read' : 'write';
  const can = able.length === 0 ? `cannot ${verb} at all` : `can ${verb}: ${able.join(', ')}`;
  const message = `syncs.${id}.txType: the connector ${endpoint.connector} of ${endpointId} does not ${verb} ${sync.txType}; it ${can}.`;
  return [check.source.problem(['syncs', id, 'txType'], message)];
}

/** Two syncs of one lane would share a cut date and overtake each other. */
function checkLane(id: string, config: Config, { source }: ReferenceCheck): Problem[] {
  const ids = Object.keys(config.syncs);
  const first = ids.find((other) => laneOf(config.syncs[other]) === laneOf(config.syncs[id]));
  if (first === undefined || first === id) return [];
  const message = `syncs.${id}: has the same source, target and tx type as ${first}, so that both would share one cut date. Give one of them a group.`;
  return [source.problem(['syncs'], message, { key: id })];
}

function laneOf(sync: SyncConfig | undefined): string {
  return JSON.stringify([sync?.source, sync?.target, sync?.txType, sync?.group]);
}
