/** An expression that cannot be compiled, or whose run failed. Messages are for the author of the mapping. */
export class ExpressionError extends Error {
  /** Where in the expression, in UTF-16 units from 0; absent where it is not known. */
  readonly offset: number | undefined;

  constructor(message: string, offset?: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExpressionError';
    this.offset = offset;
  }
}
