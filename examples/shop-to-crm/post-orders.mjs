// Puts orders on the queue that the bridge empties: node examples/shop-to-crm/post-orders.mjs [count]
import { GetQueueUrlCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { someOrders } from './some-orders.mjs';

const endpoint = process.env.AWS_URL ?? 'http://127.0.0.1:8482';
const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' };
const client = new SQSClient({ endpoint, region: 'eu-central-1', credentials, useQueueUrlAsEndpoint: false });
const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'datawald_input_queue.fifo' }));
const orders = someOrders('web', Number(process.argv[2] ?? 10));

for (let start = 0; start < orders.length; start += 10) {
  const Entries = orders.slice(start, start + 10).map((order, index) => ({
    Id: String(index),
    MessageBody: JSON.stringify({ params: { source: 'queue', target: 'crm', tx_type: 'order', messages: [order] } }),
    MessageAttributes: {
      endpoint_id: { DataType: 'String', StringValue: 'queue' },
      funct: { DataType: 'String', StringValue: 'retrieve_entities_from_source' },
      // Whoever cannot tell whether it was taken sends it again: what comes twice with one key is taken once.
      idempotency_key: { DataType: 'String', StringValue: order.order_no },
    },
    MessageGroupId: `order-${order.customer_no}`,
  }));
  const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  if (Failed.length > 0) throw new Error(`${Failed.length} messages were refused: ${Failed[0]?.Message}`);
}
process.stdout.write(`put ${orders.length} orders on datawald_input_queue.fifo, from ${orders[0]?.order_no}\n`);
