import { Compiler } from './compile/compiler.js';
import { Refusal } from './compile/refusal.js';
import { assignedNames, emptySlots, Frame, Scope } from './compile/scope.js';
import { PythonSyntaxError, parseExpression } from './compile/source.js';
import { asPythonError, Run, type RunInputs } from './run.js';
import type { Dict, Value } from './value.js';

/** An expression that is refused when it is compiled. */
export class CompileError extends Error {
  /** `syntax`, `forbidden`, `limit`, `result` or `NameError`. */
  readonly kind: string;
  /** Where in the expression, in UTF-16 units from 0; absent where it is not known. */
  readonly offset: number | undefined;

  constructor(kind: string, message: string, offset?: number) {
    super(message);
    this.name = 'CompileError';
    this.kind = kind;
    this.offset = offset;
  }
}

/** Evaluates over the inputs of a rule. Throws PythonError. */
export type Evaluate = (src: Dict, inputs: RunInputs) => Value;

const longest = 10_000;

/** Compiles an expression of a predecessor's map into closures; `names` are known besides those of the language. Throws CompileError. */
export function compilePython(text: string, names: ReadonlyMap<string, Value> = new Map()): Evaluate {
  if (text.length > longest) throw new CompileError('limit', `is longer than ${longest} characters`);
  try {
    return compile(text, names);
  } catch (error) {
    if (error instanceof PythonSyntaxError) throw new CompileError('syntax', error.message, error.offset);
    if (error instanceof Refusal) throw new CompileError(error.kind, error.message, error.offset);
    if (error instanceof RangeError) throw new CompileError('limit', 'is nested too deep');
    throw error;
  }
}

function compile(text: string, names: ReadonlyMap<string, Value>): Evaluate {
  const source = parseExpression(text);
  const scope = new Scope('function');
  scope.bind('src');
  for (const name of assignedNames(source.body)) scope.bind(name);
  const code = new Compiler(source, names).compile(source.body, scope);
  return (src, inputs) => {
    const slots = emptySlots(scope);
    slots[0] = src;
    try {
      return code(new Frame(new Run(inputs), slots));
    } catch (error) {
      throw asPythonError(error);
    }
  };
}
