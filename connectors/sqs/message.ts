import { createHash, randomUUID } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { TargetEntity } from '../../core/entity.js';
import type { JsonObject } from '../../core/json.js';
import type { Failed } from '../../core/outcome.js';
import type { TxType } from '../../core/tx-type.js';
import { encodeName, fillTemplate, type TemplateValues } from '../entity-template.js';
import { escapedJson, findForbidden, forbiddenIn } from './forbidden-characters.js';
import type { SqsSettings } from './settings.js';

/** A message that can be sent: nothing in it is refused for what it holds. */
export interface Message {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly groupId?: string;
  /** Only for FIFO queues: SQS drops for five minutes what has the same. */
  readonly deduplicationId?: string;
}

const longestGroupId = 128;

/** The message of an entity, or why there can be none. */
export function messageOf(
  entity: TargetEntity,
  { txType, settings }: { readonly txType: TxType; readonly settings: SqsSettings },
): Message | Failed {
  const values = { entity, txType };
  const record = recordOf(entity, txType);
  const found = settings.forbiddenCharacters === 'fail' ? findForbidden(record) : undefined;
  if (found !== undefined) return refused(`${found.where} holds ${found.character}`);
  const group: Pick<Message, 'groupId'> | Failed = settings.groupId === undefined ? {} : groupOf(settings.groupId, values);
  if ('status' in group) return group;
  const attributes = attributesOf({ values, settings });
  for (const [name, { StringValue = '' }] of Object.entries(attributes)) {
    const character = forbiddenIn(StringValue);
    if (character !== undefined) return refused(`the attribute ${name} holds ${character}`);
  }
  return {
    body: escapedJson(bodyOf(record, { txType, settings })),
    attributes,
    ...group,
    ...(settings.queue.endsWith('.fifo') && { deduplicationId: deduplicationId(entity, settings) }),
  };
}

/** What was deleted says so in the record itself: a body must be understood without its attributes. */
function recordOf({ srcId, updatedAt, data, isDeleted }: TargetEntity, txType: TxType): JsonObject {
  return isDeleted === true ? { ...data, _deleted: true, txType, srcId, updatedAt } : data;
}

function bodyOf(
  record: JsonObject,
  { txType, settings: { body } }: { readonly txType: TxType; readonly settings: SqsSettings },
): JsonObject {
  if (body.type === 'plain') return record;
  return { params: { tx_type: txType, target: body.target, source: body.source, messages: [record] } };
}

function attributesOf({
  values,
  settings,
}: {
  readonly values: TemplateValues & { readonly entity: TargetEntity };
  settings: SqsSettings;
}) {
  const { body, attributes } = settings;
  const texts = Object.entries(attributes).flatMap(([name, template]): [string, string][] => {
    const filled = fillTemplate({ template }, values);
    return 'text' in filled && filled.text !== '' ? [[name, filled.text]] : [];
  });
  if (values.entity.isDeleted === true) texts.push(['deleted', 'true']);
  if (body.type === 'envelope') texts.push(['endpoint_id', body.source], ['funct', body.funct]);
  return Object.fromEntries(texts.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]));
}

function groupOf(template: string, values: TemplateValues): { readonly groupId: string } | Failed {
  const filled = fillTemplate({ template, encode: encodeName }, values);
  if ('missing' in filled) {
    const message = `The field "${filled.missing}" of groupId (${template}) is empty or no plain value. Fill it in the mapping, or change groupId.`;
    return { status: 'failed', code: 'NO_GROUP', message };
  }
  const { text } = filled;
  if (text.length <= longestGroupId) return { groupId: text };
  return { groupId: `${text.slice(0, longestGroupId - 44)}~${sha256(text)}` };
}

/**
 * The same for every attempt of the engine to send it, so that a lost answer doubles nothing within five minutes; another
 * where a person asks for it to be sent again. Where nobody says which it is, what stops for a person when in doubt was
 * asked for by one.
 */
function deduplicationId({ srcId, updatedAt, key, sendingKey }: TargetEntity, { afterUnknown }: SqsSettings): string {
  const token = sendingKey ?? (afterUnknown === 'resend' ? key : randomUUID());
  return sha256(JSON.stringify([srcId, updatedAt, token]));
}

/** As SQS counts: the body, and of every attribute name, type and value. */
export function bytesOf({ body, attributes }: Pick<Message, 'body' | 'attributes'>): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType = '', StringValue = '' }] of Object.entries(attributes))
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
  return bytes;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function refused(where: string): Failed {
  const advice = 'Clean it in the mapping, or set forbiddenCharacters to escape.';
  const message = `${where.charAt(0).toUpperCase()}${where.slice(1)}, which SQS takes in no message. ${advice}`;
  return { status: 'failed', code: 'FORBIDDEN_CHARACTER', message };
}
