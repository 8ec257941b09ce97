import { z } from 'zod';
import { txTypes } from '../../core/tx-type.js';
import type { Connector } from '../connector.js';

const settings = z.strictObject({});

/**
 * The source of syncs that nothing is read for: other services push their records (`push` in the sync). A task that was not
 * started by a push finds nothing.
 */
export const inbox: Connector<z.output<typeof settings>> = {
  name: 'inbox',
  summary: 'Stands for those who push records; nothing is read from it.',
  settings,
  reads: txTypes,
  writes: [],
  open: () => ({
    check: async () => [{ name: 'inbox', isOk: true, detail: 'takes what is pushed' }],
    source: { txTypes, order: 'none', read: async () => ({ entities: [], problems: [], isDone: true }) },
    [Symbol.asyncDispose]: async () => {},
  }),
};
