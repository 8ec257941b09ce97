import { describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../core/errors.js';
import { IngestGround } from '../test/ingest/ground.js';
import type { Delivery } from './delivery.js';
import { lambdaHandler } from './lambda.js';
import { type Receiving, receive } from './receive.js';

const order = (id: number) => ({ id, updated: '2026-01-31T09:30:00Z' });

function delivery(messageId: string, group: string, body: unknown): Delivery {
  return { messageId, group, body: JSON.stringify(body), attributes: {}, provenance: { door: 'a test' } };
}

const fourInTwoGroups = [
  delivery('a1', 'a', order(1)),
  delivery('a2', 'a', order(2)),
  delivery('a3', 'a', order(3)),
  delivery('b1', 'b', order(4)),
];

/** What stands around `receive`; the second order cannot be read at the moment. */
function around(ground: IngestGround): Receiving {
  return {
    ...ground.receiving,
    sync: 'orders',
    bodyOf: async (body) => {
      if (body.includes('"id":2')) throw new ConnectorError('Transient', 'cut', { endpoint: 'bucket' });
      return body;
    },
    setAside: async () => {},
  };
}

describe('messages that are received together', () => {
  it('SQS-10 are left from the first one of a group that fails on, in order, while other groups are taken in', async () => {
    await using ground = await IngestGround.make();
    const { done, left } = await receive(fourInTwoGroups, around(ground));
    expect(done.map(({ messageId }) => messageId)).toEqual(['a1', 'b1']);
    expect(left.map((one) => one.delivery.messageId)).toEqual(['a2', 'a3']);
    expect((await ground.waiting()).map(({ id }) => id)).toEqual(['a1', 'b1']);
  });

  it('are all left where the store is away, and nothing of them is in the inbox', async () => {
    await using ground = await IngestGround.make();
    ground.beforeAppend = () => {
      throw new ConnectorError('Transient', 'away', { endpoint: 'store' });
    };
    const { done, left } = await receive(fourInTwoGroups, around(ground));
    expect([done.length, left.length]).toEqual([0, 4]);
    expect(await ground.waiting()).toEqual([]);
  });
});

describe('a function of AWS Lambda', () => {
  const queueEvent = (deliveries: readonly Delivery[]) => ({
    Records: deliveries.map(({ messageId, body, group }) => ({
      messageId,
      body,
      receiptHandle: 'h',
      attributes: { MessageGroupId: group, SentTimestamp: '1769850000000', ApproximateReceiveCount: '1' },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:datawald_input_queue.fifo',
    })),
  });
  function handlerOn(ground: IngestGround, aside: string[] = []) {
    const { sync: _, setAside: __, ...receiving } = around(ground);
    const setAside = async (one: Delivery, reason: string) => void aside.push(`${one.messageId}: ${reason}`);
    const changes = () => Promise.reject(new Error('not asked for'));
    return lambdaHandler({
      receiving,
      changes,
      tell: (line) => void ground.logged.push(line),
      queue: async (arn) => ({ setAside, sync: arn.endsWith('.fifo') ? 'orders' : undefined }),
    });
  }

  it('SQS-18 names exactly those messages that are to be handed out again', async () => {
    await using ground = await IngestGround.make();
    const answer = await handlerOn(ground)(queueEvent(fourInTwoGroups));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'a2' }, { itemIdentifier: 'a3' }] });
    expect(ground.logged[0]).toContain('message a2 is handed out again');
    const [message] = await ground.waiting();
    expect(message?.provenance).toMatchObject({ door: 'queue datawald_input_queue.fifo', sentAt: '1769850000000' });
  });

  it('SQS-18 names all where all fail', async () => {
    await using ground = await IngestGround.make();
    ground.beforeStart = () => {
      throw new ConnectorError('Transient', 'Temporal is away', { endpoint: 'temporal' });
    };
    const { batchItemFailures } = await handlerOn(ground)(queueEvent(fourInTwoGroups));
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('SQS-18 puts dead letters aside, and is through with them', async () => {
    await using ground = await IngestGround.make();
    const aside: string[] = [];
    expect(await handlerOn(ground, aside)(queueEvent([delivery('x', 'g', 5)]))).toEqual({ batchItemFailures: [] });
    expect(aside).toEqual(['x: it is 5; expected a record, a list of records, or params']);
  });

  it('takes events of EventBridge and SNS and direct calls, once each, and fails as a whole where it cannot', async () => {
    await using ground = await IngestGround.make();
    const handle = handlerOn(ground);
    const params = { source: 'in', target: 'crm', tx_type: 'order', messages: [order(1)] };
    await handle({ endpoint_id: 'in', funct: 'retrieve_entities_from_source', params }, { awsRequestId: 'r1' });
    await handle({ endpoint_id: 'in', funct: 'retrieve_entities_from_source', params }, { awsRequestId: 'r1' });
    await handle({ id: 'e1', source: 'shop', 'detail-type': 'x', detail: { params: { ...params, messages: [order(3)] } } });
    const Sns = { MessageId: 's1', Message: JSON.stringify({ params: { ...params, messages: [order(4)] } }) };
    await handle({ Records: [{ EventSource: 'aws:sns', Sns }] });
    expect(await ground.records()).toEqual([order(1), order(3), order(4)]);
    const schedule = {
      endpoint_id: 'in',
      funct: 'retrieve_entities_from_source',
      params: { source: 'in', target: 'crm', tx_type: 'product' },
    };
    await handle(schedule, { awsRequestId: 'today' });
    await handle(schedule, { awsRequestId: 'today' });
    await handle(schedule, { awsRequestId: 'tomorrow' });
    expect((await ground.waiting('products')).map(({ id }) => id)).toEqual(['event/today', 'event/tomorrow']);
    await expect(handle({ funct: 'stream_handle', params: {} })).rejects.toThrow('the function "stream_handle" is not offered');
    ground.beforeAppend = () => {
      throw new ConnectorError('Transient', 'away', { endpoint: 'store' });
    };
    await expect(handle({ params: { ...params, messages: [order(5)] } })).rejects.toThrow('away');
  });

  it('S3-10 S3-11 S3-12 tells the syncs that read a bucket, and nobody of what is none of theirs', async () => {
    const files = { connector: 's3', settings: { source: { bucket: 'b-1', prefix: 'in/' } } };
    const endpoints = { in: { connector: 'inbox' }, crm: { connector: 'memory' }, files };
    const syncs = { files: { source: 'files', target: 'crm', txType: 'order' } };
    await using ground = await IngestGround.make({ endpoints, syncs });
    const event = (key: string, eventName = 'ObjectCreated:Put', bucket = 'b-1') => ({
      Records: [{ eventSource: 'aws:s3', eventName, s3: { bucket: { name: bucket }, object: { key, sequencer: '0A' } } }],
    });
    const handle = handlerOn(ground);
    for (const key of ['archive/in/x.csv', 'error/x.csv', 'claims/x', 'other/x.csv']) await handle(event(key));
    await handle(event('in/x.csv', 'ObjectRemoved:Delete'));
    await handle(event('in/x.csv', undefined, 'another-bucket'));
    expect(await ground.waiting('files')).toEqual([]);
    for (let time = 0; time < 3; time += 1) await handle(event('in/a+b%2B%C3%BC.csv'), { awsRequestId: 'r1' });
    expect((await ground.waiting('files')).map(({ body }) => body)).toEqual([{ isNews: true }]);
    expect(ground.started).toHaveLength(1);
  });
});
