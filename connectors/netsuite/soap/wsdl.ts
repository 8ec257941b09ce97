import { readFile } from 'node:fs/promises';
import { type IHttpClient, WSDL } from 'soap';
import { namespaces, urnOf } from './namespaces.js';

/** The operations that the connector calls. */
export const operations = [
  'search',
  'searchMoreWithId',
  'get',
  'getList',
  'addList',
  'updateList',
  'upsertList',
  'deleteList',
  'attach',
  'getSelectValue',
  'getDeleted',
  'getServerTime',
  'getAccountGovernanceInfo',
] as const;
export type Operation = (typeof operations)[number];

export interface WsdlOptions {
  readonly version: string;
  /** Path or address of the account's own; absent: ours. */
  readonly place?: string | undefined;
  readonly httpClient: IHttpClient;
}

const parsed = new Map<string, Promise<WSDL>>();

/** The description of the service, parsed once per process. Rejects where it cannot be read. */
export async function loadWsdl(options: WsdlOptions): Promise<WSDL> {
  const key = `${options.version} ${options.place ?? ''}`;
  const known = parsed.get(key);
  if (known !== undefined) return await known;
  const loading = parse(options);
  parsed.set(key, loading);
  loading.catch(() => parsed.delete(key));
  return await loading;
}

async function parse({ version, place, httpClient }: WsdlOptions): Promise<WSDL> {
  const text = place === undefined ? ownWsdl(version) : await textOf(place, httpClient);
  const wsdl = new WSDL(text, place ?? `netsuite-${version}.wsdl`, { httpClient });
  await new Promise<void>((resolve, reject) => {
    wsdl.onReady((error) => (error ? reject(error) : resolve()));
  });
  const missing = namespaces.filter((name) => !wsdl.xmlnsInEnvelope.includes(`xmlns:${name}=`));
  wsdl.xmlnsInEnvelope += missing.map((name) => ` xmlns:${name}="${urnOf(name, version)}"`).join('');
  return wsdl;
}

async function textOf(place: string, httpClient: IHttpClient): Promise<string> {
  if (!/^https?:/.test(place)) return await readFile(place, 'utf8');
  return await new Promise<string>((resolve, reject) => {
    void httpClient.request(place, null, (error: unknown, _response: unknown, body: unknown) =>
      error ? reject(error) : resolve(String(body)),
    );
  });
}

/** Every operation takes and gives any XML: bodies are built, and answers read, by the tables of this connector. */
function ownWsdl(version: string): string {
  const service = `urn:platform_${version}.webservices.netsuite.com`;
  const any =
    '<xsd:complexType><xsd:sequence><xsd:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/></xsd:sequence></xsd:complexType>';
  const both = operations.flatMap((name) => [name, `${name}Response`]);
  const elements = both.map((name) => `<xsd:element name="${name}">${any}</xsd:element>`);
  const messages = both.map((name) => `<message name="${name}"><part name="parameters" element="messages:${name}"/></message>`);
  const port = operations.map(
    (name) => `<operation name="${name}"><input message="tns:${name}"/><output message="tns:${name}Response"/></operation>`,
  );
  const literal = '<soap:body use="literal"/>';
  const bound = operations.map(
    (name) =>
      `<operation name="${name}"><soap:operation soapAction="${name}"/><input>${literal}</input><output>${literal}</output></operation>`,
  );
  return `<?xml version="1.0"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="${service}" xmlns:messages="${urnOf('messages', version)}" targetNamespace="${service}">
<types><xsd:schema targetNamespace="${urnOf('messages', version)}" elementFormDefault="qualified">${elements.join('')}</xsd:schema></types>
${messages.join('')}
<portType name="NetSuitePortType">${port.join('')}</portType>
<binding name="NetSuiteBinding" type="tns:NetSuitePortType">
<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>${bound.join('')}</binding>
<service name="NetSuiteService"><port name="NetSuitePort" binding="tns:NetSuiteBinding"><soap:address location="http://localhost/"/></port></service>
</definitions>`;
}
