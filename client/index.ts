/** DataWald for other services. */
export type { BackfillRequest } from '../core/backfill.js';
export { DataWaldError, type ErrorCode } from '../core/errors.js';
export type { Lane } from '../core/ids.js';
export type { MetadataChange, MetadataFlow, MetadataRow, MetadataRule, MetadataTables } from '../core/product-metadata.js';
export type { MessageDoor, PutMessagesRequest, PutReceipt } from '../core/pushed.js';
export type { TaskCounts, TaskStatus, Trigger } from '../core/task.js';
export { describeReport, type TaskReport } from '../core/task-report.js';
export type { RetryRequest } from '../workflows/messages.js';
export { DataWaldClient, type TaskQuery, type TaskSummary } from './datawald-client.js';
export type { ProductMetadata } from './product-metadata.js';
export type { ScheduleState, Schedules } from './schedules.js';
export type { SyncTaskHandle } from './sync-task-handle.js';
