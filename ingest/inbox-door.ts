import { DataWaldError } from '../core/errors.js';
import type { MessageDoor, PutMessagesRequest, PutReceipt } from '../core/pushed.js';
import type { Door } from './door.js';
import { partsOf } from './message-parts.js';
import type { Routes } from './routes.js';

const mostBytes = 512 * 1024;

/** Hands messages straight to the inbox: for services that may reach the store. Answers once they are kept there. */
export function inboxDoor(options: { readonly door: Pick<Door, 'push'>; readonly routes: () => Promise<Routes> }): MessageDoor {
  return {
    async put(request: PutMessagesRequest): Promise<readonly PutReceipt[]> {
      const flow = typeof request.sync === 'string' ? { sync: request.sync } : request.sync;
      const route = (await options.routes()).forRecords(flow);
      if ('refusal' in route) throw new DataWaldError('Refused', `The messages cannot be taken: ${route.refusal}.`);
      const sentAt = new Date().toISOString();
      const messages = partsOf(request, mostBytes).map(({ key, records }) => ({
        id: key,
        body: { records },
        provenance: { door: 'client', sentAt },
        ...(request.group !== undefined && { group: request.group }),
      }));
      const receipts = messages.length === 0 ? [] : await options.door.push(route.syncId, messages);
      return receipts.map(({ messageId, taskId, isRepeated }) => ({ messageId, isRepeated, ...(taskId !== undefined && { taskId }) }));
    },
  };
}
