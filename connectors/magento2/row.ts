import { z } from 'zod';
import type { SourceEntity, UnreadableEntity } from '../../core/entity.js';
import type { JsonValue } from '../../core/json.js';
import { isJsonObject } from '../../core/json.js';
import type { RecordType } from './entities/index.js';
import { fromMagentoTime } from './magento-time.js';

/** One record of an answer: what became of it, and where it stands in the source's order, as far as it says so. */
export interface Row {
  readonly entity?: SourceEntity;
  readonly problem?: UnreadableEntity;
  readonly id?: number;
  /** `updated_at` as it came. */
  readonly time?: string;
}

const wireId = z.union([
  z.int().positive(),
  z
    .string()
    .regex(/^[1-9]\d*$/)
    .transform(Number),
]);

/** Reads id and dates; the record itself stays as it came. */
export function toRow(raw: JsonValue, type: RecordType): Row {
  if (!isJsonObject(raw)) {
    return {
      problem: {
        code: 'NO_RECORD',
        message: `The list of ${type.noun}s holds ${JSON.stringify(raw)?.slice(0, 80)} where a record was expected.`,
        raw,
      },
    };
  }
  const id = wireId.safeParse(raw[type.idField]);
  const time = raw['updated_at'];
  const place = { ...(id.success && { id: id.data }), ...(typeof time === 'string' && { time }) };
  if (!id.success)
    return {
      ...place,
      problem: {
        code: 'NO_ID',
        message: `${nameOf(raw, type)} has no ${type.idField}: ${show(raw[type.idField])} was found, a number was expected.`,
        raw,
      },
    };
  const srcId = String(id.data);
  const updatedAt = typeof time === 'string' ? fromMagentoTime(time) : undefined;
  if (updatedAt === undefined) {
    const message = `${nameOf(raw, type)} (${type.idField} ${srcId}): updated_at is ${show(time)}, a UTC time such as "2026-01-31 09:30:00" was expected. Save the ${type.noun} in the shop again.`;
    return { ...place, problem: { srcId, code: 'UNREADABLE_DATE', message, raw } };
  }
  const created = raw['created_at'];
  const createdAt = typeof created === 'string' ? fromMagentoTime(created) : undefined;
  return { ...place, entity: { srcId, updatedAt, ...(createdAt !== undefined && { createdAt }), data: raw } };
}

function nameOf(raw: { readonly [field: string]: JsonValue }, { noun, nameField }: RecordType): string {
  const name = raw[nameField];
  return typeof name === 'string' && name !== '' ? `${noun} ${name}` : `a ${noun}`;
}

function show(value: JsonValue | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
}
