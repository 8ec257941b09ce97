import { QueryProblem } from './problem.js';
import type { BinaryOperator, Expression, Query } from './syntax.js';
import type { Token } from './tokens.js';

const comparisons = ['=', '<>', '<', '<=', '>', '>='];
const mostInList = 1000;
const end: Token = { kind: 'end', value: '' };

/** Reads expressions, from OR down to a single value. */
export abstract class ExpressionParser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  abstract query(): Query;

  expression(): Expression {
    return this.#chain(() => this.#chain(() => this.#negation(), ['and']), ['or']);
  }

  list(): readonly Expression[] {
    const items = [this.expression()];
    while (this.accept(',')) items.push(this.expression());
    return items;
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#position + ahead] ?? end;
  }

  skip(): void {
    this.#position += 1;
  }

  isAt(value: string): boolean {
    const { kind, value: found } = this.peek();
    return (kind === 'word' || kind === 'sign') && found === value;
  }

  accept(value: string): boolean {
    if (!this.isAt(value)) return false;
    this.skip();
    return true;
  }

  acceptAll(first: string, second: string): boolean {
    if (!this.isAt(first) || this.peek(1).value !== second) return false;
    this.skip();
    this.skip();
    return true;
  }

  expect(value: string): void {
    if (!this.accept(value)) throw new QueryProblem(`${value.toUpperCase()} is expected, not "${this.peek().value}"`);
  }

  take(kind: Token['kind']): string {
    const token = this.peek();
    if (token.kind !== kind) throw new QueryProblem(`a ${kind} is expected, not "${token.value}"`);
    this.skip();
    return token.value;
  }

  #chain(operand: () => Expression, operators: readonly string[]): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((each) => this.isAt(each));
      if (operator === undefined) return left;
      this.skip();
      left = { kind: 'binary', operator: operator as BinaryOperator, left, right: operand() };
    }
  }

  #negation(): Expression {
    if (this.accept('not')) return { kind: 'not', of: this.#negation() };
    return this.#comparison();
  }

  #comparison(): Expression {
    const left = this.#sum();
    const operator = comparisons.find((each) => this.isAt(each));
    if (operator !== undefined) {
      this.skip();
      return { kind: 'binary', operator: operator as BinaryOperator, left, right: this.#sum() };
    }
    if (this.accept('is')) {
      const isNegated = this.accept('not');
      this.expect('null');
      return { kind: 'isNull', of: left, isNegated };
    }
    const isNegated = this.accept('not');
    if (this.accept('in')) return this.#in(left, isNegated);
    if (this.accept('like')) {
      const pattern = this.#sum();
      return { kind: 'like', of: left, pattern, escape: this.accept('escape') ? this.take('text') : undefined, isNegated };
    }
    if (this.accept('between')) {
      const from = this.#sum();
      this.expect('and');
      return { kind: 'between', of: left, from, to: this.#sum(), isNegated };
    }
    if (isNegated) throw new QueryProblem(`"${this.peek().value}" after NOT is not expected`);
    return left;
  }

  #in(of: Expression, isNegated: boolean): Expression {
    this.expect('(');
    if (this.isAt('select')) {
      const query = this.query();
      this.expect(')');
      return { kind: 'in', of, list: query, isNegated };
    }
    const list = this.list();
    this.expect(')');
    if (list.length > mostInList) throw new QueryProblem(`a list of IN has at most ${mostInList} values, not ${list.length}`);
    return { kind: 'in', of, list, isNegated };
  }

  #sum(): Expression {
    return this.#chain(() => this.#chain(() => this.#zoned(), ['*', '/']), ['+', '-', '||']);
  }

  #zoned(): Expression {
    const of = this.#primary();
    if (!this.isAt('at') || this.peek(1).value !== 'time') return of;
    this.skip();
    this.skip();
    this.expect('zone');
    return { kind: 'zoned', of, zone: this.take('text') };
  }

  #primary(): Expression {
    const token = this.peek();
    if (token.kind === 'number') return this.#literal(Number(token.value));
    if (token.kind === 'text') return this.#literal(token.value);
    if (this.accept('-')) return { kind: 'negative', of: this.#primary() };
    if (this.accept('(')) return this.#bracket();
    if (this.accept('null')) return { kind: 'value', value: null };
    if (this.accept('case')) return this.#case();
    if (this.isAt('exists')) return this.#exists();
    if ((token.value === 'date' || token.value === 'timestamp') && this.peek(1).kind === 'text') {
      throw new QueryProblem(`${token.value.toUpperCase()} literals are not supported; use TO_DATE or TO_TIMESTAMP`);
    }
    if (token.kind === 'word' || token.kind === 'quoted') return this.#named();
    throw new QueryProblem(token.kind === 'end' ? 'it ends too early' : `"${token.value}" is not expected`);
  }

  #literal(value: string | number): Expression {
    this.skip();
    return { kind: 'value', value };
  }

  #bracket(): Expression {
    if (this.isAt('select')) {
      const query = this.query();
      this.expect(')');
      return { kind: 'scalar', query };
    }
    const inner = this.expression();
    if (this.isAt(',')) throw new QueryProblem('rows in brackets cannot be compared (ORA-01796: this operator cannot be used with lists)');
    this.expect(')');
    return inner;
  }

  #exists(): Expression {
    this.skip();
    this.expect('(');
    const query = this.query();
    this.expect(')');
    return { kind: 'exists', query };
  }

  #case(): Expression {
    const subject = this.isAt('when') ? undefined : this.expression();
    const branches: { readonly when: Expression; readonly then: Expression }[] = [];
    while (this.accept('when')) {
      const when = this.expression();
      this.expect('then');
      branches.push({
        when: subject === undefined ? when : { kind: 'binary', operator: '=', left: subject, right: when },
        then: this.expression(),
      });
    }
    const otherwise = this.accept('else') ? this.expression() : undefined;
    this.expect('end');
    return { kind: 'case', branches, otherwise };
  }

  #named(): Expression {
    const name = this.peek().value.toLowerCase();
    this.skip();
    if (this.accept('.')) {
      const second = this.peek().value.toLowerCase();
      this.skip();
      if (name === 'builtin' && this.isAt('(')) return this.#call(`builtin.${second}`);
      return { kind: 'column', table: name, name: second };
    }
    return this.isAt('(') ? this.#call(name) : { kind: 'column', table: undefined, name };
  }

  #call(name: string): Expression {
    this.expect('(');
    if (name === 'cast') {
      const of = this.expression();
      this.expect('as');
      this.take('word');
      if (this.accept('(')) {
        this.list();
        this.expect(')');
      }
      this.expect(')');
      return of;
    }
    if (this.accept('*')) {
      this.expect(')');
      return { kind: 'call', name, args: [], isDistinct: false, isStar: true };
    }
    const isDistinct = this.accept('distinct');
    const args = this.isAt(')') ? [] : this.list();
    this.expect(')');
    return { kind: 'call', name, args, isDistinct, isStar: false };
  }
}
