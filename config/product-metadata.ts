import type { MetadataRow } from '../core/product-metadata.js';
import { defaultMetadataOptions, loadProductMetadata, type MetadataOptions, type MetadataProblem } from '../mapping/product-metadata.js';

/** Everything that is wrong with rows of product metadata: what no sync could map with. */
export function metadataProblems(
  rows: readonly MetadataRow[],
  options: MetadataOptions = defaultMetadataOptions,
): readonly MetadataProblem[] {
  const loaded = loadProductMetadata(rows, options);
  return 'problems' in loaded ? loaded.problems : [];
}
