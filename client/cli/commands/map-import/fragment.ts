import { hasReference } from '../../../../config/secrets.js';
import type { Registry } from '../../../../connectors/registry.js';
import { isJsonObject } from '../../../../core/json.js';
import { txTypes } from '../../../../core/tx-type.js';
import type { Remark } from './settings.js';

/** A sync to be written: what it does, and whether it can stand as it is. */
export interface DraftSync {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly txType: string;
  readonly lines: readonly string[];
  readonly hints: readonly string[];
  /** Why it is written as a comment; absent where it is sound. */
  readonly withheld?: string;
}

/** What the predecessor called its systems. */
const connectorNames: Readonly<Record<string, string>> = { mage2: 'magento2', ns: 'netsuite', datamart: 'dynamodb' };

/** Settings to begin with; secrets and addresses are references. */
const firstSettings: Readonly<Record<string, (variable: string) => unknown>> = {
  magento2: (name) => ({ baseUrl: `\${env:${name}_URL}`, auth: { type: 'integration', accessToken: `\${env:${name}_TOKEN}` } }),
  hubspot: (name) => ({ token: `\${env:${name}_TOKEN}` }),
};

/** The config of some syncs and of the endpoints between which they go. What cannot stand is a comment, with its reason. */
export function fragmentOf(drafts: readonly DraftSync[], registry: Registry, remarks: Remark[]): string {
  const ids = [...new Set(drafts.flatMap(({ source, target }) => [source, target]))].sort();
  const endpoints = ids.map((id) => `  ${id}: ${JSON.stringify(endpointOf(id, drafts, { registry, remarks }))}`);
  const syncs = drafts.map(linesOf);
  const head = '# Taken over by "datawald map import". Give the endpoints their settings, and look at every comment.';
  const body = drafts.some(({ withheld }) => withheld === undefined) ? 'syncs:' : 'syncs: {}';
  return [head, ids.length === 0 ? 'endpoints: {}' : 'endpoints:', ...endpoints, body, ...syncs, ''].join('\n');
}

function linesOf({ id, source, target, txType, lines, hints, withheld }: DraftSync): string {
  const told = hints.map((hint) => `  # ${hint}`);
  const sync = [`  ${id}:`, ...[`source: ${source}`, `target: ${target}`, `txType: ${txType}`, ...lines].map((line) => `    ${line}`)];
  if (withheld === undefined) return [...told, ...sync].join('\n');
  return [...told, `  # ${withheld}`, ...sync.map((line) => `  #${line}`)].join('\n');
}

interface Judging {
  readonly registry: Registry;
  readonly remarks: Remark[];
}

function endpointOf(id: string, drafts: readonly DraftSync[], { registry, remarks }: Judging): unknown {
  const name = connectorNames[id] ?? id;
  const connector = registry.find(name);
  const settings = firstSettings[name]?.(id.toUpperCase().replaceAll(/\W/g, '_')) ?? {};
  const sound = drafts.filter(({ withheld }) => withheld === undefined);
  const canAll = sound.every(({ source, target, txType }) => {
    const [reads, writes] = [connector?.reads ?? [], connector?.writes ?? []].map((types) => types as readonly string[]);
    return (source !== id || reads?.includes(txType) === true) && (target !== id || writes?.includes(txType) === true);
  });
  const parsed = connector?.settings.safeParse(settings);
  const fits = parsed !== undefined && (parsed.success || parsed.error.issues.every(({ path }) => hasReference(valueAt(settings, path))));
  if (connector !== undefined && canAll && fits) return { connector: name, settings };
  remarks.push({
    place: `endpoints.${id}`,
    severity: 'doubt',
    message: 'stands in as memory: name its connector and give it its settings',
  });
  return { connector: 'memory', settings: { system: id } };
}

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => (isJsonObject(value) ? value[String(step)] : undefined), settings);
}

/** Ids are lower-case letters, digits, - and _. */
export function toId(text: string): string {
  const id = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+/g, '');
  return id.slice(0, 40) || 'x';
}

export function isTxType(text: string): boolean {
  return txTypes.some((known) => known === text);
}
