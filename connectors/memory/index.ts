import { txTypes } from '../../core/tx-type.js';
import type { Connector, Endpoint } from '../connector.js';
import { MemorySystem } from './memory-system.js';
import { type MemorySettings, memorySettings } from './settings.js';

export { MemorySystem } from './memory-system.js';

/** The memory systems of a process, by name. A name that is asked for is there. */
export class MemorySystems {
  readonly #systems = new Map<string, MemorySystem>();

  get(name: string): MemorySystem {
    const known = this.#systems.get(name);
    if (known !== undefined) return known;
    const system = new MemorySystem();
    this.#systems.set(name, system);
    return system;
  }
}

/** A source and target that live in the worker's memory: for tests and first steps. Nothing of it survives the process. */
export function memoryConnector(systems: MemorySystems = new MemorySystems()): Connector<MemorySettings> {
  return {
    name: 'memory',
    summary: "Records in the worker's own memory, for tests and first steps.",
    settings: memorySettings,
    reads: txTypes,
    writes: txTypes,
    open: (settings) => openMemory(settings, systems.get(settings.system)),
  };
}

function openMemory(settings: MemorySettings, system: MemorySystem): Endpoint {
  for (const { txType, records } of settings.records) system.put(txType, records);
  return {
    check: async () => [{ name: 'memory', isOk: true, detail: `${system.records.length} records written` }],
    source: {
      txTypes,
      order: settings.order,
      read: async (request) => await system.read(request, settings.order),
      readByIds: async ({ txType, srcIds }) => system.readByIds(txType, srcIds),
      finish: async ({ units }) => await system.finish(units),
    },
    target: {
      txTypes,
      idempotency: settings.idempotency,
      maxBatch: () => settings.maxBatch,
      ...(settings.canDelete && { deletes: txTypes }),
      write: async ({ txType, entities }) => await system.write(txType, entities, settings.idempotency === 'upsert'),
      find: async ({ txType, entities }) => entities.map((entity) => system.find(txType, entity)),
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
