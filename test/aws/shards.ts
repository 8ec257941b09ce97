import type { JsonProxy } from './json-proxy.js';

/** A shard of a stream that a test makes up: records in the JSON of the wire. */
export interface MadeShard {
  readonly id: string;
  readonly parent?: string;
  readonly records: object[];
  /** Closed shards have an end. */
  isClosed?: boolean;
}

/** A stream of made-up shards, answered in place of the service. */
export class MadeStream {
  readonly shards: MadeShard[] = [];
  /** What was read, in order: shards by their ids. */
  readonly read: string[] = [];
  /** Sequence numbers up to which everything is trimmed. */
  trimmedUpTo = 0;

  constructor(proxy: JsonProxy) {
    const always = { kind: 'answer', isLasting: true } as const;
    proxy.faults.push(
      { ...always, operation: /^DescribeStream$/, answer: () => this.#describe() },
      {
        ...always,
        operation: /^GetShardIterator$/,
        answer: ({ body }) => ({ ShardIterator: [body['ShardId'], body['SequenceNumber'] ?? 'begin'].join('/') }),
      },
      { ...always, operation: /^GetRecords$/, answer: ({ body }) => this.#records(String(body['ShardIterator']), Number(body['Limit'])) },
    );
  }

  #describe(): object {
    const Shards = this.shards.map(({ id, parent, isClosed }) => ({
      ShardId: id,
      ...(parent !== undefined && { ParentShardId: parent }),
      SequenceNumberRange: { StartingSequenceNumber: '1', ...(isClosed === true && { EndingSequenceNumber: '999' }) },
    }));
    return { StreamDescription: { Shards } };
  }

  #records(iterator: string, limit: number): object {
    const [id = '', after = 'begin'] = iterator.split('/');
    const shard = this.shards.find((one) => one.id === id);
    this.read.push(id);
    const behind = (shard?.records ?? []).filter((record) => after === 'begin' || numberOf(record) > Number(after));
    const Records = behind.slice(0, limit);
    const last = Records.at(-1);
    const isEnd = shard?.isClosed === true && Records.length === behind.length;
    return { Records, ...(!isEnd && { NextShardIterator: `${id}/${last === undefined ? after : numberOf(last)}` }) };
  }
}

function numberOf(record: object): number {
  return Number((record as { readonly dynamodb: { readonly SequenceNumber: string } }).dynamodb.SequenceNumber);
}
