import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { type NotifyInput, notifyId } from './messages.js';
import { control, delivery, toStoppage } from './proxies.js';

/** Delivers one message of the outbox, for as long as it takes. Outlives the task that it tells of. */
export async function notify({ id, isAgain }: NotifyInput): Promise<'delivered' | 'undeliverable'> {
  try {
    await delivery.deliver({ id, isAgain });
    return 'delivered';
  } catch (error) {
    await control.giveUpDelivery({ id, message: toStoppage(error).message });
    return 'undeliverable';
  }
}

/** Sees to it that each message is on its way, by a workflow of its own; one that is already is left alone. */
export async function beginDelivery(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    try {
      await startChild(notify, {
        workflowId: notifyId(id),
        args: [{ id, isAgain: false }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: 'delivers a notification',
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}
