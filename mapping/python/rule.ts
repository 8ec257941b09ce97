import { z } from 'zod';
import { isJsonObject } from '../../core/json.js';
import { emptyPolicies } from '../rule.js';

/** One rule of a predecessor's map as it stands there: keys that it does not know are left alone. */
const input = z.object({ key: z.string().nullish(), label: z.string(), default: z.unknown().optional() });
const onlyInput = z.object({ key: z.string().nullish(), label: z.string().nullish(), default: z.unknown().optional() });

const emptyPolicy = z.enum(emptyPolicies).optional();

/** Not z.record, which drops a field named `__proto__`. */
export const rules = z.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be a table of rules');

const nested = (type: 'list' | 'dict') =>
  z.object({
    type: z.literal(type),
    src: z.array(onlyInput).min(1, `a ${type} needs an entry in src`),
    funct: rules,
    emptyPolicy,
  });

const attribute = z.object({
  type: z.literal('attribute'),
  src: z.array(input),
  funct: z.string('an attribute needs an expression in funct'),
  emptyPolicy,
});

/** Any type text but `list` and `dict` means an attribute, as it did there. */
function withKnownType(value: unknown): unknown {
  const isOther = isJsonObject(value) && typeof value['type'] === 'string' && value['type'] !== 'list' && value['type'] !== 'dict';
  return isOther ? { ...value, type: 'attribute' } : value;
}

export const pythonRuleSchema = z.preprocess(withKnownType, z.discriminatedUnion('type', [attribute, nested('list'), nested('dict')]));
