import { randomUUID } from 'node:crypto';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DataWaldError, type ErrorCode, errorCodes } from '../core/errors.js';
import { controlQueue } from '../core/ids.js';
import type { MetadataChange, MetadataFlow, MetadataRow } from '../core/product-metadata.js';
import { type ProductMetadataInput, productMetadataType } from '../workflows/messages.js';

/** What `productMetadata` answers. */
interface Part {
  readonly rows: readonly MetadataRow[];
  readonly isDone: boolean;
}

/** A workflow takes two megabytes of input. */
const mostLetters = 1_500_000;

/** Reads and edits product metadata. Tasks that run keep what they began with; retries and later tasks take what is there then. */
export class ProductMetadata {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Every row of a flow, by column, whatever their number. */
  async list(flow: MetadataFlow): Promise<readonly MetadataRow[]> {
    const rows: MetadataRow[] = [];
    for (;;) {
      const after = rows.at(-1)?.column;
      const part = await this.#ask({ flow, ...(after !== undefined && { after }) });
      rows.push(...part.rows);
      if (part.isDone) return rows;
    }
  }

  /**
   * Changes rows: all of the change or nothing. Throws `Config` with every problem of the rows as they would be, and
   * `Refused` for a change of more than 1.5 million letters; the command line takes larger ones.
   */
  async change(flow: MetadataFlow, change: MetadataChange): Promise<void> {
    const letters = JSON.stringify(change).length;
    if (letters > mostLetters) {
      const message = `A change may have ${mostLetters} letters of JSON, this one has ${letters}. Nothing was changed. Use: datawald metadata import`;
      throw new DataWaldError('Refused', message);
    }
    await this.#ask({ flow, change });
  }

  async #ask(input: ProductMetadataInput): Promise<Part> {
    const { source, target } = input.flow;
    try {
      return await this.#client.workflow.execute<(input: ProductMetadataInput) => Promise<Part>>(productMetadataType, {
        workflowId: `product-metadata/${source}/${target}/${randomUUID()}`,
        taskQueue: controlQueue,
        args: [input],
        staticSummary: `${input.change === undefined ? 'reads' : 'changes'} product metadata of ${source} to ${target}`,
      });
    } catch (cause) {
      if (!(cause instanceof WorkflowFailedError) || !(cause.cause instanceof ApplicationFailure)) throw cause;
      const { type, message } = cause.cause;
      const isKnown = typeof type === 'string' && Object.hasOwn(errorCodes, type);
      throw new DataWaldError(isKnown ? (type as ErrorCode) : 'Refused', message, { cause });
    }
  }
}
