import { createHmac, randomBytes } from 'node:crypto';
import { parseXml, type XmlElement } from './xml.js';

/** What a call of a test is signed with, and how. */
export interface Signer {
  readonly account: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly tokenId: string;
  readonly tokenSecret: string;
}

export const demoSigner: Signer = { account: '1234567_SB1', consumerKey: 'ck', consumerSecret: 'cs', tokenId: 'tk', tokenSecret: 'ts' };

export interface SoapAnswer {
  readonly status: number;
  readonly text: string;
  readonly body: XmlElement;
}

export interface SoapCallOptions {
  readonly version?: string;
  readonly headers?: string;
  readonly passport?: Partial<{ account: string; nonce: string; timestamp: string; signature: string; algorithm: string; token: string }>;
  readonly action?: string;
}

/** Namespaces that test requests use, by the prefixes that they are bound to. */
function namespaces(version: string): string {
  const urns: Readonly<Record<string, string>> = {
    m: `messages_${version}.platform`,
    core: `core_${version}.platform`,
    common: `common_${version}.platform`,
    sales: `sales_${version}.transactions`,
    purchases: `purchases_${version}.transactions`,
    customers: `customers_${version}.transactions`,
    inventory: `inventory_${version}.transactions`,
    acct: `accounting_${version}.lists`,
    rel: `relationships_${version}.lists`,
    emp: `employees_${version}.lists`,
    setup: `customization_${version}.setup`,
    comm: `communication_${version}.general`,
    act: `scheduling_${version}.activities`,
    docs: `filecabinet_${version}.documents`,
  };
  return Object.entries(urns)
    .map(([prefix, urn]) => ` xmlns:${prefix}="urn:${urn}.webservices.netsuite.com"`)
    .join('');
}

/** A header with credentials, signed by hand. */
export function passportXml(signer: Signer, given: SoapCallOptions['passport'] = {}): string {
  const account = given.account ?? signer.account;
  const token = given.token ?? signer.tokenId;
  const nonce = given.nonce ?? randomBytes(10).toString('hex');
  const timestamp = given.timestamp ?? String(Math.floor(Date.now() / 1000));
  const base = [account, signer.consumerKey, token, nonce, timestamp].join('&');
  const signature = given.signature ?? createHmac('sha256', `${signer.consumerSecret}&${signer.tokenSecret}`).update(base).digest('base64');
  const algorithm = given.algorithm ?? 'HMAC-SHA256';
  return `<m:tokenPassport><core:account>${account}</core:account><core:consumerKey>${signer.consumerKey}</core:consumerKey><core:token>${token}</core:token><core:nonce>${nonce}</core:nonce><core:timestamp>${timestamp}</core:timestamp><core:signature algorithm="${algorithm}">${signature}</core:signature></m:tokenPassport>`;
}

/** Calls SOAP as a client that writes its XML by hand. `body` is the operation's element. */
export function soapCaller(url: string, signer: Signer = demoSigner) {
  return async (operation: string, body: string, options: SoapCallOptions = {}): Promise<SoapAnswer> => {
    const version = options.version ?? '2025_2';
    const envelope = `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"${namespaces(version)}><s:Header>${passportXml(signer, options.passport)}${options.headers ?? ''}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
    const response = await fetch(`${url}/services/NetSuitePort_${version}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${options.action ?? operation}"` },
      body: envelope,
    });
    const text = await response.text();
    const root = parseXml(text);
    const soapBody = root.children.find(({ name }) => name === 'Body');
    const [answer] = soapBody?.children ?? [];
    if (answer === undefined) throw new Error(`no answer in ${text}`);
    return { status: response.status, text, body: answer };
  };
}

/** The first element below that path, wherever its namespace was declared. */
export function at(element: XmlElement, path: string): XmlElement | undefined {
  return path.split('/').reduce<XmlElement | undefined>((current, name) => current?.children.find((child) => child.name === name), element);
}

export function textAt(element: XmlElement, path: string): string | undefined {
  return at(element, path)?.text;
}
