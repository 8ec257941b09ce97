import { urnOf } from '../catalogue/namespaces.js';

/** A WSDL of the sandbox's own: every operation, with bodies of any XML. Enough for clients that build their own bodies. */
export function wsdl({
  version,
  baseUrl,
  operations,
}: {
  readonly version: string;
  readonly baseUrl: string;
  readonly operations: readonly string[];
}): string {
  const messages = urnOf('messages', version);
  const target = `urn:platform_${version}.webservices.netsuite.com`;
  const open = '<complexType><sequence><any minOccurs="0" maxOccurs="unbounded" processContents="skip"/></sequence></complexType>';
  const elements = operations.flatMap((name) => [
    `<element name="${name}">${open}</element>`,
    `<element name="${name}Response">${open}</element>`,
  ]);
  const parts = operations.flatMap((name) => [
    `<message name="${name}Request"><part name="parameters" element="m:${name}"/></message>`,
    `<message name="${name}Response"><part name="parameters" element="m:${name}Response"/></message>`,
  ]);
  const port = operations.map(
    (name) => `<operation name="${name}"><input message="tns:${name}Request"/><output message="tns:${name}Response"/></operation>`,
  );
  const binding = operations.map(
    (name) =>
      `<operation name="${name}"><soap:operation soapAction="${name}"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="${target}" xmlns:m="${messages}" targetNamespace="${target}">`,
    `<types><schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="${messages}" elementFormDefault="qualified">`,
    ...elements,
    '</schema></types>',
    ...parts,
    '<portType name="NetSuitePortType">',
    ...port,
    '</portType>',
    '<binding name="NetSuiteBinding" type="tns:NetSuitePortType"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>',
    ...binding,
    '</binding>',
    `<service name="NetSuiteService"><port name="NetSuitePort" binding="tns:NetSuiteBinding"><soap:address location="${baseUrl}/services/NetSuitePort_${version}"/></port></service>`,
    '</definitions>',
  ].join('\n');
}
