/** The attributes that DataWald writes, beside keys and what a layout adds. */
export const names = {
  txType: 'tx_type',
  srcId: 'src_id',
  updatedAt: 'updated_at',
  createdAt: 'created_at',
  data: 'data',
  /** In place of `data`: its JSON, compressed by gzip. */
  compressed: 'data_gz',
  /** In place of `data`: where its JSON lies, `s3://bucket/key`. */
  elsewhere: 'data_s3',
  /** The exact time of the last change, where `updated_at` holds whole seconds. */
  exactUpdatedAt: 'dw_updated_at',
  /** A digest of the record as it was written. */
  hash: 'dw_hash',
  /** Whose change it was. */
  origin: 'dw_origin',
} as const;

/** What is no part of the record, of items whose fields are attributes. */
export const bookkeeping: ReadonlySet<string> = new Set(Object.values(names));
