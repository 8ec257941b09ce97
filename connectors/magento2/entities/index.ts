import type { TxType } from '../../../core/tx-type.js';
import { customer } from './customer.js';
import { order } from './order.js';
import { product } from './product.js';
import type { RecordType } from './record-type.js';

export type { RecordType } from './record-type.js';

/** All that the connector reads. */
export const recordTypes: readonly RecordType[] = [order, customer, product];

export function recordTypeOf(txType: TxType): RecordType | undefined {
  return recordTypes.find((type) => type.txType === txType);
}
