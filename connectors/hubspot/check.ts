import { ConnectorError } from '../../core/errors.js';
import type { Check } from '../connector.js';
import type { HubSpotApi } from './api.js';
import { type Catalogue, keyProblem } from './catalogue.js';
import { type HubSpotSettings, objectOf, writableTxTypes } from './settings.js';

const timeoutMs = 30_000;

/** Credentials, scopes, key properties and the daily budget, in the order in which they would fail. */
export async function checkPortal(parts: {
  readonly api: HubSpotApi;
  readonly catalogue: Catalogue;
  readonly settings: HubSpotSettings;
}): Promise<readonly Check[]> {
  const { api, settings } = parts;
  const token = await attempt('token', async (signal) => {
    const account = await api.account(signal);
    return { isOk: true, detail: `valid; portal ${account.portalId}${account.timeZone ? `, time zone ${account.timeZone}` : ''}` };
  });
  if (!token.isOk) return [token];
  const scopes = await attempt('scopes', async (signal) => await checkScopes(api, settings, signal));
  const keys: Check[] = [];
  for (const txType of writableTxTypes) {
    keys.push(await attempt(`key of ${txType}`, async (signal) => await checkKey({ ...parts, txType }, signal)));
  }
  return [token, scopes, ...keys, await attempt('daily budget', async (signal) => await checkBudget(api, signal))];
}

type Finding = Omit<Check, 'name'>;

async function attempt(name: string, look: (signal: AbortSignal) => Promise<Finding>): Promise<Check> {
  try {
    return { name, ...(await look(AbortSignal.timeout(timeoutMs))) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name, isOk: false, detail, fix: fixOf(error) };
  }
}

function fixOf(error: unknown): string {
  if (!(error instanceof ConnectorError)) return 'See the message.';
  if (error.code === 'Auth') return 'Put a valid access token into the setting "token".';
  if (error.code === 'Config') return 'Grant the scope that is named, or correct baseUrl and apiVersion.';
  return 'Try again; if it stays, see status.hubspot.com and the network in between.';
}

/** Old and new stand-ins do not know this route; what the token may do shows in the other checks then. */
async function checkScopes(api: HubSpotApi, settings: HubSpotSettings, signal: AbortSignal): Promise<Finding> {
  let granted: readonly string[];
  try {
    granted = (await api.token(settings.token, signal)).scopes;
  } catch (error) {
    if (!(error instanceof ConnectorError) || (error.code !== 'Config' && error.code !== 'Refused')) throw error;
    return { isOk: true, detail: 'not told for this kind of token' };
  }
  const types = new Set(writableTxTypes.flatMap((txType) => objectOf(settings, txType)?.type ?? []));
  const wanted = [...types]
    .filter((type) => type !== 'products' && type !== 'line_items')
    .flatMap((type) => [`crm.objects.${type}.read`, `crm.objects.${type}.write`]);
  const missing = wanted.filter((scope) => !granted.includes(scope));
  if (!granted.includes('e-commerce')) {
    for (const type of ['products', 'line_items']) {
      for (const right of ['read', 'write'])
        if (!granted.includes(`crm.objects.${type}.${right}`)) missing.push(`crm.objects.${type}.${right}`);
    }
  }
  if (missing.length === 0) return { isOk: true, detail: `${granted.length} scopes, all that are needed` };
  return {
    isOk: false,
    detail: `missing: ${missing.join(', ')}`,
    fix: 'Grant them to the service key or private app, as far as a sync writes these objects.',
  };
}

async function checkKey(
  parts: { readonly catalogue: Catalogue; readonly settings: HubSpotSettings; readonly txType: (typeof writableTxTypes)[number] },
  signal: AbortSignal,
): Promise<Finding> {
  const { catalogue, settings, txType } = parts;
  const object = objectOf(settings, txType);
  if (object === undefined) return { isOk: true, detail: 'not written' };
  const definitions = await catalogue.definitions({ type: object.type, names: [object.idProperty], signal });
  const problem = keyProblem(object, definitions);
  if (problem === undefined) return { isOk: true, detail: `"${object.idProperty}" of ${object.type} is unique` };
  if (settings.objects[txType] === undefined) {
    return { isOk: true, detail: `${problem.detail} It is needed only if a sync writes ${txType}. ${problem.fix}` };
  }
  return { isOk: false, ...problem };
}

async function checkBudget(api: HubSpotApi, signal: AbortSignal): Promise<Finding> {
  const usage = (await api.usage(signal)).find((each) => typeof each.usageLimit === 'number');
  const limit = usage?.usageLimit ?? 0;
  const used = usage?.currentUsage ?? 0;
  if (usage === undefined || limit === 0) return { isOk: true, detail: 'not told for this kind of token' };
  const detail = `${used} of ${limit} requests used today`;
  if (used < limit * 0.95) return { isOk: true, detail };
  return { isOk: false, detail, fix: 'Wait for midnight in the portal, lower other apps, or buy the API limit increase.' };
}
