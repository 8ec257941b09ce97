/**
 * Fields as text, in the order that SOAP asks for: `name`, `name:code` or `name:code=of`. Codes: `n` number, `i` integer,
 * `b` boolean, `d` day, `t` moment, `r` reference (`of`: the record type that names are looked up in), `e` enumeration
 * (`of`: its table), `a` address, `x` lots, `l` list (`of`: the SOAP list, its element, and the name of the sublist in
 * REST). No code means text.
 */
const codes = {
  n: 'number',
  i: 'integer',
  b: 'boolean',
  d: 'day',
  t: 'moment',
  r: 'reference',
  e: 'enum',
  a: 'address',
  x: 'lots',
  l: 'list',
} as const;

export type FieldKind = 'text' | (typeof codes)[keyof typeof codes];

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly of: string | undefined;
}

export interface ListShape {
  /** Element that holds the list, and element of each row, in SOAP. */
  readonly soapList: string;
  readonly soapRow: string;
  /** Sublist in REST. */
  readonly rest: string;
}

export function fieldsOf(text: string): readonly Field[] {
  return text.trim().split(/\s+/).map(fieldOf);
}

function fieldOf(token: string): Field {
  const [name = '', rest = ''] = token.split(':');
  const [code = '', of] = rest.split('=');
  return { name, kind: code === '' ? 'text' : codes[code as keyof typeof codes], of };
}

/** The shape of a field of kind `list`. */
export function listShape({ of }: Field): ListShape {
  const [soapList = '', soapRow = '', rest = ''] = (of ?? '').split('.');
  return { soapList, soapRow, rest };
}
