import { txTypes } from '../../core/tx-type.js';
import type { Connector, ConnectorContext, Endpoint } from '../connector.js';
import { openBodyBucket } from '../s3/body-bucket.js';
import { SqsApi } from './api.js';
import { checkSqs } from './check.js';
import { BodyStore } from './large-bodies.js';
import { type SqsSettings, sqsSettings } from './settings.js';
import { SqsTarget } from './target.js';

/** Amazon SQS: one message per version of an entity. */
export const sqs: Connector<SqsSettings> = {
  name: 'sqs',
  summary: 'Amazon SQS: writes one message per version of an entity, to standard and FIFO queues',
  settings: sqsSettings,
  reads: [],
  writes: txTypes,
  open: openSqs,
};

function openSqs(settings: SqsSettings, context: ConnectorContext): Endpoint {
  const api = new SqsApi(settings, context);
  const { largeBodies } = settings;
  const s3 = largeBodies === undefined ? undefined : openBodyBucket(largeBodies, settings, context);
  const bodies = s3 === undefined || largeBodies === undefined ? undefined : new BodyStore(s3, largeBodies);
  return {
    target: new SqsTarget({ api, settings, ...(bodies !== undefined && { bodies }) }),
    check: async () => await checkSqs(api, { settings, ...(s3 !== undefined && { s3 }) }),
    [Symbol.asyncDispose]: async () => {
      await s3?.[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}
