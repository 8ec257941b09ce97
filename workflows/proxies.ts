import type { ActivityFunctionWithOptions, ActivityInterfaceFor } from '@temporalio/workflow';
import { ActivityFailure, ApplicationFailure, proxyActivities, rootCause } from '@temporalio/workflow';
import type { ControlActivities, SourceActivities, TargetActivities } from '../activities/contract.js';
import { type ErrorCode, errorCodes } from '../core/errors.js';
import { controlQueue, endpointQueue } from '../core/ids.js';
import type { Stoppage, TransferPolicy } from '../core/transfer.js';

const patient = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;

/**
 * The store is ours: its activities are short and retried until it is back. They beat as well, so that a dead worker does
 * not hold up its task for the whole two minutes. Counting a large task keeps the process busy for a moment, hence a little more patience than elsewhere.
 */
const plainControl = proxyActivities<ControlActivities>({
  taskQueue: controlQueue,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: patient,
});

/** The other side may be away for a weekend. */
export const delivery = proxyActivities<Pick<ControlActivities, 'deliver'>>({
  taskQueue: controlQueue,
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '72 hours',
  heartbeatTimeout: '15 seconds',
  retry: { ...patient, maximumInterval: '15 minutes' },
});

/** What the timeline says of each. */
const controlSummaries: { readonly [Name in keyof ControlActivities]: string } = {
  openTask: 'opens the task; pins config and cut date',
  reopenTask: 'takes the config that is applied now',
  countTask: 'counts what became of the entities',
  commitCutDate: 'moves the cut date',
  noteTask: 'keeps the status for the command line and other tasks',
  laneTasks: 'asks which tasks are in the lane',
  pendingRanges: 'looks for what is still pending',
  giveUpChunk: 'marks what is unsettled as unknown',
  purge: 'deletes what is old enough',
  deliver: 'delivers a notification',
  giveUpDelivery: 'marks a notification as undeliverable',
  strandedNotifications: 'looks for notifications that nobody delivers',
  purgeNotifications: 'deletes notifications that are old enough',
  strandedPushTasks: 'looks for pushed messages that nobody brings over',
  purgeMessages: 'deletes receipts that are old enough',
  productMetadata: 'reads rows of product metadata',
  changeProductMetadata: 'changes rows of product metadata',
};

/** Activities on the control queue, each with its summary. */
export const control = Object.fromEntries(
  Object.entries(controlSummaries).map(([name, summary]) => {
    const activity = plainControl[name as keyof ControlActivities] as unknown as ActivityFunctionWithOptions<
      (request: unknown) => Promise<unknown>
    >;
    return [name, async (request: unknown) => await activity.executeWithOptions({ summary }, [request])];
  }),
) as unknown as ControlActivities;

/** A dead worker is noticed after this long; the activities beat several times as often. */
const heartbeatTimeout = '10 seconds';

export function sourceActivities(endpointId: string, policy: TransferPolicy): ActivityInterfaceFor<SourceActivities> {
  return proxyActivities<SourceActivities>({
    taskQueue: endpointQueue(endpointId),
    startToCloseTimeout: '30 minutes',
    scheduleToCloseTimeout: `${policy.retryBudgetHours} hours`,
    heartbeatTimeout,
    retry: patient,
  });
}

export function targetActivities(endpointId: string, policy: TransferPolicy): ActivityInterfaceFor<TargetActivities> {
  return proxyActivities<TargetActivities>({
    taskQueue: endpointQueue(endpointId),
    startToCloseTimeout: '30 minutes',
    scheduleToCloseTimeout: `${policy.retryBudgetHours} hours`,
    heartbeatTimeout,
    retry: patient,
  });
}

/** What an activity's failure says to the transfer. */
export function toStoppage(error: unknown): Stoppage {
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
  if (cause instanceof ApplicationFailure) {
    const isKnown = cause.type !== undefined && cause.type !== null && Object.hasOwn(errorCodes, cause.type);
    return { code: isKnown ? (cause.type as ErrorCode) : 'Unexpected', message: cause.message };
  }
  return { code: 'Unexpected', message: rootCause(error) ?? String(error) };
}
