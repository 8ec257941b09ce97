import type { JsonValue } from '../../core/json.js';

/** So many findings are told of a record; the others are counted. */
const mostTold = 20;
const longestValue = 60;

/** What is wrong with a record: each finding with its place in people's terms, `items[3].qty`. */
export class Findings {
  readonly #told: string[] = [];
  readonly #places = new Set<string>();
  #count = 0;

  add(path: string, message: string): void {
    this.#count += 1;
    if (this.#told.length < mostTold) this.#told.push(path === '' ? message : `${path}: ${message}`);
    this.#places.add(path);
  }

  get count(): number {
    return this.#count;
  }

  /** Whether something was found at this very place. */
  has(path: string): boolean {
    return this.#places.has(path);
  }

  /** All of them in one line. */
  describe(): string {
    const more = this.#count - this.#told.length;
    return [...this.#told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  }
}

/** A value in a message: a text in single quotes, anything else as JSON; never long. */
export function told(value: JsonValue): string {
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  const points = Array.from(text.slice(0, longestValue * 2));
  return points.length > longestValue ? `${points.slice(0, longestValue).join('')}…` : text;
}

/** A list of values in a message. */
export function toldAll(values: readonly JsonValue[]): string {
  const shown = values.slice(0, 10).map(told).join(', ');
  return values.length > 10 ? `${shown}, …` : shown;
}

/** A field within an object, or an element within a list. */
export function within(path: string, step: string | number): string {
  if (typeof step === 'number') return `${path}[${step}]`;
  return path === '' ? step : `${path}.${step}`;
}
