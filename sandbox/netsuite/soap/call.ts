import type { Role } from '../auth/role.js';
import type { Account } from '../records/account.js';
import { RecordProblem } from '../records/problem.js';
import type { SearchSessions } from '../search/sessions.js';
import type { AsyncJobs } from './async-jobs.js';
import type { SoapRequest } from './request.js';
import type { XmlWriter } from './xml-writer.js';

/** One call of SOAP on its way: what was asked, who asks, what there is to answer with. */
export interface SoapCall {
  readonly request: SoapRequest;
  readonly account: Account;
  readonly role: Role;
  readonly searches: SearchSessions;
  readonly jobs: AsyncJobs;
  readonly xml: XmlWriter;
  readonly limits: { readonly concurrency: number };
  /** Scheme, host and port as the client sees them. */
  readonly baseUrl: string;
}

/** The content of `…Response`, or, for a response of another name, all of it. */
export type SoapOperation = (call: SoapCall) => string;

export interface Detail {
  readonly code: string;
  readonly message: string;
  readonly type: 'ERROR' | 'WARN';
}

export function writeStatus(xml: XmlWriter, isSuccess: boolean, details: readonly Detail[] = []): string {
  return xml.element(
    ['core', 'status'],
    (inner) =>
      details
        .map(({ code, message, type }) =>
          inner.element(['core', 'statusDetail'], (deeper) => deeper.text('core', 'code', code) + deeper.text('core', 'message', message), {
            attributes: { type },
          }),
        )
        .join(''),
    { attributes: { isSuccess: String(isSuccess) } },
  );
}

/** What a record that is refused says in its status. Anything but a RecordProblem is thrown on. */
export function detailOf(error: unknown): Detail {
  if (!(error instanceof RecordProblem)) throw error;
  return { code: error.code, message: error.message, type: 'ERROR' };
}

/** Throws INSUFFICIENT_PERMISSION. */
export function checkPermission({ role }: Pick<SoapCall, 'role'>, recordType: string, level: 'view' | 'create' | 'edit' | 'full'): void {
  const lacking = role.lacks(recordType, level);
  if (lacking === undefined) return;
  throw new RecordProblem('INSUFFICIENT_PERMISSION', `Permission Violation: your role needs "${lacking}" with level ${level}.`, {
    status: 403,
  });
}
