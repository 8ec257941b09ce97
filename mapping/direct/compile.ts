import type jsonata from 'jsonata';
import type { JsonValue } from '../../core/json.js';
import type { LookupTables, LookupUse } from '../lookup.js';
import { beyond, finite } from './beyond.js';
import { directFunctions, isTrue } from './functions.js';
import { operators } from './operators.js';
import { walk } from './path.js';

/** What an expression reads. */
export interface DirectInputs {
  readonly labels: Readonly<Record<string, JsonValue>>;
  readonly lookupUses?: LookupUse[] | undefined;
}

/** Undefined where the expression gives nothing. Throws `beyond` where the interpreter has to decide. */
export type DirectCode = (inputs: DirectInputs) => unknown;

interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly lhs?: Node;
  readonly rhs?: Node;
  readonly expression?: Node;
  readonly expressions?: readonly Node[];
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly procedure?: Node;
  readonly arguments?: readonly Node[];
}

const literal: readonly string[] = ['type', 'value', 'position'];

/** The only members that a node of a kind may have: with any other it means more than is known here. */
const members: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['path', ['type', 'steps']],
  ['name', literal],
  ['string', literal],
  ['number', literal],
  ['value', literal],
  ['variable', literal],
  ['binary', [...literal, 'lhs', 'rhs']],
  ['unary', [...literal, 'expression']],
  ['condition', ['type', 'position', 'condition', 'then', 'else']],
  ['block', ['type', 'position', 'expressions']],
  ['function', [...literal, 'name', 'arguments', 'procedure']],
]);

function isKnown(node: Node): boolean {
  const known = members.get(node.type) ?? [];
  return Object.keys(node).every((name) => known.includes(name));
}

/**
 * Compiles the plain part of JSONata into closures: paths, literals, operators, conditions, and the commonest functions,
 * over the commonest types. Undefined for an expression that holds anything else. What an operand makes difficult is
 * left to the interpreter at run time, so that both never differ.
 */
export function compileDirect(ast: jsonata.ExprNode, lookups: LookupTables | undefined): DirectCode | undefined {
  return new DirectCompiler(lookups).compile(ast as unknown as Node);
}

class DirectCompiler {
  readonly #lookups: LookupTables | undefined;

  constructor(lookups: LookupTables | undefined) {
    this.#lookups = lookups;
  }

  compile(node: Node | undefined): DirectCode | undefined {
    if (node === undefined || !isKnown(node)) return undefined;
    switch (node.type) {
      case 'path':
        return this.#path(node.steps ?? []);
      case 'string':
      case 'number':
      case 'value':
        return () => node.value;
      case 'binary':
        return this.#binary(node);
      case 'unary':
        return this.#negation(node);
      case 'condition':
        return this.#condition(node);
      case 'block':
        return node.expressions?.length === 1 ? this.compile(node.expressions[0]) : undefined;
      case 'function':
        return this.#call(node);
      default:
        return undefined;
    }
  }

  #path(steps: readonly Node[]): DirectCode | undefined {
    if (!steps.every((step) => step.type === 'name' && typeof step.value === 'string' && isKnown(step))) return undefined;
    const [label, ...rest] = steps.map((step) => String(step.value));
    if (label === undefined) return undefined;
    if (rest.length === 0) return ({ labels }) => (Object.hasOwn(labels, label) ? labels[label] : undefined);
    return ({ labels }) => walk(labels, [label, ...rest]);
  }

  #binary({ value, lhs, rhs }: Node): DirectCode | undefined {
    const [left, right] = [this.compile(lhs), this.compile(rhs)];
    if (left === undefined || right === undefined) return undefined;
    if (value === 'and') return (inputs) => isTrue(left(inputs)) && isTrue(right(inputs));
    if (value === 'or') return (inputs) => isTrue(left(inputs)) || isTrue(right(inputs));
    const operate = operators.get(value);
    return operate === undefined ? undefined : (inputs) => operate(left(inputs), right(inputs));
  }

  #negation({ value, expression }: Node): DirectCode | undefined {
    const operand = value === '-' ? this.compile(expression) : undefined;
    return operand === undefined ? undefined : (inputs) => -finite(operand(inputs));
  }

  #condition(node: Node): DirectCode | undefined {
    const [test, yes] = [this.compile(node.condition), this.compile(node.then)];
    const no = node.else === undefined ? () => undefined : this.compile(node.else);
    if (test === undefined || yes === undefined || no === undefined) return undefined;
    return (inputs) => (isTrue(test(inputs)) ? yes(inputs) : no(inputs));
  }

  #call({ procedure, arguments: given = [], value }: Node): DirectCode | undefined {
    if (value !== '(' || procedure?.type !== 'variable' || !isKnown(procedure)) return undefined;
    const codes = given.map((node) => this.compile(node)).filter((code) => code !== undefined);
    if (codes.length < given.length) return undefined;
    if (procedure.value === 'lookup') return this.#lookup(codes);
    const direct = directFunctions.get(String(procedure.value));
    const [first, second, third] = codes;
    if (direct === undefined || first === undefined || codes.length < direct.least || codes.length > direct.most) return undefined;
    const { call } = direct;
    if (second === undefined) return (inputs) => call(first(inputs));
    if (third === undefined) return (inputs) => call(first(inputs), second(inputs));
    return (inputs) => call(first(inputs), second(inputs), third(inputs));
  }

  #lookup([table, key, ...others]: readonly DirectCode[]): DirectCode | undefined {
    const lookups = this.#lookups;
    if (lookups === undefined || table === undefined || key === undefined || others.length > 0) return undefined;
    return (inputs) => {
      const name = table(inputs);
      return typeof name === 'string' ? lookups.find(name, key(inputs), inputs.lookupUses) : beyond();
    };
  }
}
