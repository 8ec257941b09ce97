import type { TxType } from '../../../core/tx-type.js';

/** Where one kind of record is found, and by which fields it is known. */
export interface RecordType {
  readonly txType: TxType;
  /** The word for people: `order 12`. */
  readonly noun: string;
  /** Below `/rest/{storeCode}/V1`. */
  readonly path: string;
  /** The ACL resource that the integration needs, for error messages. */
  readonly resource: string;
  /** The field of a record that holds its number. Searches always call it `entity_id`. */
  readonly idField: string;
  /** The field by which people know a record. */
  readonly nameField: string;
}
