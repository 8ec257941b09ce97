/** A query that is refused: HTTP 400 with INVALID_PARAMETER. */
export class QueryProblem extends Error {
  constructor(message: string) {
    super(`Invalid search query. Search error occurred: ${message}.`);
    this.name = 'QueryProblem';
  }
}
