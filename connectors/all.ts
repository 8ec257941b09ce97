import type { Connector } from './connector.js';
import { dynamodb } from './dynamodb/index.js';
import { hubspot } from './hubspot/index.js';
import { inbox } from './inbox/index.js';
import { magento2 } from './magento2/index.js';
import { memoryConnector } from './memory/index.js';
import { netsuite } from './netsuite/index.js';
import { s3 } from './s3/index.js';
import { sqs } from './sqs/index.js';

/** The connectors that come with DataWald. */
export function connectors(): readonly Connector[] {
  return [magento2, hubspot, netsuite, s3, sqs, dynamodb, inbox, memoryConnector()];
}
