import { txTypes } from '../../core/tx-type.js';
import type { Connector, ConnectorContext, Endpoint } from '../connector.js';
import { S3Api } from '../s3/api.js';
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
  const s3 = openBodies(settings, context);
  const bodies = s3 === undefined || settings.largeBodies === undefined ? undefined : new BodyStore(s3, settings.largeBodies);
  return {
    target: new SqsTarget({ api, settings, ...(bodies !== undefined && { bodies }) }),
    check: async () => await checkSqs(api, { settings, ...(s3 !== undefined && { s3 }) }),
    [Symbol.asyncDispose]: async () => {
      await s3?.[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

/** With a budget of its own: the limits of the endpoint are those of its queue. */
function openBodies(settings: SqsSettings, context: ConnectorContext): S3Api | undefined {
  if (settings.largeBodies === undefined) return undefined;
  const { endpoint, forcePathStyle } = settings.largeBodies;
  const { endpoint: _queueEndpoint, ...aws } = settings;
  return new S3Api({ ...aws, forcePathStyle, ...(endpoint !== undefined && { endpoint }) }, context, { name: 'bodies', concurrency: 16 });
}
