import { setTimeout as delay } from 'node:timers/promises';
import { startMoto } from '../../support/moto-server.js';
import type { ChaosStore } from './chaos-store.js';
import { HttpProxy, type ProxyFault } from './http-proxy.js';

/** A stand-in for DynamoDB. It keeps its data in memory, so it is not killed: it is stopped for a while, and cut off. */
export async function openDynamodb(random: () => number): Promise<ChaosStore> {
  process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
  const server = await startMoto();
  const proxy = new HttpProxy(server.endpoint, random);
  const endpoint = await proxy.listen();
  const strike = async (fault: ProxyFault, forMs: number) => {
    proxy.fault = fault;
    await delay(forMs);
    proxy.fault = 'none';
  };
  const incidents: ChaosStore['incidents'] = {
    pauseStore: {
      what: 'stop DynamoDB',
      bringAbout: async (forMs) => {
        server.pause();
        await delay(forMs);
        server.resume();
      },
    },
    cutStore: { what: 'cut one in four requests to DynamoDB', bringAbout: async (forMs) => await strike('cut', forMs) },
    throttleStore: { what: 'throttle DynamoDB', bringAbout: async (forMs) => await strike('throttle', forMs) },
  };
  const stop = async () => {
    await proxy.close();
    await server.stop();
  };
  const settings = { kind: 'dynamodb', region: 'eu-central-1', prefix: 'chaos-', endpoint } as const;
  return { settings, incidents, describe: () => JSON.stringify(proxy.stats), stop };
}
