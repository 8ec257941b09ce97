import { ConnectorError } from '../../core/errors.js';
import { instantMs } from '../../core/instant.js';
import type { Check, ConnectorContext } from '../connector.js';
import type { Reader } from './reader.js';
import type { RestApi } from './rest/api.js';
import { textAt } from './rest/read-row.js';
import type { NetSuiteSettings } from './settings.js';
import { type SoapApi, statusOf } from './soap/api.js';
import { childOf, textOf } from './soap/xml-node.js';
import { fromQueryTime, isZone, queryFormat } from './values/times.js';

export interface CheckParts {
  readonly settings: NetSuiteSettings;
  readonly context: ConnectorContext;
  readonly rest: RestApi;
  readonly soap: SoapApi;
  readonly reader: Reader;
}

const timeoutMs = 30_000;
/** Signatures are refused beyond five minutes; records come late long before. */
const toleratedSeconds = 30;
/** The last version of SOAP that Oracle has planned, and the last to go. */
const lastVersion = '2025_2';

/** Login and clock, version, time zone, permissions and limits. Never throws. */
export async function checkAccount(parts: CheckParts): Promise<readonly Check[]> {
  const login = await attempt('login and clock', async (signal) => checkClock(await parts.reader.serverTime(signal), parts));
  if (!login.isOk) return [login];
  const { transport } = parts.settings;
  const usesRest = transport.read === 'rest' || transport.write === 'rest';
  const usesSoap =
    transport.read === 'soap' || transport.write === 'soap' || (parts.settings.includeDeletions && transport.deletions === 'soap');
  return [
    login,
    ...(usesSoap ? [checkVersion(parts.settings)] : []),
    ...(usesRest ? [await attempt('time zone', async (signal) => await checkZone(parts, signal))] : []),
    ...(usesRest ? [await attempt('read orders, customers and items', async (signal) => await checkTables(parts, signal))] : []),
    ...(usesSoap ? [await attempt('SOAP', async (signal) => await checkSoap(parts, signal))] : []),
    await attempt('limits', async (signal) => await checkLimits(parts, signal)),
  ];
}

type Finding = Omit<Check, 'name'>;

async function attempt(name: string, look: (signal: AbortSignal) => Promise<Finding>): Promise<Check> {
  try {
    return { name, ...(await look(AbortSignal.timeout(timeoutMs))) };
  } catch (error) {
    return { name, isOk: false, detail: error instanceof Error ? error.message : String(error), fix: fixOf(error) };
  }
}

function fixOf(error: unknown): string {
  const code = error instanceof ConnectorError ? error.code : undefined;
  if (code === 'Auth')
    return 'Check the keys, that the token is active, and this machine’s clock; the Login Audit Trail in NetSuite says what was wrong.';
  if (code === 'Config') return 'Grant the permission that is named to the role of the token, or correct the setting that is named.';
  return 'See that the account can be reached from this machine; then check again.';
}

function checkClock(time: Parameters<typeof instantMs>[0], { context }: CheckParts): Finding {
  const seconds = Math.round((instantMs(time) - context.now().getTime()) / 1000);
  const words =
    Math.abs(seconds) <= 1
      ? "NetSuite's clock agrees with this machine's"
      : `NetSuite's clock is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (Math.abs(seconds) <= toleratedSeconds) return { isOk: true, detail: `logged in; ${words}` };
  return {
    isOk: false,
    detail: words,
    fix: 'Let this machine take its time from the network (NTP): from five minutes on, NetSuite refuses every signature.',
  };
}

function checkVersion({ soapVersion }: NetSuiteSettings): Check {
  const name = 'SOAP version';
  const end = 'Oracle removes SOAP with 2028.2; move to transport rest before.';
  if (soapVersion >= lastVersion) return { name, isOk: true, detail: `${soapVersion}, the last one. ${end}` };
  return {
    name,
    isOk: false,
    detail: `${soapVersion} is older than ${lastVersion}, which alone is supported from 2027.1 on`,
    fix: `Set soapVersion to ${lastVersion}. ${end}`,
  };
}

/** SuiteQL's own time, read in the zone of the settings, must be the time of the server. */
async function checkZone({ settings, rest }: CheckParts, signal: AbortSignal): Promise<Finding> {
  const { timeZone } = settings;
  if (!isZone(timeZone))
    return { isOk: false, detail: `"${timeZone}" is no time zone`, fix: 'Set timeZone to an IANA name such as Europe/Berlin.' };
  const row = (await rest.query(`SELECT TO_CHAR(SYSDATE, '${queryFormat}') AS now FROM subsidiary ORDER BY id`, { limit: 1, signal }))
    .items[0];
  const said = fromQueryTime((row === undefined ? undefined : textAt(row, 'now')) ?? '', timeZone);
  if (said === undefined) return { isOk: true, detail: `${timeZone}; SuiteQL does not tell its time` };
  const minutes = Math.round((instantMs(said) - instantMs(await rest.serverTime(signal))) / 60_000);
  if (Math.abs(minutes) <= 2) return { isOk: true, detail: `SuiteQL writes times in ${timeZone}` };
  return {
    isOk: false,
    detail: `SuiteQL's time is ${minutes} minutes off in ${timeZone}`,
    fix: "Set timeZone to the zone of the token's user (Home > Set Preferences), or that to the setting's.",
  };
}

async function checkTables({ rest }: CheckParts, signal: AbortSignal): Promise<Finding> {
  for (const table of ['transaction', 'customer', 'item'])
    await rest.query(`SELECT t.id AS id FROM ${table} t ORDER BY t.id`, { limit: 1, signal });
  return { isOk: true, detail: 'allowed' };
}

async function checkSoap({ soap }: CheckParts, signal: AbortSignal): Promise<Finding> {
  const result = childOf(await soap.call({ operation: 'getServerTime', body: {}, signal }), 'getServerTimeResult');
  soap.demand(statusOf(result), 'getServerTime');
  return { isOk: true, detail: `answers; ${textOf(childOf(result, 'serverTime')) ?? ''}` };
}

async function checkLimits({ settings, rest }: CheckParts, signal: AbortSignal): Promise<Finding> {
  const { concurrency } = settings.limits;
  let limit: number | undefined;
  try {
    limit = await rest.concurrencyLimit(signal);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== 'Config') throw error;
  }
  if (limit === undefined)
    return { isOk: true, detail: `${concurrency} requests at a time; only administrators are told the account's limit` };
  if (concurrency <= limit) return { isOk: true, detail: `${concurrency} of the account's ${limit} requests at a time` };
  return {
    isOk: false,
    detail: `limits.concurrency is ${concurrency}, and the account has ${limit} for all integrations together`,
    fix: `Set limits.concurrency to ${limit} or less.`,
  };
}
