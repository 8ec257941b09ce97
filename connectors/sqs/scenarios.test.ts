import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AskedOperation, JsonFault } from '../../test/aws/json-proxy.js';
import { bodiesOf, codesOf, credentials, type QueueServer, startQueues, statusesOf, TestQueue, write } from '../../test/aws/queue.js';
import { entity, range } from '../../test/crm.js';
import { TestBucket } from '../../test/s3/store.js';
import { sqsSettings } from './settings.js';

const kib = (count: number) => 'x'.repeat(count * 1024);
const entriesOf = ({ Entries }: AskedOperation['body']) => Entries as readonly { readonly Id: string; readonly MessageBody: string }[];

for (const name of ['fauxqs', 'moto'] as const) {
  describe(`a queue on ${name}`, () => {
    let server: QueueServer | undefined;
    beforeAll(async () => {
      server = await startQueues(name).catch((error: unknown) => {
        if (name === 'fauxqs') throw error;
        process.stderr.write(`not run on moto: ${String(error)}\n`);
        return undefined;
      });
    }, 120_000);
    afterAll(async () => await server?.stop());

    const withQueue = async (
      options: Parameters<typeof TestQueue.make>[1],
      work: (queue: TestQueue, server: QueueServer) => Promise<void>,
    ) => {
      if (server === undefined) return;
      await using queue = await TestQueue.make(server, options);
      await work(queue, server);
    };
    const fifo = { isFifo: true };

    it('SQS-01 sends 25 records in three requests, and each has the id of its message', async () => {
      await withQueue({}, async (queue) => {
        const target = queue.target();
        const entities = range(25).map((number) => entity(`${number}`, { number }));
        const outcomes = [];
        const most = target.maxBatch('order');
        for (let start = 0; start < 25; start += most) outcomes.push(...(await write(target, entities.slice(start, start + most))));
        expect(queue.proxy.asked('SendMessageBatch').map((body) => entriesOf(body).length)).toEqual([10, 10, 5]);
        const messages = await queue.drain();
        expect(outcomes.map((outcome) => outcome.status === 'sent' && outcome.tgtId).sort()).toEqual(
          messages.map(({ MessageId }) => MessageId).sort(),
        );
        expect(messages.find(({ Body }) => Body === '{"number":7}')?.MessageAttributes).toMatchObject({
          txType: { StringValue: 'order' },
          srcId: { StringValue: '7' },
          updatedAt: { StringValue: '1970-01-01T00:00:01.000000Z' },
        });
      });
    });

    it('SQS-02 fails the entry that SQS blames its sender for, sends the other one again, and tells what passes', async () => {
      await withQueue({}, async (queue) => {
        const refuseFirstTwo: JsonFault = {
          kind: 'answer',
          operation: /^SendMessageBatch$/,
          answer: (asked) => ({
            Successful: [],
            Failed: entriesOf(asked.body).map(({ Id }, index) => ({
              Id,
              Code: index === 0 ? 'InvalidMessageContents' : 'InternalError',
              SenderFault: index === 0,
              Message: 'no',
            })),
          }),
        };
        queue.proxy.faults.push(refuseFirstTwo);
        const target = queue.target();
        const outcomes = await write(target, [entity('1', { n: 1 }), entity('2', { n: 2 })]);
        expect(codesOf(outcomes)).toEqual(['InvalidMessageContents', 'sent']);
        expect(bodiesOf(await queue.drain())).toEqual([{ n: 2 }]);
        queue.proxy.faults.push(refuseFirstTwo, {
          ...refuseFirstTwo,
          answer: () => ({ Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }] }),
        });
        const [, passing] = await write(target, [entity('1', { n: 1 }), entity('2', { n: 2 })]);
        expect(passing).toMatchObject({ status: 'failed', code: 'InternalError', isPassing: true });
        queue.proxy.faults.push({ ...refuseFirstTwo, answer: () => ({ Successful: [], Failed: [] }) });
        expect(statusesOf(await write(target, [entity('3', { n: 3 })]))).toEqual(['unknown']);
      });
    });

    it('SQS-03 points to S3 where a record is larger than its queue takes, and fails it where that is off', async () => {
      if (server === undefined) return;
      await using bucket = await TestBucket.make(server);
      const largeBodies = { bucket: bucket.name, prefix: 'bodies/', endpoint: bucket.access.endpoint, forcePathStyle: true };
      const large = entity('1', { note: kib(1229) });
      await withQueue({}, async (queue) => {
        const outcomes = await write(queue.target({ maxMessageBytes: 1_048_576 }), [large, entity('2', { n: 2 })]);
        expect(codesOf(outcomes)).toEqual(['TOO_LARGE', 'sent']);
        await queue.drain();
        expect(statusesOf(await write(queue.target({ largeBodies }), [large]))).toEqual(['sent']);
        const [message] = await queue.drain();
        const [pointerClass, { s3BucketName, s3Key }] = JSON.parse(message?.Body ?? '[]');
        expect([pointerClass, s3BucketName]).toEqual(['software.amazon.payloadoffloading.PayloadS3Pointer', bucket.name]);
        expect(JSON.parse(await bucket.text(s3Key))).toEqual(large.data);
        expect(message?.MessageAttributes?.['ExtendedPayloadSize']).toMatchObject({ DataType: 'Number', StringValue: '1258507' });
      });
      await withQueue({ attributes: { MaximumMessageSize: '262144' } }, async (queue) => {
        const entities = [entity('1', { note: kib(300) }), entity('2', { note: kib(200) })];
        expect(codesOf(await write(queue.target(), entities))).toEqual(['TOO_LARGE', 'sent']);
        expect(statusesOf(await write(queue.target({ largeBodies }), entities))).toEqual(['sent', 'sent']);
        expect(queue.proxy.asked('GetQueueAttributes')).toHaveLength(2);
        bucket.proxy.faults.push({ kind: 'answer', status: 500, code: 'InternalError' });
        await expect(write(queue.target({ largeBodies }), entities)).rejects.toMatchObject({ code: 'Transient', effect: 'none' });
      });
    });

    it('SQS-04 splits ten records of 200 KiB by their bytes', async () => {
      await withQueue({ attributes: { MaximumMessageSize: '262144' } }, async (queue) => {
        const outcomes = await write(
          queue.target(),
          range(10).map((number) => entity(`${number}`, { note: kib(200) })),
        );
        expect(new Set(statusesOf(outcomes))).toEqual(new Set(['sent']));
        expect(queue.proxy.asked('SendMessageBatch').map((body) => entriesOf(body).length)).toEqual([5, 5]);
      });
    });

    it('SQS-05 keeps the order of one record in a FIFO queue, also where an entry is refused, and sends others beside it', async () => {
      await withQueue(fifo, async (queue) => {
        const entities = [entity('a', { v: 1 }), entity('b', { v: 1 }), entity('a', { v: 2 }, 2), entity('a', { v: 3 }, 3)];
        const target = queue.target();
        expect(statusesOf(await write(target, entities))).toEqual(['sent', 'sent', 'sent', 'sent']);
        expect(queue.proxy.asked('SendMessageBatch').map((body) => entriesOf(body).length)).toEqual([2, 1, 1]);
        const messages = await queue.drain();
        const groups = messages.map(({ Attributes }) => Attributes?.MessageGroupId);
        expect(new Set(groups)).toEqual(new Set(['order-a', 'order-b']));
        expect(bodiesOf(messages.filter((_message, index) => groups[index] === 'order-a'))).toEqual([{ v: 1 }, { v: 2 }, { v: 3 }]);
        const failB: JsonFault = {
          kind: 'answer',
          operation: /^SendMessageBatch$/,
          answer: ({ body }) => ({
            Failed: entriesOf(body).map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
          }),
        };
        queue.proxy.faults.push(failB, failB);
        const outcomes = await write(target, [entity('c', { v: 1 }), entity('c', { v: 2 }, 2)]);
        expect(codesOf(outcomes)).toEqual(['InternalError', 'HELD']);
        expect(await queue.drain()).toEqual([]);
      });
    });

    it('SQS-06 delivers what a person sends again within five minutes, and drops the repetition of one sending', async () => {
      await withQueue(fifo, async (queue) => {
        const once = { ...entity('1', { v: 1 }), sendingKey: 'task 1, row 1' };
        const target = queue.target({ afterUnknown: 'resend' });
        queue.proxy.faults.push({ kind: 'cut', operation: /^SendMessageBatch$/ });
        await expect(write(target, [once])).rejects.toMatchObject({ code: 'Transient', effect: 'unknown' });
        const [sent] = await write(target, [once]);
        expect(sent).toMatchObject({ status: 'sent' });
        await write(target, [{ ...once, sendingKey: 'task 1, row 2' }]);
        expect(await queue.drain()).toHaveLength(2);
        const stopping = queue.target();
        await write(stopping, [entity('2', { v: 1 })]);
        await write(stopping, [entity('2', { v: 1 })]);
        expect(await queue.drain()).toHaveLength(2);
      });
    });

    it('SQS-08 names the character that no message may hold, sends the others, and escapes it where it is told to', async () => {
      await withQueue({}, async (queue) => {
        // fauxqs takes the halves of a character beyond U+FFFF for forbidden ones.
        const smile = name === 'moto' ? '\u{1F600}' : '\u00FC';
        const entities = [
          entity('1', { lines: [{ note: 'a\u0000b' }] }),
          entity('2', { note: `tab\t and line\n and ${smile}` }),
          entity('3', { note: '\uFFFE' }),
          entity('4\u0001', { n: 4 }),
        ];
        const outcomes = await write(queue.target(), entities);
        expect(codesOf(outcomes)).toEqual(['FORBIDDEN_CHARACTER', 'sent', 'FORBIDDEN_CHARACTER', 'FORBIDDEN_CHARACTER']);
        expect(outcomes[0]).toMatchObject({ message: expect.stringMatching(/^The field "lines\.0\.note" holds U\+0000, /) });
        expect(outcomes[3]).toMatchObject({ message: expect.stringMatching(/^The attribute srcId holds U\+0001, /) });
        expect(bodiesOf(await queue.drain())).toEqual([{ note: `tab\t and line\n and ${smile}` }]);
        await write(queue.target({ forbiddenCharacters: 'escape' }), entities.slice(0, 3));
        expect(bodiesOf(await queue.drain())).toEqual(entities.slice(0, 3).map(({ data }) => data));
      });
    });

    it.each([
      ['QueueDoesNotExist', 400, 'Config'],
      ['AccessDenied', 403, 'Config'],
      ['RequestThrottled', 400, 'Throttled'],
      ['ThrottlingException', 400, 'Throttled'],
      ['ExpiredToken', 403, 'Auth'],
      ['InternalError', 500, 'Transient'],
    ] as const)('SQS-20 says what %s means, without secrets', async (code, status, expected) => {
      await withQueue({}, async (queue) => {
        const endpoint = queue.open();
        queue.proxy.faults.push({ kind: 'refuse', status, code, operation: /^SendMessageBatch$/ });
        const error: unknown = await write(queue.target(), [entity('1', { n: 1 })]).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          code: expected,
          message: expect.stringMatching(/^\[queue\] Sending 1 messages to queue-\S+ was answered \d+ \w+/),
        });
        expect(error).toMatchObject({ effect: expected === 'Transient' ? 'unknown' : 'none' });
        expect((error as Error).message).not.toContain(credentials.secretAccessKey);
        queue.proxy.faults.push({ kind: 'refuse', status, code });
        expect(await endpoint.check()).toMatchObject([{ isOk: false, fix: expect.any(String) }]);
        expect(await endpoint.check()).toMatchObject([{ isOk: true, detail: expect.stringContaining('standard, messages of up to') }]);
      });
    });

    it('marks what was deleted, in the body and beside it, and writes the envelope of the predecessor', async () => {
      await withQueue({}, async (queue) => {
        const gone = { ...entity('9', {}, 3), tgtId: 'm', isDeleted: true as const };
        expect(await write(queue.target(), [gone])).toMatchObject([{ status: 'sent', change: 'deleted' }]);
        const [message] = await queue.drain();
        expect(JSON.parse(message?.Body ?? '')).toEqual({ _deleted: true, txType: 'order', srcId: '9', updatedAt: gone.updatedAt });
        expect(message?.MessageAttributes?.['deleted']).toMatchObject({ StringValue: 'true' });
        const body = { type: 'envelope', source: 'shop', target: 'ns' };
        await write(queue.target({ body, attributes: { no: '{data.no}', none: '{data.none}' } }), [entity('1', { no: 5 })]);
        const [wrapped] = await queue.drain();
        expect(JSON.parse(wrapped?.Body ?? '')).toEqual({
          params: { tx_type: 'order', target: 'ns', source: 'shop', messages: [{ no: 5 }] },
        });
        expect(
          Object.entries(wrapped?.MessageAttributes ?? {})
            .map(([key, { StringValue }]) => [key, StringValue])
            .sort(),
        ).toEqual([
          ['endpoint_id', 'shop'],
          ['funct', 'retrieve_entities_from_source'],
          ['no', '5'],
        ]);
      });
    });

    it('tells of each message what is known when a request breaks among several', async () => {
      await withQueue({ attributes: { MaximumMessageSize: '262144' } }, async (queue) => {
        queue.proxy.faults.push(
          { kind: 'alter', operation: /^SendMessageBatch$/, alter: (answer) => answer },
          { kind: 'cut', operation: /^SendMessageBatch$/ },
        );
        const outcomes = await write(
          queue.target(),
          range(10).map((number) => entity(`${number}`, { note: kib(240) })),
        );
        expect(codesOf(outcomes)).toEqual([
          ...Array.from({ length: 4 }, () => 'sent'),
          ...Array.from({ length: 4 }, () => 'unknown'),
          'NOT_SENT',
          'NOT_SENT',
        ]);
        expect(await queue.drain()).toHaveLength(8);
      });
    });
  });
}

describe('settings of sqs', () => {
  it('SQS-07 refuse a FIFO queue without a template for its groups', () => {
    const refused = sqsSettings.safeParse({ queue: 'orders.fifo' });
    expect(refused.error?.issues).toMatchObject([{ path: ['groupId'], message: expect.stringContaining('FIFO queue') }]);
    expect(sqsSettings.safeParse({ queue: 'https://sqs.eu-central-1.amazonaws.com/123456789012/a.fifo' }).success).toBe(false);
    expect(sqsSettings.safeParse({ queue: 'orders.fifo', groupId: '{txType}' }).success).toBe(true);
    expect(sqsSettings.safeParse({ queue: 'orders' }).success).toBe(true);
  });
});
