/** An answer of Magento's that is an error: `{ message, parameters }`, the placeholders of the message not filled in. */
export class MagentoError extends Error {
  readonly status: number;
  readonly parameters: Readonly<Record<string, unknown>> | readonly unknown[] | undefined;

  constructor(status: number, message: string, parameters?: Readonly<Record<string, unknown>> | readonly unknown[]) {
    super(message);
    this.name = 'MagentoError';
    this.status = status;
    this.parameters = parameters;
  }

  get body(): Readonly<Record<string, unknown>> {
    return { message: this.message, ...(this.parameters !== undefined && { parameters: this.parameters }) };
  }
}

export function noSuchRoute(): MagentoError {
  return new MagentoError(404, 'Request does not match any route.');
}

export function notAuthorized(resource: string): MagentoError {
  return new MagentoError(401, "The consumer isn't authorized to access %resources.", { resources: resource });
}

export function isRequired(fieldName: string): MagentoError {
  return new MagentoError(400, '"%fieldName" is required. Enter and try again.', { fieldName });
}

/** What Magento hides behind a report number: errors of PHP and of the database. */
export function internalError(report: string): MagentoError {
  return new MagentoError(500, `Internal Error. Details are available in Magento log file. Report ID: webapi-${report}`);
}
