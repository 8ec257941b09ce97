import { isJsonObject } from '../core/json.js';
import { isInLongForm } from './document.js';

/** One rule of a document. */
export interface ListedRule {
  /** The field that it makes, in every element: `items[].qty`. */
  readonly field: string;
  /** Where it stands in the document. */
  readonly rule: readonly (string | number)[];
}

/** Every rule of a mapping document that compiles, those within others behind them. */
export function rulesOf(document: unknown): readonly ListedRule[] {
  const isLong = isInLongForm(document);
  const rules = isLong && isJsonObject(document) ? document['rules'] : document;
  return listed(rules, isLong ? ['rules'] : [], '');
}

function listed(rules: unknown, path: readonly string[], within: string): readonly ListedRule[] {
  if (!isJsonObject(rules)) return [];
  return Object.entries(rules).flatMap(([name, rule]) => {
    const field = within === '' ? name : `${within}.${name}`;
    const here = { field, rule: [...path, name] };
    if (!isJsonObject(rule) || !isJsonObject(rule['funct'])) return [here];
    const inside = rule['type'] === 'list' ? `${field}[]` : field;
    return [here, ...listed(rule['funct'], [...path, name, 'funct'], inside)];
  });
}
