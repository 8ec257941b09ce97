import { z } from 'zod';
import { mappingSchema } from '../mapping/document.js';
import { configSchema } from './config.js';
import type { KnownConnectors } from './known-connectors.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** A JSON Schema of `datawald.yaml` for editors, with the settings of each connector. */
export function configJsonSchema(connectors: KnownConnectors): JsonSchema {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  const endpoints = (schema['properties'] as Record<string, Record<string, unknown>>)['endpoints'];
  const endpoint = endpoints?.['additionalProperties'] as Record<string, unknown> | undefined;
  if (endpoint !== undefined) endpoint['allOf'] = connectors.names.map((name) => settingsOf(name, connectors));
  return { title: 'DataWald config', ...schema };
}

function settingsOf(name: string, connectors: KnownConnectors): unknown {
  const settings = connectors.find(name)?.settings ?? z.unknown();
  return {
    if: { properties: { connector: { const: name } } },
    then: { properties: { settings: z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) } },
  };
}

/** A JSON Schema of mapping files. */
export function mappingJsonSchema(): JsonSchema {
  return { title: 'DataWald mapping', ...z.toJSONSchema(mappingSchema, { io: 'input', unrepresentable: 'any' }) };
}
