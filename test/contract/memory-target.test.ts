import { MemorySystems, memoryConnector } from '../../connectors/memory/index.js';
import { memorySettings } from '../../connectors/memory/settings.js';
import { ConnectorError } from '../../core/errors.js';
import { aloneContext } from '../../test/support/context.js';
import { entity } from '../crm.js';
import { type TargetUnderTest, targetContract } from './target.js';

for (const idempotency of ['upsert', 'lookup'] as const) {
  targetContract({
    name: `memory (${idempotency})`,
    open: async (): Promise<TargetUnderTest> => {
      const systems = new MemorySystems();
      const settings = memorySettings.parse({ idempotency });
      const endpoint = memoryConnector(systems).open(settings, aloneContext('memory'));
      const system = systems.get(settings.system);
      if (endpoint.target === undefined) throw new Error('the memory connector has a target');
      system.refuse = ({ data }) =>
        data['isBad'] === true ? { status: 'failed', code: 'BAD', message: 'the record says of itself that it is bad' } : undefined;
      const throwOnce = (hook: 'beforeWrite' | 'afterWrite', error: ConnectorError): void => {
        system[hook] = () => {
          system[hook] = () => {};
          throw error;
        };
      };
      return {
        target: endpoint.target,
        txType: 'order',
        entity: (number, version = 1) => entity(`order-${number}`, { number, version }, version),
        bad: (number) => entity(`order-${number}`, { number, isBad: true }),
        count: () => system.records.length,
        failOnce: (code) =>
          throwOnce('beforeWrite', new ConnectorError(code, 'on purpose', { endpoint: 'memory', effect: 'none', retryAfterMs: 1 })),
        cutAfterSavingOnce: () => throwOnce('afterWrite', new ConnectorError('Transient', 'cut on purpose', { endpoint: 'memory' })),
        [Symbol.asyncDispose]: async () => await endpoint[Symbol.asyncDispose](),
      };
    },
  });
}
