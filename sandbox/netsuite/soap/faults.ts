import { urnOf } from '../catalogue/namespaces.js';
import { escapeXml } from './xml.js';

/** A call that is refused as a whole: HTTP 500 with a SOAP fault. */
export class SoapFault extends Error {
  /** Element of the detail, such as `invalidCredentialsFault`. Absent: a fault of the XML itself, which has none. */
  readonly fault: string | undefined;
  readonly code: string | undefined;

  constructor(message: string, detail: { readonly fault: string; readonly code: string } | undefined) {
    super(message);
    this.name = 'SoapFault';
    this.fault = detail?.fault;
    this.code = detail?.code;
  }

  body(version: string): string {
    const faults = urnOf('faults', version);
    const detail =
      this.fault === undefined
        ? ''
        : `<platformFaults:${this.fault} xmlns:platformFaults="${faults}"><platformFaults:code>${this.code}</platformFaults:code><platformFaults:message>${escapeXml(this.message)}</platformFaults:message></platformFaults:${this.fault}>`;
    return `<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode><faultstring>${escapeXml(this.message)}</faultstring><detail>${detail}<ns1:hostname xmlns:ns1="http://xml.apache.org/axis/">sandbox.partners.example</ns1:hostname></detail></soapenv:Fault>`;
  }
}

/** What the schema does not allow. */
export function invalidXml(message: string): SoapFault {
  return new SoapFault(`org.xml.sax.SAXException: ${message}`, undefined);
}

export function invalidCredentials(message: string, code = 'INVALID_LOGIN_CREDENTIALS'): SoapFault {
  return new SoapFault(message, { fault: 'invalidCredentialsFault', code });
}

export function unexpectedError(message: string, code = 'USER_ERROR'): SoapFault {
  return new SoapFault(message, { fault: 'unexpectedErrorFault', code });
}

export function tooManyRecords(message: string): SoapFault {
  return new SoapFault(message, { fault: 'exceededRecordCountFault', code: 'MAX_RCRDS_EXCEEDED' });
}

export function requestBlocked(): SoapFault {
  return new SoapFault('Only so many requests may be under way at a time for this account. Try again later.', {
    fault: 'exceededConcurrentRequestLimitFault',
    code: 'WS_REQUEST_BLOCKED',
  });
}

export function noPermission(permission: string): SoapFault {
  return new SoapFault(`Your role does not have the permission "${permission}".`, {
    fault: 'insufficientPermissionFault',
    code: 'WS_PERMISSION_REQD',
  });
}
