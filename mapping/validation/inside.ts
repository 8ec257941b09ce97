import { isJsonObject } from '../../core/json.js';
import type { SchemaCompiler, SchemaPath, Scope } from './compile.js';
import type { Inside } from './containers.js';
import type { FieldToCompile } from './field-checks.js';
import { ruleNames } from './rule-names.js';
import type { FieldSchema } from './schema.js';

/** What a field's rules say of the values in it. */
export function insideOf(compiler: SchemaCompiler, { rules, path, scope }: FieldToCompile): Inside {
  const inner = innerScope(compiler, { rules, path, scope });
  const { items, keysrules, valuesrules } = rules;
  return {
    ...schemaOf(compiler, { rules, path, scope: inner.scope }),
    ...(items !== undefined && { ofItems: itemsOf(compiler, items, { path: [...path, 'items'], scope }) }),
    ...(keysrules !== undefined && { ofKeys: compiler.field(keysrules, [...path, 'keysrules'], { ...scope, isFixed: true }) }),
    ...(valuesrules !== undefined && { ofValues: compiler.field(valuesrules, [...path, 'valuesrules'], scope) }),
  };
}

function itemsOf(compiler: SchemaCompiler, items: unknown, { path, scope }: { path: SchemaPath; scope: Scope }): readonly FieldSchema[] {
  if (Array.isArray(items)) return items.map((one: unknown, index) => compiler.field(one, [...path, index], scope));
  compiler.problem(path, 'must be a list with the rules of each element');
  return [];
}

/** What the rules of an object say for the fields in it. */
function innerScope(compiler: SchemaCompiler, { rules, path, scope }: FieldToCompile): { readonly scope: Scope } {
  const { allow_unknown: allowed, purge_unknown: purged, require_all: requiring, schema } = rules;
  for (const [name, value] of Object.entries({ purge_unknown: purged, require_all: requiring }))
    if (value !== undefined && typeof value !== 'boolean') compiler.problem([...path, name], 'must be true or false');
  if (schema === undefined && purged === true)
    compiler.problem([...path, 'purge_unknown'], 'needs a schema beside it that says which fields are known');
  const allowUnknown =
    allowed === undefined
      ? scope.allowUnknown
      : typeof allowed === 'boolean'
        ? allowed
        : compiler.field(allowed, [...path, 'allow_unknown'], scope);
  return {
    scope: {
      ...scope,
      allowUnknown,
      purgesUnknown: typeof purged === 'boolean' ? purged : scope.purgesUnknown,
      requiresAll: typeof requiring === 'boolean' ? requiring : scope.requiresAll,
    },
  };
}

/** `schema` is the rules of every element where the type is a list, and a table of fields where it is an object. */
function schemaOf(compiler: SchemaCompiler, { rules, path, scope }: FieldToCompile): Pick<Inside, 'ofObject' | 'ofElements'> {
  const { schema, type } = rules;
  if (schema === undefined || schema === null) return {};
  const at = [...path, 'schema'];
  const named: readonly unknown[] = Array.isArray(type) ? type : [type];
  const [mayBeList, mayBeObject] = [named.includes('list'), named.includes('dict')];
  const isOfElements = mayBeList === mayBeObject ? isRuleSet(schema) : mayBeList;
  return isOfElements ? { ofElements: compiler.field(schema, at, scope) } : { ofObject: compiler.object(schema, at, scope) };
}

/** Rules whose value is a table. */
const tables: readonly string[] = ['schema', 'keysrules', 'valuesrules', 'allow_unknown', 'dependencies', 'meta', 'default'];

/** Where the type does not tell: what has the names of rules, with values as they have them, is a set of rules. */
function isRuleSet(schema: unknown): boolean {
  if (!isJsonObject(schema)) return false;
  const entries = Object.entries(schema);
  return (
    entries.length > 0 && entries.every(([name, value]) => ruleNames.includes(name) && (!isJsonObject(value) || tables.includes(name)))
  );
}
