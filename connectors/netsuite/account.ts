import type { NetSuiteSettings } from './settings.js';

/** Where an account answers, and what it is called in which place. */
export interface AccountAddress {
  /** As NetSuite writes it, upper-case with an underscore: in signatures and as the OAuth realm. */
  readonly account: string;
  readonly baseUrl: string;
  readonly soapUrl: string;
  readonly tokenUrl: string;
}

/**
 * The addresses of an account. `baseUrl` wins over the host that is made from the account id.
 * https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1498754928.html
 */
export function addressOf(settings: Pick<NetSuiteSettings, 'account' | 'baseUrl' | 'soapVersion'>): AccountAddress {
  const account = settings.account.toUpperCase().replace('-', '_');
  const host = account.toLowerCase().replace('_', '-');
  const baseUrl = (settings.baseUrl ?? `https://${host}.suitetalk.api.netsuite.com`).replace(/\/+$/, '');
  return {
    account,
    baseUrl,
    soapUrl: `${baseUrl}/services/NetSuitePort_${settings.soapVersion}`,
    tokenUrl: `${baseUrl}/services/rest/auth/oauth2/v1/token`,
  };
}
