/** What decides about a value. */
export const checkNames = [
  'allowed',
  'allof',
  'anyof',
  'contains',
  'dependencies',
  'empty',
  'excludes',
  'forbidden',
  'items',
  'keysrules',
  'max',
  'maxlength',
  'min',
  'minlength',
  'noneof',
  'nullable',
  'oneof',
  'readonly',
  'regex',
  'required',
  'schema',
  'type',
  'valuesrules',
] as const;

/** What changes a value, or what is let through beside it. */
const otherNames = ['allow_unknown', 'coerce', 'default', 'meta', 'purge_unknown', 'rename', 'require_all'] as const;

export const ruleNames: readonly string[] = [...checkNames, ...otherNames].sort();

export const logicalNames = ['anyof', 'allof', 'noneof', 'oneof'] as const;
export type LogicalName = (typeof logicalNames)[number];

/** Rules that name a function of Python, and what there is in their place. */
export const refusedRules: Readonly<Record<string, string>> = {
  check_with: 'names a function of Python, which is not run here; say it with the other rules, or in an expression of the mapping',
  validator: 'names a function of Python, which is not run here; say it with the other rules, or in an expression of the mapping',
  default_setter: 'names a function of Python, which is not run here; use default, or an expression of the mapping',
  rename_handler: 'names a function of Python, which is not run here; use rename, or the mapping itself',
};

/** Names of older versions of Cerberus. */
export const formerNames: Readonly<Record<string, string>> = {
  keyschema: 'keysrules',
  propertyschema: 'keysrules',
  valueschema: 'valuesrules',
};
