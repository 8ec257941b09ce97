import type { UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, condition, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Order } from '../core/task-order.js';
import { describeReport, type TaskReport } from '../core/task-report.js';
import type { TaskState } from '../core/task-state.js';
import * as messages from './messages.js';

/**
 * Binds signals, updates and the query to the task's state. All handlers are synchronous but for the wait of an update
 * for its order to be taken up; orders that make no sense are dropped (signals) or rejected with the reason (updates).
 */
export function handleMessages(state: TaskState): void {
  const order = <Args extends [messages.RetryRequest?]>(definition: UpdateDefinition<TaskReport, Args>, kind: Order['kind']): void => {
    setHandler(definition, async (...args: Args) => await follow(state, orderOf(kind, args[0])), {
      validator: (...args: Args) => refuse(state, orderOf(kind, args[0])),
    });
  };
  setHandler(messages.retrySignal, (request) => state.accept(orderOf('retry', request)));
  setHandler(messages.pauseSignal, () => state.accept({ kind: 'pause' }));
  setHandler(messages.resumeSignal, () => state.accept({ kind: 'resume' }));
  setHandler(messages.cancelSignal, () => state.accept({ kind: 'cancel' }));
  setHandler(messages.dismissSignal, () => state.accept({ kind: 'dismiss' }));
  setHandler(messages.recheckSignal, () => state.accept({ kind: 'recheck' }));
  setHandler(messages.reportQuery, () => state.report);
  setHandler(messages.transferProgressSignal, (progress) => {
    state.progressed(progress);
    setCurrentDetails(describeReport(state.report));
  });
  order(messages.retryUpdate, 'retry');
  order(messages.pauseUpdate, 'pause');
  order(messages.resumeUpdate, 'resume');
  order(messages.cancelUpdate, 'cancel');
  order(messages.dismissUpdate, 'dismiss');
}

function orderOf(kind: Order['kind'], request: messages.RetryRequest | undefined): Order {
  return kind === 'retry' && request?.srcIds !== undefined ? { kind, srcIds: request.srcIds } : { kind };
}

function refuse(state: TaskState, order: Order): void {
  const reason = state.refusal(order);
  if (reason !== undefined) throw ApplicationFailure.nonRetryable(reason, 'WrongState');
}

async function follow(state: TaskState, order: Order): Promise<TaskReport> {
  state.accept(order);
  await condition(() => !state.hasOrder);
  return state.report;
}
