import { ExpressionParser } from './expression-parser.js';
import { QueryProblem } from './problem.js';
import type { Join, Query, SelectItem, Source } from './syntax.js';
import { tokensOf } from './tokens.js';

/** Reads one SELECT of SuiteQL's dialect. Throws QueryProblem for what SuiteQL, or the sandbox, does not take. */
export function parseQuery(text: string): Query {
  const tokens = tokensOf(text);
  const [first] = tokens;
  if (first?.value === 'with') throw new QueryProblem('WITH is not supported');
  if (first?.value !== 'select' && first?.value !== '(') throw new QueryProblem('only SELECT is supported');
  const parser = new QueryParser(tokens);
  const query = parser.query();
  parser.end();
  return query;
}

const afterSource = [
  'on',
  'where',
  'join',
  'inner',
  'left',
  'right',
  'full',
  'cross',
  'group',
  'order',
  'having',
  'fetch',
  'offset',
  'limit',
  'union',
  'intersect',
  'minus',
];

class QueryParser extends ExpressionParser {
  query(): Query {
    this.expect('select');
    const isDistinct = this.accept('distinct');
    const top = this.accept('top') ? Number(this.take('number')) : undefined;
    const select = this.#selectList();
    this.expect('from');
    const from = this.#source();
    const joins: Join[] = [];
    for (let join = this.#join(); join !== undefined; join = this.#join()) joins.push(join);
    const where = this.accept('where') ? this.expression() : undefined;
    const groupBy = this.acceptAll('group', 'by') ? this.list() : [];
    const having = this.accept('having') ? this.expression() : undefined;
    const orderBy = this.acceptAll('order', 'by') ? this.#orderBy() : [];
    const skipped = this.#offset();
    const first = this.#fetch() ?? top;
    for (const word of ['limit', 'union', 'intersect', 'minus']) {
      if (this.isAt(word)) throw new QueryProblem(`${word.toUpperCase()} is not supported here`);
    }
    return { isDistinct, select, from, joins, where, groupBy, having, orderBy, first, skipped };
  }

  end(): void {
    if (this.peek().kind !== 'end') throw new QueryProblem(`"${this.peek().value}" is not expected`);
  }

  #selectList(): Query['select'] {
    const items: (SelectItem | { readonly star: string | undefined })[] = [this.#selectItem(0)];
    while (this.accept(',')) items.push(this.#selectItem(items.length));
    return items;
  }

  #selectItem(index: number): SelectItem | { readonly star: string | undefined } {
    if (this.accept('*')) return { star: undefined };
    if (this.peek(1).value === '.' && this.peek(2).value === '*') {
      const star = this.take('word');
      this.expect('.');
      this.expect('*');
      return { star };
    }
    const expression = this.expression();
    const hasAs = this.accept('as');
    const next = this.peek();
    const isAlias = next.kind === 'quoted' || (next.kind === 'word' && (hasAs || next.value !== 'from'));
    if (!isAlias) return { expression, name: expression.kind === 'column' ? expression.name : `expr${index + 1}` };
    this.skip();
    return { expression, name: next.value.toLowerCase() };
  }

  #source(): Source {
    const of = this.#sourceOf();
    this.accept('as');
    const next = this.peek();
    const hasAlias = next.kind === 'quoted' || (next.kind === 'word' && !afterSource.includes(next.value));
    if (hasAlias) this.skip();
    return { of, alias: hasAlias ? next.value.toLowerCase() : typeof of === 'string' ? of : '' };
  }

  #sourceOf(): string | Query {
    if (!this.accept('(')) return this.take('word');
    const query = this.query();
    this.expect(')');
    return query;
  }

  #join(): Join | undefined {
    if (this.accept(',')) return { kind: 'cross', source: this.#source(), on: undefined };
    if (this.acceptAll('cross', 'join')) return { kind: 'cross', source: this.#source(), on: undefined };
    if (this.isAt('right') || this.isAt('full'))
      throw new QueryProblem(`${this.peek().value.toUpperCase()} JOIN is not known to the sandbox`);
    const isLeft = this.accept('left');
    if (isLeft) this.accept('outer');
    else this.accept('inner');
    if (!this.accept('join')) return undefined;
    const source = this.#source();
    this.expect('on');
    return { kind: isLeft ? 'left' : 'inner', source, on: this.expression() };
  }

  #orderBy(): Query['orderBy'] {
    const items = [this.#orderItem()];
    while (this.accept(',')) items.push(this.#orderItem());
    return items;
  }

  #orderItem(): Query['orderBy'][number] {
    const by = this.expression();
    const isDescending = this.accept('desc');
    if (!isDescending) this.accept('asc');
    const nullsFirst = this.accept('nulls') ? this.accept('first') || (this.expect('last'), false) : undefined;
    return { by, isDescending, nullsFirst };
  }

  #offset(): number {
    if (!this.accept('offset')) return 0;
    const count = Number(this.take('number'));
    if (!this.accept('rows')) this.expect('row');
    return count;
  }

  #fetch(): number | undefined {
    if (!this.accept('fetch')) return undefined;
    if (!this.accept('first')) this.expect('next');
    const count = Number(this.take('number'));
    if (!this.accept('rows')) this.expect('row');
    this.expect('only');
    return count;
  }
}
