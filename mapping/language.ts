import type { MappingContext } from './mapping.js';
import type { Rule } from './rule.js';

/** The inputs of an expression by their labels. */
export type Labels = ReadonlyMap<string, unknown>;

export interface CompiledExpression {
  /** True: the result is a promise. */
  readonly isAsync: boolean;
  readonly evaluate: (labels: Labels, context: MappingContext) => unknown;
}

/** What is wrong with an expression. `kind` tells apart what a program may want to tell apart. */
export interface LanguageProblem {
  readonly kind: string;
  readonly message: string;
  /** Where in the text of the expression, in UTF-16 units from 0; absent where it is not known. */
  readonly offset?: number;
}

/**
 * The language of a mapping: what the walker of rules leaves to it. Records, inputs and results are values of the
 * language; null alone is known to the walker, as the value that is not there, and ''.
 */
export interface Language {
  /** A rule as it stands in the document, checked without what is nested in it. */
  readonly checkRule: (
    raw: unknown,
  ) =>
    | { readonly rule: Rule }
    | { readonly problems: readonly { readonly path: readonly (string | number)[]; readonly message: string }[] };
  /** A `default` of the document. */
  readonly constant: (value: unknown) => unknown;
  /** Reads one value of a record; null where there is none. Throws where the path cannot be walked. */
  readonly compilePath: (path: string) => (record: unknown) => unknown;
  /** Throws what `problemOf` understands. */
  readonly compileExpression: (text: string) => CompiledExpression;
  /** The records that a rule of type list walks over; undefined for one that gives an empty object. Throws for what is no list. */
  readonly elementsOf: (value: unknown) => readonly unknown[];
  /** The record of a rule of type dict. Throws for what is none. */
  readonly recordOf: (value: unknown) => unknown;
  /** A result as it is sent to the target. Throws for what cannot be sent. */
  readonly write: (value: unknown) => unknown;
  readonly problemOf: (error: unknown) => LanguageProblem | undefined;
}
