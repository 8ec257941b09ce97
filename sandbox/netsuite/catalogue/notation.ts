import type { Namespace } from './namespaces.js';

/**
 * Types of one namespace as text. A line that begins at the margin names a type (and says `record` where it is one); the
 * lines below it list its elements in the order that SOAP requires, as `name`, `name:code` or `name:code=Type`, with a
 * star behind names that may repeat. Codes are in `codes`; no code means text.
 */
export interface TypeTable {
  readonly namespace: Namespace;
  readonly types: string;
}

const codes = {
  n: 'number',
  i: 'integer',
  b: 'boolean',
  d: 'date',
  r: 'reference',
  lr: 'listOrRecordRef',
  e: 'enum',
  o: 'object',
  cf: 'customFields',
  nf: 'nullFields',
  S: 'searchString',
  M: 'searchMultiSelect',
  E: 'searchEnumMultiSelect',
  D: 'searchDate',
  N: 'searchDouble',
  L: 'searchLong',
  B: 'searchBoolean',
  T: 'searchTextNumber',
  sc: 'searchCustomFields',
  cS: 'columnString',
  cM: 'columnSelect',
  cE: 'columnEnum',
  cD: 'columnDate',
  cN: 'columnDouble',
  cL: 'columnLong',
  cB: 'columnBoolean',
  cT: 'columnTextNumber',
  scc: 'columnCustomFields',
} as const;

export type FieldKind = 'text' | (typeof codes)[keyof typeof codes];

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** The enumeration or the type of an object. */
  readonly of: string | undefined;
  readonly isMany: boolean;
}

export interface TypeDefinition {
  readonly name: string;
  readonly namespace: Namespace;
  readonly isRecord: boolean;
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
}

export function typesOf({ namespace, types }: TypeTable): readonly TypeDefinition[] {
  const definitions: TypeDefinition[] = [];
  for (const block of types.trim().split(/\n(?=\S)/)) {
    const [heading = '', ...lines] = block.split('\n');
    const [name = '', mark] = heading.split(' ');
    const fields = lines.join(' ').trim().split(/\s+/).map(fieldOf);
    definitions.push({
      name,
      namespace,
      isRecord: mark === 'record',
      fields,
      byName: new Map(fields.map((field) => [field.name, field])),
    });
  }
  return definitions;
}

function fieldOf(token: string): Field {
  const [, name = '', star, code, of] = /^(\w+)(\*)?(?::(\w+)(?:=(\w+))?)?$/.exec(token) ?? [];
  if (name === '') throw new Error(`"${token}" is no field`);
  const kind = code === undefined ? 'text' : codes[code as keyof typeof codes];
  if (kind === undefined) throw new Error(`"${token}" has an unknown code`);
  return { name, kind, of, isMany: star === '*' };
}
