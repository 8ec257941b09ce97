/** Thrown where the interpreter has to decide: an operand is not of the plain types, or the answer is an error. */
class Beyond extends Error {}

const thrown = new Beyond('only the interpreter knows');

export function beyond(): never {
  throw thrown;
}

export function isBeyond(error: unknown): boolean {
  return error === thrown;
}

/** A number that the interpreter takes for one. */
export function finite(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : beyond();
}
