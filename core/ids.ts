import type { TxType } from './tx-type.js';

/** A lane: at most one transfer at a time runs in it. `group` splits one flow, for syncs that share source, target and type. */
export interface Lane {
  readonly source: string;
  readonly target: string;
  readonly txType: TxType;
  readonly group?: string;
}

/** The fixed workflow id of a lane's transfer: Temporal's uniqueness of running ids is the lock. */
export function laneId(lane: Lane): string {
  const parts = ['lane', lane.source, lane.target, lane.txType, ...(lane.group === undefined ? [] : [lane.group])];
  return parts.map(encodeURIComponent).join('/');
}

/** The workflow id of a task, and the id that people type. Schedules produce the same shape by themselves. */
export function newTaskId(syncId: string, now: Date): string {
  return `${syncId}-${now.toISOString()}`;
}

/** The id of a push task: several may be made up in one moment. */
export function newPushTaskId(syncId: string, now: Date, unique: string): string {
  return `${newTaskId(syncId, now)}-${unique}`;
}

/** Workflows, and the activities that touch the store alone. */
export const controlQueue = 'datawald';

/** What the builds of workers are versions of. */
export const deploymentName = 'datawald';

/** The task queue of everything that speaks to one endpoint. */
export function endpointQueue(endpointId: string): string {
  return `endpoint/${endpointId}`;
}

export function scheduleId(syncId: string): string {
  return `sync/${syncId}`;
}
