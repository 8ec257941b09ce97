import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { type BackfillRequest, readBackfill } from '../core/backfill.js';
import { DataWaldError } from '../core/errors.js';
import { controlQueue, type Lane, laneId, newTaskId } from '../core/ids.js';
import type { MessageDoor, PutMessagesRequest, PutReceipt } from '../core/pushed.js';
import type { TaskStatus, Trigger } from '../core/task.js';
import { type NotifyInput, notifyId, notifyType, type SyncTaskInput, syncTaskType } from '../workflows/messages.js';
import { searchAttributeKeys } from '../workflows/search-attributes.js';
import { Builds } from './builds.js';
import { type ConnectOptions, connect } from './connect.js';
import { ProductMetadata } from './product-metadata.js';
import { Schedules } from './schedules.js';
import { hasSearchAttributes } from './search-attribute-registry.js';
import { SyncTaskHandle } from './sync-task-handle.js';

/** One line of a list of tasks. */
export interface TaskSummary {
  readonly taskId: string;
  readonly syncId: string;
  /** Absent where the namespace lacks the search attributes. */
  readonly status?: TaskStatus;
  /** True while Temporal runs it: Processing, Paused, or open as Fail or Incompleted. */
  readonly isOpen: boolean;
  readonly entities?: number;
  readonly failed?: number;
  readonly startedAt: Date;
  readonly closedAt?: Date;
}

export interface TaskQuery {
  readonly syncId?: string;
  readonly status?: TaskStatus;
  readonly isOpen?: boolean;
  /** Newest first; default 50. */
  readonly limit?: number;
}

/**
 * DataWald for other services: starts syncs and follows, retries, pauses and ends their tasks. Needs a connection to
 * Temporal and nothing else; to hand messages over, a door for them.
 */
export class DataWaldClient implements AsyncDisposable {
  readonly schedules: Schedules;
  readonly builds: Builds;
  readonly productMetadata: ProductMetadata;
  readonly #client: Client;
  readonly #door: MessageDoor | undefined;
  #hasSearchAttributes: Promise<boolean> | undefined;

  /** @param door where `putMessages` hands messages over: `QueueDoor`, or `inboxDoor`, of `datawald/ingest` */
  constructor(client: Client, door?: MessageDoor) {
    this.#client = client;
    this.#door = door;
    this.schedules = new Schedules(client);
    this.builds = new Builds(client);
    this.productMetadata = new ProductMetadata(client);
  }

  /** Connects by options, or by Temporal's own environment variables and profile. Throws `Transient` where nothing answers. */
  static async connect(options: ConnectOptions & { readonly door?: MessageDoor } = {}): Promise<DataWaldClient> {
    return new DataWaldClient(await connect(options), options.door);
  }

  /**
   * Hands records over to a sync that takes pushes. Answers once they are kept; with `idempotencyKey`, the call may be
   * repeated until it answers. Throws `Refused` where the sync takes none, and `Config` where the client has no door.
   */
  async putMessages(request: PutMessagesRequest): Promise<readonly PutReceipt[]> {
    if (this.#door === undefined) {
      throw new DataWaldError('Config', 'This client has no door for messages. Connect it with one: connect({ door: new QueueDoor(…) }).');
    }
    return await this.#door.put(request);
  }

  /**
   * Starts a task of a sync. With `lane`, a task that is already running there is found before, and named in the error
   * (`WrongState`); without, the task itself ends Cancelled and names it.
   */
  async start(syncId: string, options: { readonly trigger?: Trigger; readonly lane?: Lane } = {}): Promise<SyncTaskHandle> {
    if (options.lane !== undefined) await this.#refuseBusy(options.lane, syncId);
    return await this.#start({ syncId, trigger: options.trigger ?? 'client', hasSearchAttributes: await this.hasSearchAttributes() });
  }

  /**
   * Starts a task that reads a stretch of time, or named records, anew. It leaves the cut date alone, gives way to tasks
   * that bring over what is new, and waits for its lane whatever the sync's policy. Throws `Refused` for one that makes no
   * sense.
   */
  async backfill(syncId: string, request: BackfillRequest): Promise<SyncTaskHandle> {
    const backfill = readBackfill(request, new Date());
    if ('refusal' in backfill) throw new DataWaldError('Refused', backfill.refusal);
    return await this.#start({ syncId, trigger: 'backfill', hasSearchAttributes: await this.hasSearchAttributes(), backfill });
  }

  async #start(input: SyncTaskInput): Promise<SyncTaskHandle> {
    const { syncId } = input;
    const workflowId = newTaskId(syncId, new Date());
    try {
      await this.#client.workflow.start(syncTaskType, {
        workflowId,
        taskQueue: controlQueue,
        args: [input],
        staticSummary: `${syncId}, ${input.trigger}`,
      });
    } catch (cause) {
      if (!(cause instanceof WorkflowExecutionAlreadyStartedError)) throw cause;
      throw new DataWaldError('WrongState', `Task ${workflowId} was started at this very moment by someone else.`, { cause });
    }
    return this.task(workflowId);
  }

  /** Sees to it that a push task runs, which the inbox has named. One that runs, or that has ended in peace, is left alone. */
  async startPushTask({ syncId, taskId }: { readonly syncId: string; readonly taskId: string }): Promise<void> {
    const input: SyncTaskInput = { syncId, trigger: 'push', hasSearchAttributes: await this.hasSearchAttributes() };
    try {
      await this.#client.workflow.start(syncTaskType, {
        workflowId: taskId,
        taskQueue: controlQueue,
        args: [input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        staticSummary: `${syncId}, push`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  async #refuseBusy(lane: Lane, syncId: string): Promise<void> {
    const holder = await this.laneHolder(lane);
    if (holder === undefined) return;
    throw new DataWaldError('WrongState', `${syncId} is already running as task ${holder}. Follow it with: datawald task ${holder}`);
  }

  /** The task that runs in a lane now; a backfill, which gives way, does not count. */
  async laneHolder(lane: Lane): Promise<string | undefined> {
    try {
      const { status, memo } = await this.#client.workflow.getHandle(laneId(lane)).describe();
      const isHeld = status.name === 'RUNNING' && memo?.['isBackfill'] !== true;
      return isHeld && typeof memo?.['taskId'] === 'string' ? memo['taskId'] : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /** A handle on a task; nothing is asked of the server yet. */
  task(taskId: string): SyncTaskHandle {
    return new SyncTaskHandle(this.#client, taskId);
  }

  /** Tasks by status and sync, newest first. Eventually consistent, a second or so behind. */
  async list(query: TaskQuery = {}): Promise<readonly TaskSummary[]> {
    const summaries: TaskSummary[] = [];
    for await (const execution of this.#client.workflow.list({ query: await this.#visibilityQuery(query) })) {
      const attributes = execution.typedSearchAttributes;
      const [status, entities, failed] = [
        attributes.get(searchAttributeKeys.status),
        attributes.get(searchAttributeKeys.entities),
        attributes.get(searchAttributeKeys.failed),
      ];
      summaries.push({
        taskId: execution.workflowId,
        syncId: attributes.get(searchAttributeKeys.sync) ?? syncIdOf(execution.workflowId),
        isOpen: execution.status.name === 'RUNNING',
        startedAt: execution.startTime,
        ...(status !== undefined && { status: status as TaskStatus }),
        ...(entities !== undefined && { entities }),
        ...(failed !== undefined && { failed }),
        ...(execution.closeTime !== undefined && { closedAt: execution.closeTime }),
      });
      if (summaries.length >= (query.limit ?? 50)) break;
    }
    return summaries;
  }

  async #visibilityQuery({ syncId, status, isOpen }: TaskQuery): Promise<string> {
    const hasThem = await this.hasSearchAttributes();
    if (status !== undefined && !hasThem) {
      throw new DataWaldError(
        'Config',
        'Filtering by status needs the search attributes of DataWald. Register them with: datawald doctor --fix',
      );
    }
    const parts = [`WorkflowType = "${syncTaskType}"`];
    if (syncId !== undefined) parts.push(hasThem ? `DwSync = ${quoted(syncId)}` : `WorkflowId STARTS_WITH ${quoted(`${syncId}-`)}`);
    if (status !== undefined) parts.push(`DwStatus = ${quoted(status)}`);
    if (isOpen !== undefined) parts.push(`ExecutionStatus ${isOpen ? '=' : '!='} "Running"`);
    return parts.join(' AND ');
  }

  /** Whether the namespace knows the `Dw…` search attributes; asked once. */
  async hasSearchAttributes(): Promise<boolean> {
    this.#hasSearchAttributes ??= hasSearchAttributes(this.#client);
    try {
      return await this.#hasSearchAttributes;
    } catch (error) {
      // Temporal was away: it is asked again, and not away for ever.
      this.#hasSearchAttributes = undefined;
      throw error;
    }
  }

  /** Delivers a notification of the outbox once more, whatever became of it before. One that is under way goes on. */
  async deliverAgain(messageId: string): Promise<void> {
    const input: NotifyInput = { id: messageId, isAgain: true };
    const workflowId = notifyId(messageId);
    try {
      await this.#client.workflow.start(notifyType, { workflowId, taskQueue: controlQueue, args: [input] });
    } catch (cause) {
      if (!(cause instanceof WorkflowExecutionAlreadyStartedError)) throw cause;
      throw new DataWaldError('WrongState', `Notification ${messageId} is being delivered already; it is tried until it is taken.`, {
        cause,
      });
    }
  }

  get temporal(): Client {
    return this.#client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.connection.close();
  }
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Task ids are the sync's id and a moment. */
function syncIdOf(taskId: string): string {
  return taskId.replace(/-\d{4}-\d{2}-\d{2}T.*$/, '');
}
