/** Where a type is declared: the part of its namespace that stays the same in every version. */
const urns = {
  core: ['core', 'platform'],
  coreTypes: ['types.core', 'platform'],
  faults: ['faults', 'platform'],
  faultTypes: ['types.faults', 'platform'],
  messages: ['messages', 'platform'],
  common: ['common', 'platform'],
  scheduling: ['scheduling', 'activities'],
  communication: ['communication', 'general'],
  filecabinet: ['filecabinet', 'documents'],
  relationships: ['relationships', 'lists'],
  accounting: ['accounting', 'lists'],
  employees: ['employees', 'lists'],
  sales: ['sales', 'transactions'],
  purchases: ['purchases', 'transactions'],
  customers: ['customers', 'transactions'],
  inventory: ['inventory', 'transactions'],
  customization: ['customization', 'setup'],
} as const;

export type Namespace = keyof typeof urns;

/** Such as `urn:sales_2025_2.transactions.webservices.netsuite.com`. */
export function urnOf(namespace: Namespace, version: string): string {
  const [first, second] = urns[namespace];
  return `urn:${first}_${version}.${second}.webservices.netsuite.com`;
}

/** The namespaces of one version, by their URN. */
export function namespacesOf(version: string): ReadonlyMap<string, Namespace> {
  return new Map((Object.keys(urns) as Namespace[]).map((namespace) => [urnOf(namespace, version), namespace]));
}

export const soapEnvelope = 'http://schemas.xmlsoap.org/soap/envelope/';
export const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';
