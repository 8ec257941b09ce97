import type { DataWaldClient } from '../client/datawald-client.js';
import { objectEvents } from '../connectors/s3/notification.js';
import { ConnectorError, DataWaldError } from '../core/errors.js';
import type { JsonValue } from '../core/json.js';
import type { PushedBody } from '../core/pushed.js';
import type { NewInboxMessage } from '../stores/inbox.js';
import type { Delivery, Envelope, NamedFlow } from './delivery.js';
import type { Door } from './door.js';
import { readEnvelope } from './envelope.js';
import type { Routes } from './routes.js';

export interface Receiving {
  readonly door: Pick<Door, 'push'>;
  readonly client: Pick<DataWaldClient, 'task'>;
  /** Of the config that is applied now. */
  readonly routes: () => Promise<Routes>;
  /** The sync of messages that name none. */
  readonly sync?: string | undefined;
  /** The body that a pointer to S3 stands for; the body itself where it is none. Throws ConnectorError. */
  readonly bodyOf: (body: string) => Promise<string>;
  /** Puts a message aside that cannot be understood, for a person. It is done with then. */
  readonly setAside: (delivery: Delivery, reason: string) => Promise<void>;
}

export interface Received {
  readonly done: readonly Delivery[];
  /** To be handed out again, with why. */
  readonly left: readonly { readonly delivery: Delivery; readonly error: unknown }[];
}

/** What one delivery asks for. */
type Step =
  | { readonly kind: 'push'; readonly pushes: readonly { readonly syncId: string; readonly message: NewInboxMessage }[] }
  | { readonly kind: 'retry'; readonly taskId: string }
  | { readonly kind: 'aside'; readonly reason: string }
  | { readonly kind: 'nothing' };

/**
 * Takes messages in: what they hold is in the inbox, or put aside, before they count as done. Messages of a group are taken
 * in their order; behind one that has to be handed out again, the rest of its group is left as well.
 */
export async function receive(deliveries: readonly Delivery[], receiving: Receiving): Promise<Received> {
  const line = new Line(deliveries);
  const pushed = new Map<string, { readonly delivery: Delivery; readonly message: NewInboxMessage }[]>();
  for (const delivery of deliveries) {
    if (line.isHeldUp(delivery)) continue;
    try {
      const step = await stepOf(delivery, receiving);
      if (step.kind === 'aside') await receiving.setAside(delivery, step.reason);
      if (step.kind === 'retry') await retry(step.taskId, delivery, receiving);
      if (step.kind !== 'push') continue;
      for (const { syncId, message } of step.pushes) pushed.set(syncId, [...(pushed.get(syncId) ?? []), { delivery, message }]);
    } catch (error) {
      line.leave(delivery, error);
    }
  }
  for (const [syncId, messages] of pushed) {
    const free = messages.filter(({ delivery }) => !line.isHeldUp(delivery));
    const together = free.map(({ message }) => message);
    try {
      if (together.length > 0) await receiving.door.push(syncId, together);
    } catch (error) {
      for (const { delivery } of free) line.leave(delivery, error);
    }
  }
  return line.received;
}

/** Which deliveries are to be handed out again: those that failed, and what stands behind them in their group. */
class Line {
  readonly #deliveries: readonly Delivery[];
  readonly #failed = new Map<Delivery, unknown>();

  constructor(deliveries: readonly Delivery[]) {
    this.#deliveries = deliveries;
  }

  leave(delivery: Delivery, error: unknown): void {
    this.#failed.set(delivery, error);
  }

  isHeldUp(delivery: Delivery): boolean {
    return this.#reason(delivery) !== undefined;
  }

  /** The error of the delivery, or of the first one ahead of it in its group. */
  #reason(delivery: Delivery): { readonly error: unknown } | undefined {
    for (const ahead of this.#deliveries) {
      const isSame = ahead === delivery || (delivery.group !== undefined && ahead.group === delivery.group);
      if (isSame && this.#failed.has(ahead)) return { error: this.#failed.get(ahead) };
      if (ahead === delivery) return undefined;
    }
    return undefined;
  }

  get received(): Received {
    const left = this.#deliveries.flatMap((delivery) => {
      const reason = this.#reason(delivery);
      return reason === undefined ? [] : [{ delivery, error: reason.error }];
    });
    return { done: this.#deliveries.filter((delivery) => !this.isHeldUp(delivery)), left };
  }
}

async function stepOf(delivery: Delivery, receiving: Receiving): Promise<Step> {
  let body: string;
  try {
    body = await receiving.bodyOf(delivery.body);
  } catch (error) {
    if (mayPass(error)) throw error;
    return { kind: 'aside', reason: messageOf(error) };
  }
  const envelope = readEnvelope(body, delivery.attributes);
  if (envelope.kind === 'nothing') return { kind: 'nothing' };
  if (envelope.kind === 'unreadable') return { kind: 'aside', reason: envelope.reason };
  if (envelope.kind === 'retry') return { kind: 'retry', taskId: envelope.taskId };
  const routes = await receiving.routes();
  if (envelope.kind === 'objects') return objectsStep(envelope.body, delivery, routes);
  return recordsStep(envelope, delivery, { routes, otherwise: receiving.sync });
}

/** Those who read the bucket are told; what nobody reads, such as what was put into an archive, is of no concern. */
function objectsStep(body: string, delivery: Delivery, routes: Routes): Step {
  const created = (objectEvents(body) ?? []).filter(({ kind }) => kind === 'created');
  const syncIds = new Set(created.flatMap((event) => routes.ofObject(event)));
  const pushes = [...syncIds].map((syncId) => ({ syncId, message: messageFor(delivery, { isNews: true }) }));
  return pushes.length === 0 ? { kind: 'nothing' } : { kind: 'push', pushes };
}

function recordsStep(
  envelope: Envelope & { readonly kind: 'records' | 'news' },
  delivery: Delivery,
  { routes, otherwise }: { readonly routes: Routes; readonly otherwise: string | undefined },
): Step {
  const flow: NamedFlow = envelope.flow;
  const route = envelope.kind === 'records' ? routes.forRecords(flow, otherwise) : routes.forNews(flow, otherwise);
  if ('refusal' in route) return { kind: 'aside', reason: route.refusal };
  const key = delivery.attributes['idempotency_key'] ?? delivery.messageId;
  if (key.length > longestKey)
    return { kind: 'aside', reason: `its idempotency key has ${key.length} characters, at most ${longestKey} are allowed` };
  const body: PushedBody = envelope.kind === 'records' ? { records: envelope.records as readonly JsonValue[] } : { isNews: true };
  return { kind: 'push', pushes: [{ syncId: route.syncId, message: messageFor(delivery, body) }] };
}

const longestKey = 1000;

function messageFor({ attributes, messageId, group, provenance }: Delivery, body: PushedBody): NewInboxMessage {
  return { id: attributes['idempotency_key'] ?? messageId, body, provenance, ...(group !== undefined && { group }) };
}

/** A task that is over, or was never there, is nothing that another try would change. */
async function retry(taskId: string, delivery: Delivery, { client, setAside }: Receiving): Promise<void> {
  try {
    await client.task(taskId).retry();
  } catch (error) {
    if (!(error instanceof DataWaldError) || mayPass(error)) throw error;
    await setAside(delivery, `task ${taskId} cannot be retried: ${error.message}`);
  }
}

/** Settings and rights can be mended while the message waits. */
function mayPass(error: unknown): boolean {
  return !(error instanceof DataWaldError) || !['Refused', 'NotFound', 'WrongState'].includes(error.code);
}

function messageOf(error: unknown): string {
  return error instanceof ConnectorError || error instanceof Error ? error.message : String(error);
}
