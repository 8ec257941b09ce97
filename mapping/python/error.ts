/**
 * An expression that failed. `kind` is what the engine itself refuses: `forbidden`, `limit`, `syntax`, `zone`, `lookup` or
 * `result`; or the name of the exception that Python would raise, such as `KeyError`.
 */
export class PythonError extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.name = 'PythonError';
    this.kind = kind;
  }
}

export function typeError(message: string): PythonError {
  return new PythonError('TypeError', message);
}

export function valueError(message: string): PythonError {
  return new PythonError('ValueError', message);
}

export function limitError(message: string): PythonError {
  return new PythonError('limit', message);
}

export function overflowError(message: string): PythonError {
  return new PythonError('OverflowError', message);
}

export function zeroDivision(message: string): PythonError {
  return new PythonError('ZeroDivisionError', message);
}

export function forbidden(message: string): PythonError {
  return new PythonError('forbidden', message);
}
