/** A record that is refused: a status detail of SOAP, an error of REST. `code` is NetSuite's. */
export class RecordProblem extends Error {
  readonly code: string;
  /** HTTP status of REST. */
  readonly status: number;
  /** Where in the request, such as `item.items[0].quantity`. */
  readonly path: string | undefined;

  constructor(code: string, message: string, options: { readonly status?: number; readonly path?: string } = {}) {
    super(message);
    this.name = 'RecordProblem';
    this.code = code;
    this.status = options.status ?? 400;
    this.path = options.path;
  }
}

export function userError(message: string, path?: string): RecordProblem {
  return new RecordProblem('USER_ERROR', message, path === undefined ? {} : { path });
}

export function noSuchRecord(): RecordProblem {
  return new RecordProblem('RCRD_DSNT_EXIST', 'That record does not exist.', { status: 404 });
}

export function invalidKey(field: string, key: string): RecordProblem {
  return new RecordProblem('INVALID_KEY_OR_REF', `Invalid ${field} reference key ${key}.`, { path: field });
}
