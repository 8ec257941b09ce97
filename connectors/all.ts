import type { Connector } from './connector.js';
import { hubspot } from './hubspot/index.js';
import { magento2 } from './magento2/index.js';
import { memoryConnector } from './memory/index.js';
import { netsuite } from './netsuite/index.js';
import { s3 } from './s3/index.js';

/** The connectors that come with DataWald. */
export function connectors(): readonly Connector[] {
  return [magento2, hubspot, netsuite, s3, memoryConnector()];
}
