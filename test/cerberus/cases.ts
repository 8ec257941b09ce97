import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../core/json.js';
import type { UnknownPolicy } from '../../mapping/validation/document.js';

export interface CerberusCase {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly record: JsonObject;
  readonly unknown: UnknownPolicy;
}

const names = ['a', 'b', 'c', 'd'] as const;
const name = fc.constantFrom(...names);

/** True and 1 are one in Python, and 5.0 and 5 are one in JSON: neither is asked for. */
const leaf: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.integer({ min: -3, max: 6 }),
  fc.constantFrom<JsonValue>('', 'a', 'b', 'ab', 'abc', 'ä', '7', null, 2.5, 'a\n'),
);

const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue; list: JsonValue; object: JsonValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 2, withCrossShrink: true }, leaf, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(name, tie('value'), { maxKeys: 3 }),
})).value;

const type = fc.constantFrom('string', 'integer', 'number', 'dict', 'list', 'float');

function optional(rules: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(rules, { requiredKeys: [] });
}

/** A few rules of each kind at a time: with all of them at once nothing would be valid. */
function some(rules: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .subarray(Object.keys(rules), { maxLength: 2 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((one) => [one, rules[one] ?? leaf]))));
}

const onValue = some({
  nullable: fc.boolean(),
  empty: fc.boolean(),
  allowed: fc.array(leaf, { minLength: 1, maxLength: 5 }),
  forbidden: fc.array(leaf, { maxLength: 2 }),
  min: fc.integer({ min: -3, max: 4 }),
  max: fc.integer({ min: -2, max: 6 }),
  minlength: fc.integer({ min: 0, max: 2 }),
  maxlength: fc.integer({ min: 0, max: 3 }),
  regex: fc.constantFrom('a', 'a|b', '[a-c]+', '^ab?$', '\\w*', '.'),
  contains: fc.oneof(fc.constantFrom<JsonValue>('a', 1), fc.array(fc.constantFrom<JsonValue>('a', 1, 2), { minLength: 1, maxLength: 2 })),
});

const relations = some({
  required: fc.boolean(),
  dependencies: fc.oneof(
    name,
    fc.constantFrom('^a', 'b.c'),
    fc.array(name, { maxLength: 2 }),
    fc.dictionary(name, fc.array(leaf, { maxLength: 3 }), { minKeys: 1, maxKeys: 1 }),
  ),
  excludes: fc.oneof(name, fc.array(name, { minLength: 1, maxLength: 2 })),
});

const plain = fc
  .tuple(fc.option(fc.oneof(type, fc.array(type, { minLength: 1, maxLength: 2 })), { nil: undefined }), onValue)
  .map(([of, rules]) => (of === undefined ? rules : { type: of, ...rules }));

const alternatives = some({
  anyof: fc.array(plain, { minLength: 1, maxLength: 2 }),
  allof: fc.array(plain, { minLength: 1, maxLength: 2 }),
  noneof: fc.array(plain, { minLength: 1, maxLength: 2 }),
  oneof: fc.array(plain, { minLength: 1, maxLength: 2 }),
  anyof_type: fc.array(type, { minLength: 1, maxLength: 2 }),
});

const fieldRules: fc.Arbitrary<Record<string, unknown>> = fc.letrec<{
  field: Record<string, unknown>;
  list: Record<string, unknown>;
  object: Record<string, unknown>;
}>((tie) => ({
  field: fc.oneof({ maxDepth: 2 }, fc.tuple(plain, relations, alternatives).map(merged), tie('list'), tie('object')),
  list: fc
    .tuple(
      fc.oneof(fc.record({ schema: tie('field') }), fc.record({ items: fc.array(tie('field'), { minLength: 1, maxLength: 2 }) })),
      optional({ nullable: fc.boolean(), minlength: fc.constant(1) }),
    )
    .map(([inside, rules]) => ({ type: 'list', ...inside, ...rules })),
  object: fc
    .tuple(
      fc.dictionary(name, tie('field'), { maxKeys: 3 }),
      optional({ allow_unknown: fc.boolean(), purge_unknown: fc.boolean(), require_all: fc.boolean() }),
      some({ keysrules: fc.constantFrom({ type: 'string', maxlength: 1 }, { allowed: ['a', 'b'] }), valuesrules: plain }),
    )
    .map(([schema, rules, around]) => ({ type: 'dict', schema, ...rules, ...around })),
})).field;

function merged(parts: readonly Record<string, unknown>[]): Record<string, unknown> {
  return Object.assign({}, ...parts) as Record<string, unknown>;
}

const topField = fc
  .tuple(fieldRules, fc.option(fc.record({ default: leaf }), { nil: undefined, freq: 6 }))
  .map(([rules, change]) => ({ ...rules, ...change }));

/** One field at most is renamed: two to one name overwrite each other in Cerberus. */
const renaming = fc.constantFrom({}, {}, {}, { rename: 'z' });

export const cases: fc.Arbitrary<CerberusCase> = fc.record({
  schema: fc
    .tuple(fc.dictionary(name, topField, { minKeys: 1, maxKeys: 2 }), renaming)
    .map(([schema, change]) => ({ ...schema, z: {}, ...(schema['d'] !== undefined && { d: { ...schema['d'], ...change } }) })),
  record: fc.dictionary(name, value, { maxKeys: 2 }),
  unknown: fc.constantFrom<UnknownPolicy>('fail', 'drop', 'keep', 'keep', 'keep'),
});
