/** What the engine itself refuses; everything else bears the name of the exception that Python would raise. */
export const engineKinds = ['forbidden', 'limit', 'syntax', 'zone', 'result'] as const;

/** An expression that failed. `kind` is one of `engineKinds`, or a Python exception's name such as `KeyError`. */
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
