import type { ExprNode } from 'py-ast';
import { noSuchTable } from '../../lookup.js';
import { isKnownAttribute, readAttribute } from '../attributes.js';
import { isRefusedName, names } from '../builtins/names.js';
import { PythonError } from '../error.js';
import { readItem } from '../sequence/item.js';
import { isTrue } from '../truth.js';
import { Slice, type Value } from '../value.js';
import { compileCall } from './call.js';
import { compileComprehension } from './comprehension.js';
import { compileConstant } from './constant.js';
import { compileDict, compileFString, compileItems, compileSet } from './display.js';
import { compileLambda } from './lambda.js';
import { compileBinary, compileCompare, compileUnary } from './operators.js';
import { Refusal } from './refusal.js';
import type { Code, Place, Scope } from './scope.js';
import { PythonSyntaxError, type Source } from './source.js';

export type Expression<Type extends ExprNode['nodeType']> = Extract<ExprNode, { nodeType: Type }>;

/** Turns the nodes of one expression into closures. Whatever is not named here does not exist. */
export class Compiler {
  readonly #source: Source;
  readonly #tables: ReadonlyMap<string, Value>;

  constructor(source: Source, tables: ReadonlyMap<string, Value> = new Map()) {
    this.#source = source;
    this.#tables = tables;
  }

  compile(node: ExprNode, scope: Scope): Code {
    try {
      return this.#simple(node, scope);
    } catch (error) {
      if (error instanceof PythonSyntaxError && error.offset === undefined) throw new PythonSyntaxError(error.message, this.offsetOf(node));
      throw error;
    }
  }

  #simple(node: ExprNode, scope: Scope): Code {
    switch (node.nodeType) {
      case 'Constant':
        return compileConstant(node, this.textOf(node));
      case 'Name':
        return this.#name(node, scope);
      case 'Attribute':
        return this.#attribute(node, scope);
      case 'Subscript':
        return this.#subscript(node, scope);
      case 'Slice':
        return this.#slice(node, scope);
      case 'Call':
        return compileCall(this, node, scope);
      case 'IfExp':
        return this.#conditional(node, scope);
      case 'BoolOp':
        return this.#boolean(node, scope);
      case 'Compare':
        return compileCompare(this, node, scope);
      case 'BinOp':
        return compileBinary(this, node, scope);
      case 'UnaryOp':
        return compileUnary(this, node, scope);
      case 'NamedExpr':
        return this.#assignment(node, scope);
      default:
        return this.#composed(node, scope);
    }
  }

  #composed(node: ExprNode, scope: Scope): Code {
    switch (node.nodeType) {
      case 'Tuple':
      case 'List':
        return compileItems(this, node, scope);
      case 'Set':
        return compileSet(this, node, scope);
      case 'Dict':
        return compileDict(this, node, scope);
      case 'JoinedStr':
        return compileFString(this, node, scope);
      case 'Lambda':
        return compileLambda(this, node, scope);
      case 'ListComp':
      case 'SetComp':
      case 'DictComp':
      case 'GeneratorExp':
        return compileComprehension(this, node, scope);
      case 'Yield':
      case 'YieldFrom':
        throw new Refusal('result', 'a generator is no value that a record can carry', this.offsetOf(node));
      default:
        throw new PythonSyntaxError(`${node.nodeType} cannot stand here`, this.offsetOf(node));
    }
  }

  /** The source text of a node that lies on one line. */
  textOf(node: ExprNode): string {
    const { lineno, col_offset, end_col_offset } = node;
    return this.#source.parsed.lines[lineno - 1]?.subarray(col_offset, end_col_offset ?? undefined).toString('utf8') ?? '';
  }

  /** Where a node begins in the text as the author wrote it. */
  offsetOf(node: ExprNode): number {
    const { parsed } = this.#source;
    return parsed.writtenOffset(parsed.offsetOf(node.lineno, node.col_offset));
  }

  /** A table that is named as it stands must be there: found out before any record comes by. */
  checkTable({ func, args: [table] }: Expression<'Call'>, scope: Scope): void {
    if (func.nodeType !== 'Name' || func.id !== 'lookup' || scope.find('lookup') !== undefined || !this.#tables.has('lookup')) return;
    if (table?.nodeType !== 'Constant' || typeof table.value !== 'string' || this.#tables.has(table.value)) return;
    throw new Refusal(
      'lookup',
      noSuchTable(
        table.value,
        [...this.#tables.keys()].filter((name) => name !== 'lookup'),
      ),
      this.offsetOf(table),
    );
  }

  /** Whether the parentheses of a generator are its own: needed beside other arguments. */
  hasOwnParentheses(node: ExprNode, callee: ExprNode): boolean {
    const isCall = node.lineno === callee.end_lineno && node.col_offset === callee.end_col_offset;
    return !isCall && this.#source.parsed.lines[node.lineno - 1]?.[node.col_offset] === 40;
  }

  #name(node: Expression<'Name'>, scope: Scope): Code {
    const name = node.id.normalize('NFKC');
    const place = scope.find(name);
    if (place !== undefined) return readVariable(name, place);
    const value = this.#tables.get(name) ?? names.get(name);
    if (value !== undefined) return () => value;
    const offset = this.offsetOf(node);
    if (isRefusedName(name)) throw new Refusal('forbidden', `'${name}' may not be used in a mapping`, offset);
    throw new Refusal('NameError', `name '${name}' is not defined`, offset);
  }

  #attribute(node: Expression<'Attribute'>, scope: Scope): Code {
    const name = this.checkedAttribute(node);
    const object = this.compile(node.value, scope);
    return (frame) => readAttribute(frame.run, object(frame), name);
  }

  /** Attributes that no value has are refused before the expression runs. */
  checkedAttribute({ attr, end_lineno, end_col_offset }: Expression<'Attribute'>): string {
    const name = attr.normalize('NFKC');
    if (!name.startsWith('_') && isKnownAttribute(name)) return name;
    const { parsed } = this.#source;
    const start = parsed.offsetOf(end_lineno ?? 1, (end_col_offset ?? 0) - Buffer.byteLength(attr));
    throw new Refusal('forbidden', `no value has an attribute '${name}' that an expression may read`, parsed.writtenOffset(start));
  }

  #subscript({ value, slice }: Expression<'Subscript'>, scope: Scope): Code {
    const [object, index] = [this.compile(value, scope), this.compile(slice, scope)];
    return (frame) => readItem(frame.run, object(frame), index(frame));
  }

  #slice({ lower, upper, step }: Expression<'Slice'>, scope: Scope): Code {
    const [start, stop, by] = [lower, upper, step].map((part): Code => (part ? this.compile(part, scope) : () => null));
    if (start === undefined || stop === undefined || by === undefined) throw new PythonSyntaxError('invalid slice');
    return (frame) => new Slice(start(frame), stop(frame), by(frame));
  }

  #conditional({ test, body, orelse }: Expression<'IfExp'>, scope: Scope): Code {
    const [condition, yes, no] = [this.compile(test, scope), this.compile(body, scope), this.compile(orelse, scope)];
    return (frame) => (isTrue(condition(frame)) ? yes : no)(frame);
  }

  #boolean({ op, values }: Expression<'BoolOp'>, scope: Scope): Code {
    const wanted = op.nodeType === 'Or';
    const operands = values.map((value) => this.compile(value, scope));
    return (frame) => {
      let result: Value = null;
      for (const operand of operands) {
        result = operand(frame);
        if (isTrue(result) === wanted) return result;
      }
      return result;
    };
  }

  #assignment({ target, value }: Expression<'NamedExpr'>, scope: Scope): Code {
    if (target.nodeType !== 'Name') throw new PythonSyntaxError('cannot assign to this', this.offsetOf(target));
    const place = scope.findForAssignment(target.id.normalize('NFKC'));
    if (place === undefined)
      throw new PythonSyntaxError(`assignment expression cannot rebind comprehension iteration variable '${target.id}'`);
    const code = this.compile(value, scope);
    return (frame) => {
      const result = code(frame);
      let holder = frame;
      for (let depth = place.depth; depth > 0; depth -= 1) holder = holder.outer ?? holder;
      holder.slots[place.slot] = result;
      return result;
    };
  }
}

function readVariable(name: string, { depth, slot, kind }: Place): Code {
  if (depth === 0) return ({ slots }) => slots[slot] ?? missing(name, slots[slot], depth, kind);
  return (frame) => {
    let holder = frame;
    for (let left = depth; left > 0; left -= 1) holder = holder.outer ?? holder;
    return holder.slots[slot] ?? missing(name, holder.slots[slot], depth, kind);
  };
}

/** None is a value; undefined is a variable that nothing has been assigned to. */
function missing(name: string, value: Value | undefined, depth: number, kind: Place['kind']): Value {
  if (value === null) return null;
  const isLocal = depth === 0 && kind === 'function';
  throw new PythonError(isLocal ? 'UnboundLocalError' : 'NameError', `'${name}' has no value yet`);
}
