import { Context } from '@temporalio/activity';
import { inLane } from '../connectors/budget/lane.js';
import type { Target } from '../connectors/connector.js';
import { DataWaldError } from '../core/errors.js';
import type { JsonObject, JsonValue } from '../core/json.js';
import type { WriteResult } from '../core/transfer.js';
import { compilePath, PathError, type PathReader } from '../mapping/path.js';
import type { Store } from '../stores/store.js';
import { ChunkWriter, type ChunkWriting } from './chunk-writer.js';
import type { TargetActivities } from './contract.js';
import type { Redact } from './failures.js';
import { whileBeating } from './heartbeat.js';
import { requestLaneOf } from './request-lane.js';
import type { ResolvedSync, SyncRuntime } from './sync-runtime.js';
import { existingTask } from './tasks.js';

export interface TargetDependencies {
  readonly store: Store;
  readonly runtime: SyncRuntime;
  readonly now: () => Date;
  readonly redact: Redact;
}

/** Activities that write. A repeated one sends only what is not settled, and looks first where a former attempt may have sent. */
export function targetActivities(dependencies: TargetDependencies): TargetActivities {
  const { store, runtime, now, redact } = dependencies;
  return {
    async insertUpdateEntitiesToTarget({ taskId, first, last }): Promise<WriteResult> {
      return await whileBeating(async (signal, beat) => {
        const task = await existingTask(store, taskId);
        const sync = await runtime.sync(task.configVersion, task.syncId);
        const endpoint = await runtime.endpoint(task.configVersion, sync.lane.target);
        const { attempt, activityId, workflowExecution, heartbeatDetails } = Context.current().info;
        const token = [workflowExecution?.runId, activityId, attempt].join('/');
        const writer = new ChunkWriter({
          store,
          target: targetOf(endpoint.target, sync),
          lane: sync.lane,
          claim: { taskNo: task.taskNo, first, last, token },
          attempt,
          undecidedTries: triesOf(heartbeatDetails),
          ...orderOf(sync),
          now,
          signal,
          beat,
          redact,
        });
        try {
          return await inLane(requestLaneOf(task), async () => await writer.write());
        } catch (error) {
          runtime.forgetRefused(error);
          throw error;
        }
      });
    },
  };
}

/** What must not overtake what. */
function orderOf({ config }: ResolvedSync): Pick<ChunkWriting, 'orderOf'> {
  if (config.ordering === 'parallel') return {};
  if (config.ordering === 'source') return { orderOf: () => '' };
  const read = compilePath(config.orderingKey ?? '');
  return {
    orderOf: ({ seq, data }) => {
      const value = valueAt(read, data);
      // Without one it stands alone.
      return value === null || value === '' ? `#${seq}` : JSON.stringify(value);
    },
  };
}

/** A path that leads nowhere in this record gives nothing. */
function valueAt(read: PathReader, data: JsonObject): JsonValue {
  try {
    return read(data);
  } catch (error) {
    if (error instanceof PathError) return null;
    throw error;
  }
}

/** How often this chunk has already come back with entities that were neither sent nor refused. */
function triesOf(details: unknown): number {
  const isBeat = typeof details === 'object' && details !== null && 'undecidedTries' in details;
  return isBeat && typeof details.undecidedTries === 'number' ? details.undecidedTries : 0;
}

function targetOf(target: Target | undefined, sync: ResolvedSync): Target {
  const { lane } = sync;
  if (target?.txTypes.includes(lane.txType) === true) return target;
  throw new DataWaldError('Config', `[${lane.target}] This endpoint cannot be written to for ${lane.txType}.`);
}
