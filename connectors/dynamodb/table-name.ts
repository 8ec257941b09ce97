import type { TxType } from '../../core/tx-type.js';

/** The table of a tx type, where the name has a place for it. */
export function tableOf(template: string, txType: TxType): string {
  return template.replaceAll('{txType}', txType);
}
