import type { Store } from '../stores/store.js';
import type { ControlActivities, SourceActivities, TargetActivities } from './contract.js';
import { taskActivities } from './control.js';
import { type Redact, withFailures } from './failures.js';
import { withHeartbeats } from './heartbeat.js';
import { maintenanceActivities } from './maintenance.js';
import { notificationActivities } from './notifications.js';
import { metadataActivities } from './product-metadata.js';
import { sourceActivities } from './source.js';
import type { SyncRuntime } from './sync-runtime.js';
import { targetActivities } from './target.js';

export interface ActivityDependencies {
  readonly store: Store;
  readonly runtime: SyncRuntime;
  readonly now: () => Date;
  readonly redact: Redact;
}

/** The activities of the control queue. */
export function createControlActivities(dependencies: ActivityDependencies): ControlActivities {
  const activities = {
    ...taskActivities(dependencies),
    ...notificationActivities(dependencies),
    ...maintenanceActivities(dependencies),
    ...metadataActivities(dependencies),
  };
  return withFailures(withHeartbeats(activities), dependencies.redact);
}

/** The activities of an endpoint's queue: an endpoint may be read and written. */
export function createEndpointActivities(dependencies: ActivityDependencies): SourceActivities & TargetActivities {
  const activities = { ...sourceActivities(dependencies), ...targetActivities(dependencies) };
  return withFailures(activities, dependencies.redact);
}
