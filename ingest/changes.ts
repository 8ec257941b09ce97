import { z } from 'zod';
import type { ConfigDocument } from '../config/config.js';
import type { ConnectorContext } from '../connectors/connector.js';
import { ChangeReader } from '../connectors/dynamodb/change-reader.js';
import { dynamodbSettings } from '../connectors/dynamodb/settings.js';
import { decodeStreamRecord, type StreamChange } from '../connectors/dynamodb/stream-record.js';
import type { TxType } from '../core/tx-type.js';
import type { NewInboxMessage } from '../stores/inbox.js';
import type { Door } from './door.js';
import type { BatchAnswer } from './lambda.js';
import type { ResolveSecrets } from './routes.js';

const changeRecord = z.looseObject({ eventSource: z.literal('aws:dynamodb'), eventID: z.string().optional() });
const changeEvent = z.looseObject({ Records: z.array(changeRecord).min(1) });

export type ChangeRecords = z.output<typeof changeEvent>['Records'];

/** The records of an event of a change stream; undefined where it is none. */
export function changesIn(event: unknown): ChangeRecords | undefined {
  const parsed = changeEvent.safeParse(event);
  return parsed.success ? parsed.data.Records : undefined;
}

interface TakingOptions {
  readonly door: Pick<Door, 'push'>;
  /** Says to operators why something is handed out again. */
  readonly tell: (line: string) => void;
}

interface Listener {
  readonly syncId: string;
  readonly txType: TxType;
  readonly reader: ChangeReader;
}

/** Brings changes of tables into the inboxes of the syncs that read their streams. */
export class Changes {
  readonly #listeners: readonly Listener[];

  constructor(
    { syncs, endpoints }: Pick<ConfigDocument, 'syncs' | 'endpoints'>,
    resolve: ResolveSecrets,
    context: (endpointId: string) => ConnectorContext,
  ) {
    this.#listeners = Object.entries(syncs).flatMap(([syncId, { source, txType }]) => {
      const endpoint = endpoints[source];
      const parsed = endpoint?.connector === 'dynamodb' ? dynamodbSettings.safeParse(resolve(endpoint.settings, source)) : undefined;
      return parsed?.success === true ? [{ syncId, txType, reader: new ChangeReader(parsed.data, context(source)) }] : [];
    });
  }

  /**
   * Each record goes to every sync that reads its table: one that is of no interest to any is done with. The first one that
   * cannot be taken in at the moment is named, and Lambda hands it and all behind it out again.
   */
  async take(records: ChangeRecords, { door, tell }: TakingOptions): Promise<BatchAnswer> {
    for (const record of records) {
      const change = decodeStreamRecord(record);
      const id = change.sequenceNumber ?? record.eventID ?? '';
      try {
        await this.#takeOne(change, { record, id, door });
      } catch (error) {
        if (id === '') throw error;
        tell(`change ${id} and those behind it are handed out again: ${String(error)}`);
        return { batchItemFailures: [{ itemIdentifier: id }] };
      }
    }
    return { batchItemFailures: [] };
  }

  async #takeOne(
    change: ReturnType<typeof decodeStreamRecord>,
    { record, id, door }: { readonly record: unknown; readonly id: string; readonly door: Pick<Door, 'push'> },
  ): Promise<void> {
    if (change.kind === 'unknown') throw new Error(`${change.message} ${JSON.stringify(record).slice(0, 200)}`);
    const { table = '' } = change;
    for (const { syncId, txType, reader } of this.#listeners) {
      if (!reader.isMeant(table, txType)) continue;
      const body = await bodyOf(change, { reader, txType });
      if (body === undefined) continue;
      const provenance = { door: `stream of ${table}`, messageId: id, sequenceNumber: id, sentAt: change.at };
      await door.push(syncId, [{ id: `${table}/${id}`, body, provenance }]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { reader } of this.#listeners) await reader[Symbol.asyncDispose]();
  }
}

async function bodyOf(
  change: StreamChange,
  { reader, txType }: { readonly reader: ChangeReader; readonly txType: TxType },
): Promise<NewInboxMessage['body'] | undefined> {
  const read = await reader.read(change, { txType, signal: AbortSignal.timeout(30_000) });
  if (read.kind === 'other') return undefined;
  return read.kind === 'entity' ? { entities: [read.entity] } : { entities: [], problems: [read.problem] };
}
