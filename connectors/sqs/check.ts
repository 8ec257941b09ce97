import { tried } from '../aws/tried.js';
import type { Check } from '../connector.js';
import type { S3Api } from '../s3/api.js';
import type { SqsApi } from './api.js';
import type { SqsSettings } from './settings.js';

/** Looks at the queue, and at the bucket for large bodies. Sends nothing. Never throws. */
export async function checkSqs(
  api: SqsApi,
  { s3, settings }: { readonly s3?: S3Api; readonly settings: SqsSettings },
): Promise<readonly Check[]> {
  const { queue, maxMessageBytes, largeBodies } = settings;
  const checks: Check[] = [];
  if (maxMessageBytes === undefined) checks.push(await checkQueue(api, queue));
  else checks.push({ name: queue, isOk: true, detail: 'its attributes are not read (maxMessageBytes), and sending is not tried' });
  if (s3 !== undefined && largeBodies !== undefined) {
    const { bucket, prefix } = largeBodies;
    checks.push(
      await tried({
        name: `look into s3://${bucket}`,
        fix: 'Allow s3:ListBucket on the bucket, and s3:PutObject on its objects.',
        work: async (signal) => {
          await s3.list({ bucket, prefix, signal });
          return 'allowed; writing is not tried';
        },
      }),
    );
  }
  return checks;
}

async function checkQueue(api: SqsApi, queue: string): Promise<Check> {
  return await tried({
    name: queue,
    fix: 'Look whether the queue is there, and allow sqs:GetQueueUrl, sqs:GetQueueAttributes and sqs:SendMessage on it.',
    work: async (signal) => {
      const { maxMessageBytes, isFifo } = await api.facts(signal);
      return `${isFifo ? 'FIFO' : 'standard'}, messages of up to ${maxMessageBytes} bytes; sending is not tried`;
    },
  });
}
