import type { Constant } from 'py-ast';
import { Bytes, Ellipsis, type Value } from '../value.js';
import { Refusal } from './refusal.js';
import type { Code } from './scope.js';

const ellipsis = new Ellipsis();

/** py-ast gives 1 and 1.0 as the same number; the source tells them apart. */
export function compileConstant(node: Constant, text: string): Code {
  const value = constantOf(node, text);
  return () => value;
}

function constantOf({ value, quote_style }: Constant, text: string): Value {
  const constant = value as unknown;
  if (constant === null || typeof constant === 'boolean') return constant;
  if (typeof constant === 'bigint') return constant;
  if (typeof constant === 'number') return isInteger(text) ? BigInt(constant) : Number(text.replaceAll('_', ''));
  if (typeof constant !== 'string') throw new Refusal('result', 'complex numbers are no values that a record can carry');
  if (quote_style === undefined) return constant === '...' && text === '...' ? ellipsis : constant;
  return /b/i.test(quote_style.replace(/['"]/g, '')) ? new Bytes(Uint8Array.from(Buffer.from(constant, 'latin1'))) : constant;
}

function isInteger(text: string): boolean {
  return /^(?:0[xXoObB]\w+|[\d_]+)$/.test(text);
}
