import { DataWaldError } from '../../core/errors.js';
import type { Check, ConnectorContext } from '../connector.js';
import type { MagentoApi } from './api.js';
import { type RecordType, recordTypes } from './entities/index.js';

/** Signatures and `until` go by the clock: more than this apart, and records come late. */
const toleratedSeconds = 30;

/** One line for the connection, one per kind of record, one for the clock. Never throws. */
export async function checkShop(api: MagentoApi, context: ConnectorContext): Promise<readonly Check[]> {
  const checks: Check[] = [];
  let date: string | undefined;
  for (const type of recordTypes) {
    const outcome = await tryRead(api, type);
    date ??= outcome.date;
    checks.push(outcome.check);
    if (outcome.isUnreachable && checks.length === 1) return [{ ...outcome.check, name: 'connection' }];
  }
  return [{ name: 'connection', isOk: true, detail: `${api.origin} answers` }, ...checks, checkClock(date, context.now())];
}

interface Tried {
  readonly check: Check;
  readonly isUnreachable: boolean;
  readonly date?: string;
}

async function tryRead(api: MagentoApi, type: RecordType): Promise<Tried> {
  const name = `read ${type.txType}`;
  try {
    const { records, date } = await api.search(type, { filters: [], sortBy: ['entity_id'], pageSize: 1 }, new AbortController().signal);
    const detail = records.length === 0 ? `allowed; the shop has no ${type.noun}s` : 'allowed';
    return { check: { name, isOk: true, detail }, isUnreachable: false, ...(date !== undefined && { date }) };
  } catch (error) {
    const code = error instanceof DataWaldError ? error.code : 'UnexpectedAnswer';
    const detail = error instanceof Error ? error.message : String(error);
    return { check: { name, isOk: false, detail, fix: fixOf(code, type) }, isUnreachable: code !== 'Auth' && code !== 'Refused' };
  }
}

function fixOf(code: string, type: RecordType): string {
  if (code === 'Auth') return `Check settings.auth, and allow ${type.resource} to the integration (System > Integrations > API).`;
  if (code === 'Config') return 'Check settings.baseUrl and settings.storeCode, and what stands before the shop.';
  if (code === 'Throttled') return 'Wait, and lower limits.requests of the endpoint.';
  if (code === 'Transient') return 'See that the shop is up and can be reached from this machine; then check again.';
  return `Compare the answer with GET ${type.path} in the documentation of Magento's REST API.`;
}

function checkClock(date: string | undefined, now: Date): Check {
  const shopTime = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(shopTime)) return { name: 'clock', isOk: true, detail: 'the shop does not tell its time' };
  const seconds = Math.round((shopTime - now.getTime()) / 1000);
  const direction = seconds < 0 ? 'behind' : 'ahead of';
  const detail =
    Math.abs(seconds) <= 1
      ? "the shop's clock agrees with this machine's"
      : `the shop's clock is ${Math.abs(seconds)} s ${direction} this machine's`;
  if (Math.abs(seconds) <= toleratedSeconds) return { name: 'clock', isOk: true, detail };
  return { name: 'clock', isOk: false, detail, fix: 'Let both machines take their time from the network (NTP).' };
}
