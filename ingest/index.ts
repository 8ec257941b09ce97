/** The doors for what other services push. */
export type { MessageDoor, PutMessagesRequest, PutReceipt } from '../core/pushed.js';
export type { LambdaHandler } from './lambda.js';
export { type OpenOptions, openInboxDoor, openLambda } from './open.js';
export { QueueDoor } from './queue-door.js';
