import type { Refusal } from '../errors.js';
import { childOf, textOf } from './xml-node.js';

/** The fault in what the SOAP library throws, which is sometimes no Error at all. Undefined where there is none. */
export function readFault(thrown: unknown): Refusal | undefined {
  const fault = childOf(thrown, 'root/Envelope/Body/Fault') ?? childOf(thrown, 'Fault');
  if (typeof fault !== 'object' || fault === null) return undefined;
  const said = textOf(childOf(fault, 'faultstring')) ?? 'no reason was given';
  const detail = childOf(fault, 'detail');
  const name = typeof detail === 'object' && detail !== null ? Object.keys(detail).find((key) => key.endsWith('Fault')) : undefined;
  if (name === undefined) return { code: textOf(childOf(fault, 'faultcode')) ?? 'FAULT', message: said };
  const code = textOf(childOf(detail, `${name}/code`)) ?? name;
  return { code, message: textOf(childOf(detail, `${name}/message`)) ?? said, fault: name };
}
