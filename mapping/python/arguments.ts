import { typeError } from './error.js';
import type { Run } from './run.js';
import { type Argument, Callable, type Invoke, type Named, type Value } from './value.js';

interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly byPosition: boolean;
  readonly byName: boolean;
}

/** What a built-in function does, once its arguments are in the order of its parameters. */
export type Body = (run: Run, ...values: Argument[]) => Value;

/**
 * Parameters of a built-in function, in Python's notation: `split(sep?, maxsplit?)`, `len(obj, /)`,
 * `sorted(iterable, /, *, key?, reverse?)`. A `?` marks what may be left out.
 */
export class Signature {
  readonly name: string;
  readonly #parameters: readonly Parameter[];
  readonly #mostByPosition: number;
  readonly #takesNames: boolean;

  constructor(text: string) {
    const open = text.indexOf('(');
    this.name = text.slice(0, open);
    const words = text
      .slice(open + 1, -1)
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
    const [slash, star] = [words.indexOf('/'), words.indexOf('*')];
    this.#parameters = words.flatMap((word, index) =>
      word === '/' || word === '*'
        ? []
        : [{ name: word.replace('?', ''), required: !word.endsWith('?'), byPosition: star < 0 || index < star, byName: index > slash }],
    );
    this.#mostByPosition = this.#parameters.filter(({ byPosition }) => byPosition).length;
    this.#takesNames = this.#parameters.some(({ byName }) => byName);
  }

  /** The arguments in the order of the parameters. Throws TypeError where they do not fit. */
  bind(positional: readonly Value[], named: Named): readonly Argument[] {
    if (positional.length > this.#mostByPosition)
      throw typeError(`${this.name}() takes at most ${this.#mostByPosition} arguments (${positional.length} given)`);
    if (named.size === 0) {
      if (positional.length < this.#parameters.length) this.#checkRequired(positional);
      return positional;
    }
    if (!this.#takesNames) throw typeError(`${this.name}() takes no keyword arguments`);
    const values: Argument[] = [...positional];
    for (const [name, value] of named) {
      const index = this.#parameters.findIndex((parameter) => parameter.byName && parameter.name === name);
      if (index < 0) throw typeError(`'${name}' is an invalid keyword argument for ${this.name}()`);
      if (index < positional.length) throw typeError(`argument for ${this.name}() given by name ('${name}') and position`);
      values[index] = value;
    }
    this.#checkRequired(values);
    return values;
  }

  #checkRequired(values: readonly Argument[]): void {
    for (const [index, { name, required }] of this.#parameters.entries()) {
      if (required && values[index] === undefined) throw typeError(`${this.name}() missing required argument '${name}' (pos ${index + 1})`);
    }
  }
}

/** A built-in function from its signature and body. */
export function builtin(signature: string, body: Body): Callable {
  const bound = new Signature(signature);
  return new Callable(bound.name, invoking(bound, body));
}

export function invoking(signature: Signature, body: Body): Invoke {
  return (run, positional, named) => body(run, ...signature.bind(positional, named));
}
