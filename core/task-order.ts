import type { TaskStatus } from './task.js';

/** What a person, a schedule or a later task may ask of a task. */
export type Order =
  | { readonly kind: 'retry'; readonly srcIds?: readonly string[] }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'dismiss' }
  /** A later task brought some of this one's failed entities through: count again. */
  | { readonly kind: 'recheck' };

/** Where a task is in its life; `open` waits for an order. */
export type TaskPhase = 'waiting' | 'transferring' | 'open' | 'closed';

/** Of a task, what decides whether an order makes sense. */
export interface TaskPosition {
  readonly taskId: string;
  readonly phase: TaskPhase;
  readonly status: TaskStatus;
  /** The number of the retry that runs or ran last. */
  readonly round: number;
  /** Orders that it has not taken up yet. */
  readonly waiting: readonly Order[];
}

/** Why this order makes no sense now, for people; undefined when it does. */
export function refuseOrder(order: Order, { taskId: id, phase, status, round, waiting }: TaskPosition): string | undefined {
  if (phase === 'closed') return `Task ${id} has ended (${status}). Start the sync again instead.`;
  if (waiting.some((other) => other.kind === order.kind && order.kind !== 'recheck')) {
    return `Task ${id} was already told to ${order.kind}.`;
  }
  switch (order.kind) {
    case 'retry':
    case 'dismiss':
      if (phase === 'open') return undefined;
      return round > 0 ? `Task ${id} is already running a retry.` : `Task ${id} is ${status}; nothing to ${order.kind} yet.`;
    case 'pause':
      if (phase === 'transferring' && status === 'Processing') return undefined;
      return `Task ${id} is ${status}${phase === 'waiting' ? ' and waits for its lane' : ''}; only a running one can be paused.`;
    case 'resume':
      return status === 'Paused' ? undefined : `Task ${id} is ${status}, not Paused.`;
    case 'cancel':
    case 'recheck':
      return undefined;
  }
}
