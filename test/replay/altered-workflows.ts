import { proxyActivities, sleep } from '@temporalio/workflow';
import type { ControlActivities } from '../../activities/contract.js';
import type { SyncTaskInput } from '../../workflows/messages.js';

export { transfer } from '../../workflows/transfer.js';

const control = proxyActivities<ControlActivities>({ startToCloseTimeout: '1 minute' });

/** Opens its task as the real one does, but waits first: the kind of change that breaks tasks that are running. */
export async function syncTask({ syncId, trigger }: SyncTaskInput): Promise<void> {
  await sleep('1 second');
  await control.openTask({ taskId: 'altered', syncId, trigger });
}
