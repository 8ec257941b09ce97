import { isSameOrEqual } from '../compare.js';
import { asInteger } from '../convert-arguments.js';
import { typeError, valueError } from '../error.js';
import { iterate } from '../iterate.js';
import { keyOf } from '../key.js';
import type { Run } from '../run.js';
import { Bytes, Dict, integerOf, PythonSet, Range, Tuple, typeNameOf, type Value, View } from '../value.js';

/** `element in container`. */
export function contains(run: Run, container: Value, element: Value): boolean {
  if (typeof container === 'string') return containsText(run, container, element);
  if (container instanceof Dict) return container.entries.has(keyOf(element));
  if (container instanceof PythonSet) return container.members.has(keyOf(element));
  if (container instanceof View && container.typeName !== 'dict_values') return viewHas(run, container, element);
  if (container instanceof Range && integerOf(element) !== undefined) return rangeHas(container, asInteger(element));
  if (container instanceof Bytes) return bytesHave(container, element);
  if (container instanceof Range || container instanceof View || Array.isArray(container) || container instanceof Tuple)
    return someEqual(run, container, element);
  if (container === null || typeof container !== 'object' || container.typeName === 'type')
    throw typeError(`argument of type '${typeNameOf(container)}' is not iterable`);
  return someEqual(run, container, element);
}

function containsText(run: Run, container: string, element: Value): boolean {
  if (typeof element !== 'string') throw typeError(`'in <string>' requires string as left operand, not ${typeNameOf(element)}`);
  run.step(container.length >> 6);
  return container.includes(element);
}

function viewHas(run: Run, { dict, typeName }: View, element: Value): boolean {
  if (typeName === 'dict_keys') return dict.entries.has(keyOf(element));
  if (!(element instanceof Tuple) || element.items.length !== 2) return false;
  const [key, value] = element.items as [Value, Value];
  const found = dict.get(keyOf(key));
  return found !== undefined && isSameOrEqual(run, found, value);
}

function rangeHas({ start, step, length }: Range, element: bigint): boolean {
  const offset = element - start;
  return offset % step === 0n && offset / step >= 0n && offset / step < length;
}

function bytesHave({ data }: Bytes, element: Value): boolean {
  if (element instanceof Bytes) return Buffer.from(data).includes(Buffer.from(element.data));
  const byte = asInteger(element);
  if (byte < 0n || byte > 255n) throw valueError('byte must be in range(0, 256)');
  return data.includes(Number(byte));
}

function someEqual(run: Run, container: Value, element: Value): boolean {
  const next = iterate(run, container);
  for (let found = next(); found !== undefined; found = next()) if (isSameOrEqual(run, found, element)) return true;
  return false;
}
