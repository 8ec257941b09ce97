import { ApplicationFailure } from '@temporalio/workflow';
import type { MetadataPart } from '../activities/contract.js';
import type { ProductMetadataInput } from './messages.js';
import { control, toStoppage } from './proxies.js';

/** Reads or changes rows of product metadata for the client, which does not reach the store. */
export async function productMetadata({ flow, change, after }: ProductMetadataInput): Promise<MetadataPart> {
  try {
    if (change === undefined) return await control.productMetadata({ flow, ...(after !== undefined && { after }) });
    await control.changeProductMetadata({ flow, change });
    return { rows: [], isDone: true };
  } catch (error) {
    const { code, message } = toStoppage(error);
    throw ApplicationFailure.nonRetryable(message, code);
  }
}
