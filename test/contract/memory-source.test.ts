import { MemorySystems, memoryConnector } from '../../connectors/memory/index.js';
import { memorySettings } from '../../connectors/memory/settings.js';
import { aloneContext } from '../../test/support/context.js';
import { type SourceUnderTest, sourceContract } from './source.js';

sourceContract({
  name: 'memory',
  open: async (): Promise<SourceUnderTest> => {
    const systems = new MemorySystems();
    const context = aloneContext('memory');
    const endpoint = memoryConnector(systems).open(memorySettings.parse({}), context);
    const system = systems.get(memorySettings.parse({}).system);
    let added = 0;
    if (endpoint.source === undefined) throw new Error('the memory connector has a source');
    return {
      source: endpoint.source,
      txType: 'order',
      add: (times) =>
        times.map((updatedAt) => {
          const srcId = String(++added).padStart(6, '0');
          system.put('order', [{ srcId, updatedAt, data: { srcId } }]);
          return srcId;
        }),
      touch: (srcId, updatedAt) => system.put('order', [{ srcId, updatedAt, data: { srcId } }]),
      [Symbol.asyncDispose]: async () => await endpoint[Symbol.asyncDispose](),
    };
  },
});
