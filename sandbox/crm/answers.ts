import { randomUUID } from 'node:crypto';

/** One problem of one property, as HubSpot lists it. */
export interface PropertyProblem {
  readonly property: string;
  readonly code: string;
  readonly message: string;
}

/** The body of a refusal; `context` says which record of a batch it is about. */
export interface ErrorAnswer {
  readonly status: 'error';
  readonly message: string;
  readonly category: string;
  readonly correlationId?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
  readonly errors?: readonly {
    readonly message: string;
    readonly code?: string;
    readonly context?: Readonly<Record<string, readonly string[]>>;
  }[];
  readonly [field: string]: unknown;
}

/** A request, or one record of a batch, that is refused. */
export class CrmRefusal extends Error {
  readonly status: number;
  readonly answer: ErrorAnswer;

  constructor(status: number, answer: Omit<ErrorAnswer, 'status'> & { readonly message: string; readonly category: string }) {
    super(answer.message);
    this.name = 'CrmRefusal';
    this.status = status;
    this.answer = { status: 'error', ...answer };
  }

  /** The body of an answer to a whole request. */
  body(): ErrorAnswer {
    return { correlationId: randomUUID(), ...this.answer };
  }
}

export function validationError(message: string, context?: Readonly<Record<string, readonly string[]>>): CrmRefusal {
  return new CrmRefusal(400, { message, category: 'VALIDATION_ERROR', ...(context !== undefined && { context }) });
}

export function notFound(message: string): CrmRefusal {
  return new CrmRefusal(404, { message, category: 'OBJECT_NOT_FOUND' });
}

/** Both shapes of a validation error: JSON inside the message until v3, a list of errors with codes since. */
export function invalidProperties(problems: readonly PropertyProblem[], isDated: boolean): CrmRefusal {
  if (isDated) {
    const errors = problems.map(({ property, code, message }) => ({ message, code, context: { propertyName: [property] } }));
    return new CrmRefusal(400, { message: problems[0]?.message ?? 'invalid', category: 'VALIDATION_ERROR', errors });
  }
  const list = problems.map(({ property, code, message }) => ({
    isValid: false,
    message,
    error: code,
    name: property,
    localizedErrorMessage: message,
  }));
  return validationError(`Property values were not valid: ${JSON.stringify(list)}`);
}

/** The envelope of every batch. Dated versions answer 200 or 201 even with errors in it; v3 turns to 207. */
export function batchAnswer(parts: {
  readonly results: readonly unknown[];
  readonly errors: readonly ErrorAnswer[];
  readonly status: number;
  readonly isDated: boolean;
  readonly now: Date;
}): { readonly status: number; readonly body: Readonly<Record<string, unknown>> } {
  const { results, errors, isDated, now } = parts;
  const moment = now.toISOString();
  const hasErrors = errors.length > 0;
  return {
    status: hasErrors && !isDated ? 207 : parts.status,
    body: {
      status: 'COMPLETE',
      results,
      ...(hasErrors && { numErrors: errors.length, errors }),
      startedAt: moment,
      completedAt: moment,
    },
  };
}
