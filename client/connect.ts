import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DataWaldError } from '../core/errors.js';

export interface ConnectOptions {
  /** Host and port; otherwise what Temporal's own environment variables and profile say, then localhost:7233. */
  readonly address?: string;
  readonly namespace?: string;
}

/** Where a connection would go, without making it. */
export function connectionSettings(options: ConnectOptions): {
  readonly address: string;
  readonly namespace: string;
  readonly connection: object;
} {
  const profile = loadClientConnectConfig();
  const address = options.address ?? profile.connectionOptions.address ?? 'localhost:7233';
  const namespace = options.namespace ?? profile.namespace ?? 'default';
  return { address, namespace, connection: { ...profile.connectionOptions, address } };
}

/** Connects to Temporal. Throws a DataWaldError `Transient` that names the address when nothing answers there. */
export async function connect(options: ConnectOptions): Promise<Client> {
  const { address, namespace, connection } = connectionSettings(options);
  try {
    return new Client({ connection: await Connection.connect({ ...connection, connectTimeout: 5000 }), namespace });
  } catch (cause) {
    const message = `No Temporal server answers at ${address}. Start one with \`npm start\` or \`temporal server start-dev\`, or name yours in TEMPORAL_ADDRESS.`;
    throw new DataWaldError('Transient', message, { cause });
  }
}
