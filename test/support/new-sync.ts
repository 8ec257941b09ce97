import type { MemorySystem } from '../../connectors/memory/index.js';
import type { Lane } from '../../core/ids.js';
import type { TestEngine } from './engine.js';

/** A sync of its own between two fresh memory systems. */
export interface TestSync {
  readonly syncId: string;
  readonly source: MemorySystem;
  readonly target: MemorySystem;
  readonly lane: Lane;
}

let count = 0;
/** Each engine serves all that it was ever given: a sync of another test may still be open. */
const endpointsOf = new WeakMap<TestEngine, Record<string, unknown>>();

/**
 * Adds a sync to the config: its settings, its mappings, the settings of its target, other parts of the config, the
 * settings of its source.
 */
export async function newSync(
  engine: TestEngine,
  ...[settings = {}, mappings = {}, target = {}, parts = {}, source = {}]: readonly Readonly<Record<string, unknown>>[]
): Promise<TestSync> {
  count += 1;
  const [shop, crm, syncId] = [`shop${count}`, `crm${count}`, `orders${count}`];
  const endpoints = {
    ...endpointsOf.get(engine),
    [shop]: { connector: 'memory', settings: { system: shop, ...source } },
    [crm]: { connector: 'memory', settings: { system: crm, ...target } },
  };
  endpointsOf.set(engine, endpoints);
  const sync = { source: shop, target: crm, txType: 'order', overlapSeconds: 0, ...settings };
  await engine.apply({ endpoints, syncs: { [syncId]: sync }, ...parts }, mappings);
  return {
    syncId,
    source: engine.systems.get(shop),
    target: engine.systems.get(crm),
    lane: { source: shop, target: crm, txType: 'order' },
  };
}
