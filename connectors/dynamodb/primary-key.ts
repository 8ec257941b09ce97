import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Failed } from '../../core/outcome.js';
import { fillTemplate, type TemplateValues } from '../entity-template.js';
import { type Item, numberText, UnfitValue } from './attribute-value.js';
import type { EntitiesLayout } from './settings.js';
import type { KeyAttribute, KeyNames } from './table-facts.js';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const mostBytes = { hash: 2048, range: 1024 } as const;

export interface MadeKey {
  readonly key: Item;
  /** The parts of the key as one text, by which it is made again. */
  readonly tgtId: string;
}

/** The primary key of an entity, or why it has none. Equal for equal entities. */
export function keyOf(
  values: TemplateValues,
  { layout, table }: { readonly layout: EntitiesLayout; readonly table: KeyNames },
): MadeKey | Failed {
  const hash = partOf(layout.partition, values);
  if ('status' in hash) return hash;
  if (table.range === undefined) return keyOfTexts([hash.text], table);
  const range = partOf(layout.sort, values);
  return 'status' in range ? range : keyOfTexts([hash.text, range.text], table);
}

/** The key that a tgtId says, where the entity has one already. */
export function keyOfTgtId(tgtId: string, table: KeyNames): MadeKey | Failed {
  return keyOfTexts(tgtId.split('|').map(unescape), table);
}

function keyOfTexts([hash = '', range]: readonly string[], table: KeyNames): MadeKey | Failed {
  try {
    const key = { [table.hash.name]: keyValue(hash, table.hash, mostBytes.hash) };
    if (table.range === undefined) return { key, tgtId: escape(hash) };
    return {
      key: { ...key, [table.range.name]: keyValue(range ?? '', table.range, mostBytes.range) },
      tgtId: `${escape(hash)}|${escape(range ?? '')}`,
    };
  } catch (error) {
    if (error instanceof UnfitValue)
      return { status: 'failed', code: 'BAD_KEY', message: `The key ${error.message}. Mend the record, or change layout.` };
    throw error;
  }
}

function keyValue(text: string, { name, type }: KeyAttribute, most: number): AttributeValue {
  if (type === 'N') return { N: numberText(text, name) };
  const bytes = Buffer.byteLength(text);
  if (bytes === 0) throw new UnfitValue(`${name} is empty`);
  if (bytes > most) throw new UnfitValue(`${name} has ${bytes} bytes, and DynamoDB takes ${most}`);
  return { S: text };
}

function partOf(template: string, values: TemplateValues): { readonly text: string } | Failed {
  const filled = fillTemplate({ template }, values);
  if ('text' in filled) return filled;
  const message = `The field "${filled.missing}" of the key (${template}) is empty or no plain value. Fill it in the mapping, or change layout.`;
  return { status: 'failed', code: 'NO_KEY', message };
}

function escape(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('|', '%7C');
}

function unescape(text: string): string {
  return text.replaceAll('%7C', '|').replaceAll('%25', '%');
}
