/** Where SOAP's types are declared: the part of a namespace that stays the same in every version. */
const urns = {
  core: ['core', 'platform'],
  messages: ['messages', 'platform'],
  common: ['common', 'platform'],
  scheduling: ['scheduling', 'activities'],
  communication: ['communication', 'general'],
  filecabinet: ['filecabinet', 'documents'],
  relationships: ['relationships', 'lists'],
  accounting: ['accounting', 'lists'],
  sales: ['sales', 'transactions'],
  purchases: ['purchases', 'transactions'],
  customers: ['customers', 'transactions'],
  inventory: ['inventory', 'transactions'],
  customization: ['customization', 'setup'],
} as const;

export type Namespace = keyof typeof urns;

export const namespaces = Object.keys(urns) as readonly Namespace[];

/** Such as `urn:sales_2025_2.transactions.webservices.netsuite.com`. */
export function urnOf(namespace: Namespace, version: string): string {
  const [first, second] = urns[namespace];
  return `urn:${first}_${version}.${second}.webservices.netsuite.com`;
}
