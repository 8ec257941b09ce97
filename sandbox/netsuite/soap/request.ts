import type { TokenPassport } from '../auth/token-passport.js';
import { namespacesOf, soapEnvelope, urnOf } from '../catalogue/namespaces.js';
import { invalidCredentials, invalidXml, SoapFault, unexpectedError } from './faults.js';
import { readScalar } from './read-fields.js';
import { childNamed, parseXml, type XmlElement, XmlProblem } from './xml.js';

export interface SearchPreferences {
  readonly isBodyOnly: boolean;
  readonly returnsColumns: boolean;
  readonly pageSize: number;
}

/** A call as it came in: its operation, its headers. */
export interface SoapRequest {
  readonly version: string;
  readonly operation: string;
  /** The element of the operation. */
  readonly element: XmlElement;
  readonly passport: TokenPassport | undefined;
  readonly search: SearchPreferences;
  readonly warningAsError: boolean;
  readonly ignoresReadOnly: boolean;
}

export interface SoapMessage {
  readonly text: string;
  readonly version: string;
  /** The SOAPAction header, without quotes. */
  readonly action: string;
}

/** Reads an envelope. Throws SoapFault for what NetSuite does not take. */
export function readRequest({ text, version, action }: SoapMessage): SoapRequest {
  const envelope = parse(text);
  if (envelope.name !== 'Envelope' || envelope.namespace !== soapEnvelope) throw invalidXml('The root must be the Envelope of SOAP 1.1');
  const body = childNamed(envelope, 'Body');
  const [element, ...others] = body?.children ?? [];
  if (element === undefined || others.length > 0) throw invalidXml('The Body must have exactly one element');
  checkNamespace(element, version);
  if (element.name !== action) throw invalidXml(`SOAPAction is "${action}", and the Body has "${element.name}"`);
  const headers = childNamed(envelope, 'Header')?.children ?? [];
  for (const header of headers) checkHeader(header, element.name, version);
  const preferences = headers.find(({ name }) => name === 'preferences');
  return {
    version,
    operation: element.name,
    element,
    passport: passportOf(headers, version),
    search: searchPreferences(headers.find(({ name }) => name === 'searchPreferences')),
    warningAsError: flag(preferences, 'warningAsError') ?? false,
    ignoresReadOnly: flag(preferences, 'ignoreReadOnlyFields') ?? false,
  };
}

function parse(text: string): XmlElement {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof XmlProblem || error instanceof Error)
      throw new SoapFault(`org.xml.sax.SAXParseException: ${error.message}`, undefined);
    throw error;
  }
}

function checkNamespace(element: XmlElement, version: string): void {
  if (element.namespace === urnOf('messages', version)) return;
  const isOther = /^urn:messages_(\d{4}_\d)\.platform/.exec(element.namespace)?.[1];
  if (isOther !== undefined) {
    throw new SoapFault(`The endpoint is of version ${version}, and the request of ${isOther}.`, {
      fault: 'invalidVersionFault',
      code: 'INVALID_WS_VERSION',
    });
  }
  throw invalidXml(`${element.name} stands in "${element.namespace}" and belongs to "${urnOf('messages', version)}"`);
}

/** The headers that an operation takes; the WSDL binds no preferences to searches and getServerTime. */
const headerNames = ['tokenPassport', 'applicationInfo', 'partnerInfo', 'preferences', 'searchPreferences'];
const withoutPreferences = ['search', 'searchMoreWithId', 'asyncSearch', 'getServerTime'];

function checkHeader(header: XmlElement, operation: string, version: string): void {
  if (!headerNames.includes(header.name) || namespacesOf(version).get(header.namespace) !== 'messages') {
    throw invalidXml(`The header ${header.name} of "${header.namespace}" is not known`);
  }
  const isMisplaced =
    (header.name === 'preferences' && withoutPreferences.includes(operation)) ||
    (header.name === 'searchPreferences' && !['search', 'searchMoreWithId', 'asyncSearch'].includes(operation));
  if (isMisplaced) throw invalidXml(`The header ${header.name} does not belong to ${operation}`);
}

function passportOf(headers: readonly XmlElement[], version: string): TokenPassport | undefined {
  const passport = headers.find(({ name }) => name === 'tokenPassport');
  if (passport === undefined) return undefined;
  const application = headers.find(({ name }) => name === 'applicationInfo');
  const applicationId = application === undefined ? undefined : childNamed(application, 'applicationId')?.text.trim();
  if (applicationId !== undefined && applicationId !== '') {
    throw unexpectedError('An application id must not be sent along with a tokenPassport.', 'USER_ERROR');
  }
  const wanted = ['account', 'consumerKey', 'token', 'nonce', 'timestamp', 'signature'];
  const core = urnOf('core', version);
  const names = passport.children.map(({ name, namespace }) => (namespace === core ? name : `{${namespace}}${name}`));
  if (names.join() !== wanted.join()) throw invalidXml(`The tokenPassport has ${names.join(', ')}; it takes ${wanted.join(', ')} of core`);
  const valueOf = (name: string): string => childNamed(passport, name)?.text.trim() ?? '';
  return {
    account: valueOf('account'),
    consumerKey: valueOf('consumerKey'),
    token: valueOf('token'),
    nonce: valueOf('nonce'),
    timestamp: valueOf('timestamp'),
    signature: valueOf('signature'),
    algorithm: childNamed(passport, 'signature')?.attributes.get('algorithm') ?? '',
  };
}

/** Throws where there is none. */
export function neededPassport(request: SoapRequest): TokenPassport {
  if (request.passport === undefined) throw invalidCredentials('You have entered no credentials: the tokenPassport is missing.');
  return request.passport;
}

function searchPreferences(header: XmlElement | undefined): SearchPreferences {
  const size = header === undefined ? undefined : childNamed(header, 'pageSize')?.text.trim();
  if (size !== undefined && (!/^\d+$/.test(size) || Number(size) < 5 || Number(size) > 1000)) {
    throw unexpectedError(`The page size must be between 5 and 1000, not ${size}.`, 'USER_ERROR');
  }
  return {
    isBodyOnly: flag(header, 'bodyFieldsOnly') ?? true,
    returnsColumns: flag(header, 'returnSearchColumns') ?? true,
    pageSize: size === undefined ? 1000 : Number(size),
  };
}

function flag(header: XmlElement | undefined, name: string): boolean | undefined {
  const element = header === undefined ? undefined : childNamed(header, name);
  return element === undefined ? undefined : readScalar(element.text, { name, kind: 'boolean', of: undefined }) === true;
}
