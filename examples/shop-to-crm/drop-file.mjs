// Puts a file of orders into the bucket, and tells the queue as S3 would: node examples/shop-to-crm/drop-file.mjs [count]
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { someOrders } from './some-orders.mjs';

const endpoint = process.env.AWS_URL ?? 'http://127.0.0.1:8482';
const common = { endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' } };
const [Bucket, Key] = ['datawald-files', `orders/${Date.now()}.csv`];
const orders = someOrders('file', Number(process.argv[2] ?? 10));
const header = Object.keys(orders[0] ?? {});
const rows = orders.map((order) => header.map((name) => order[name]).join(','));

const s3 = new S3Client({ ...common, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
await s3.send(new PutObjectCommand({ Bucket, Key, Body: `${[header.join(','), ...rows].join('\n')}\n` }));

const sqs = new SQSClient({ ...common, useQueueUrlAsEndpoint: false });
const event = { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: Bucket }, object: { key: Key } } };
const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'datawald_input_queue.fifo' }));
await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ Records: [event] }), MessageGroupId: 'files' }));
process.stdout.write(`put ${orders.length} orders into s3://${Bucket}/${Key}, from ${orders[0]?.order_no}\n`);
