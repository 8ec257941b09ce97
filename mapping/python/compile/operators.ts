import { isEqual, isOrdered, isSame } from '../compare.js';
import { typeError } from '../error.js';
import { type Operator, operate } from '../operator/binary.js';
import { contains } from '../operator/membership.js';
import { inverted, negative, positive } from '../operator/unary.js';
import type { Run } from '../run.js';
import { isTrue } from '../truth.js';
import { typeNameOf, type Value } from '../value.js';
import type { Compiler, Expression } from './compiler.js';
import type { Code, Scope } from './scope.js';

const binary: Readonly<Record<Exclude<Expression<'BinOp'>['op']['nodeType'], 'MatMult'>, Operator>> = {
  Add: '+',
  Sub: '-',
  Mult: '*',
  Div: '/',
  FloorDiv: '//',
  Mod: '%',
  Pow: '**',
  LShift: '<<',
  RShift: '>>',
  BitOr: '|',
  BitXor: '^',
  BitAnd: '&',
};

export function compileBinary(compiler: Compiler, { left, op, right }: Expression<'BinOp'>, scope: Scope): Code {
  const [a, b] = [compiler.compile(left, scope), compiler.compile(right, scope)];
  if (op.nodeType === 'MatMult')
    return (frame) => {
      throw typeError(`unsupported operand type(s) for @: '${typeNameOf(a(frame))}' and '${typeNameOf(b(frame))}'`);
    };
  const operator = binary[op.nodeType];
  return (frame) => operate(frame.run, operator, a(frame), b(frame));
}

const unary = { USub: negative, UAdd: positive, Invert: inverted, Not: (value: Value) => !isTrue(value) } as const;

export function compileUnary(compiler: Compiler, { op, operand }: Expression<'UnaryOp'>, scope: Scope): Code {
  const [code, apply] = [compiler.compile(operand, scope), unary[op.nodeType]];
  return (frame) => apply(code(frame));
}

type Comparison = (run: Run, left: Value, right: Value) => boolean;

const comparisons: Readonly<Record<Expression<'Compare'>['ops'][number]['nodeType'], Comparison>> = {
  Eq: isEqual,
  NotEq: (run, left, right) => !isEqual(run, left, right),
  Lt: (run, left, right) => isOrdered(run, left, '<', right),
  LtE: (run, left, right) => isOrdered(run, left, '<=', right),
  Gt: (run, left, right) => isOrdered(run, left, '>', right),
  GtE: (run, left, right) => isOrdered(run, left, '>=', right),
  Is: (_, left, right) => isSame(left, right),
  IsNot: (_, left, right) => !isSame(left, right),
  In: (run, left, right) => contains(run, right, left),
  NotIn: (run, left, right) => !contains(run, right, left),
};

/** `a < b < c`: each operand is evaluated once, and none after the first that does not hold. */
export function compileCompare(compiler: Compiler, { left, ops, comparators }: Expression<'Compare'>, scope: Scope): Code {
  const first = compiler.compile(left, scope);
  const steps = comparators.map((node, index) => ({
    code: compiler.compile(node, scope),
    holds: comparisons[ops[index]?.nodeType ?? 'Eq'],
  }));
  return (frame) => {
    let current = first(frame);
    for (const { code, holds } of steps) {
      const next = code(frame);
      if (!holds(frame.run, current, next)) return false;
      current = next;
    }
    return true;
  };
}
