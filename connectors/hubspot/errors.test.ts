import { describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../../core/errors.js';
import type { FaultInput } from '../../sandbox/shared/faults.js';
import { type CrmAndTarget, entity, openCrmAndTarget, order } from '../../test/crm.js';
import { refusalOf, untilMidnightMs } from './errors.js';

const asked = { endpointId: 'crm', where: 'POST /crm/objects/2026-09/deals/batch/upsert', now: new Date('2026-03-01T22:30:00Z') };

/** What an answer is thrown as. */
function thrownFor(status: number, body: unknown, more: { headers?: Record<string, string>; timeZone?: string } = {}): ConnectorError {
  try {
    refusalOf({ status, headers: more.headers ?? {}, body, text: JSON.stringify(body) ?? '' }, { ...asked, timeZone: more.timeZone });
  } catch (error) {
    if (error instanceof ConnectorError) return error;
  }
  throw new Error('nothing was thrown');
}

/** How long a 429 makes the caller wait. */
function waitFor(body: unknown, headers: Record<string, string> = {}): number | undefined {
  const error = thrownFor(429, body, { headers });
  expect(error).toMatchObject({ code: 'Throttled', effect: 'none' });
  return error.retryAfterMs;
}

/** A portal with these limits, of which one order has used up three requests. */
async function fill(limits: { burst?: number; daily?: number }, now: () => Date): Promise<CrmAndTarget> {
  const portal = await openCrmAndTarget({ crm: { now, limits: { searchPerSecond: 5, ...limits } }, now });
  const [outcome] = await portal.write('order', [order('1')]);
  expect(outcome).toMatchObject({ status: 'sent' });
  return portal;
}

describe('what an answer means', () => {
  it('stops the endpoint at 401', () => {
    expect(thrownFor(401, { message: 'expired' })).toMatchObject({
      code: 'Auth',
      effect: 'none',
      message: expect.stringContaining('"token"'),
    });
  });

  it.each([
    [{ errors: [{ context: { requiredGranularScopes: ['crm.objects.deals.write'] } }] }],
    [{ errors: [{ context: { missingScopes: ['crm.objects.deals.write'] } }] }],
    [{ errors: [{ message: 'x', context: '{missingScopes=[crm.objects.deals.write]}' }] }],
    [{ context: { missingScopes: ['crm.objects.deals.write'] } }],
  ])('names the missing scope of a 403, wherever it stands: %j', (body) => {
    expect(thrownFor(403, body)).toMatchObject({
      code: 'Config',
      effect: 'none',
      message: expect.stringContaining('"crm.objects.deals.write"'),
    });
  });

  it('waits at least ten seconds for the burst limit, one for the limit per second and for searches', () => {
    expect(waitFor({ policyName: 'TEN_SECONDLY_ROLLING' })).toBe(10_000);
    expect(waitFor({ policyName: 'TEN_SECONDLY_ROLLING' }, { 'retry-after': '25' })).toBe(25_000);
    expect(waitFor({ policyName: 'SECONDLY' })).toBe(1_000);
    expect(waitFor({ category: 'RATE_LIMITS' })).toBe(1_000);
    expect(waitFor({})).toBe(10_000);
    expect(waitFor(undefined)).toBe(10_000);
  });

  it("waits for midnight in the portal when the day's requests are used up", () => {
    expect(thrownFor(429, { policyName: 'DAILY' }, { timeZone: 'Europe/Berlin' }).retryAfterMs).toBe(30 * 60_000);
    expect(thrownFor(429, { policyName: 'DAILY' }, { timeZone: 'US/Eastern' }).retryAfterMs).toBe(6.5 * 3_600_000);
    expect(thrownFor(429, {}, { timeZone: 'UTC', headers: { 'x-hubspot-ratelimit-daily-remaining': '0' } }).retryAfterMs).toBe(90 * 60_000);
    expect(thrownFor(429, { policyName: 'DAILY' }).retryAfterMs).toBe(3_600_000);
    expect(untilMidnightMs(asked.now, 'Nowhere/Never')).toBe(3_600_000);
  });

  it('calls locks, migrations and broken gateways passing', () => {
    expect(thrownFor(423, {})).toMatchObject({ code: 'Transient', retryAfterMs: 2_000, effect: 'none' });
    expect(thrownFor(477, {}, { headers: { 'retry-after': '600' } })).toMatchObject({ code: 'Transient', retryAfterMs: 600_000 });
    for (const status of [500, 502, 503, 504, 521, 524])
      expect(thrownFor(status, undefined)).toMatchObject({ code: 'Transient', effect: 'unknown' });
  });

  it('calls a wrong path a matter of the settings, and other refusals final', () => {
    expect(thrownFor(404, { message: 'no route' })).toMatchObject({ code: 'Config', message: expect.stringContaining('apiVersion') });
    expect(thrownFor(404, undefined)).toMatchObject({ code: 'Config', effect: 'none' });
    expect(thrownFor(414, {})).toMatchObject({ code: 'Refused' });
  });

  it('leaves refusals of the content to the caller', () => {
    const response = { headers: {}, text: '{}' };
    expect(refusalOf({ ...response, status: 400, body: { category: 'VALIDATION_ERROR' } }, asked)).toMatchObject({ status: 400 });
    expect(refusalOf({ ...response, status: 404, body: { category: 'OBJECT_NOT_FOUND' } }, asked)).toMatchObject({ status: 404 });
    expect(refusalOf({ ...response, status: 207, body: {} }, asked)).toBeUndefined();
  });
});

/** A clock that goes on from a moment, and can be set forward. */
function clockFrom(start: string) {
  const startedMs = performance.now();
  let aheadMs = Date.parse(start);
  return {
    now: () => new Date(aheadMs + performance.now() - startedMs),
    setForward: (ms: number) => {
      aheadMs += ms;
    },
  };
}

describe('limits of a portal', () => {
  it('is throttled by the burst limit, and goes on ten seconds later', async () => {
    const clock = clockFrom('2026-03-01T12:00:00Z');
    await using portal = await fill({ burst: 3 }, clock.now);
    await expect(portal.write('order', [order('2')])).rejects.toMatchObject({ code: 'Throttled', retryAfterMs: 10_000, effect: 'none' });
    clock.setForward(10_000);
    expect(await portal.write('order', [order('2')])).toMatchObject([{ status: 'sent' }]);
  });

  it('is parked by the daily limit until midnight in the portal, and loses nothing', async () => {
    const clock = clockFrom('2026-03-01T22:00:00Z');
    await using portal = await fill({ burst: 100, daily: 3 }, clock.now);
    const error = await portal.write('order', [order('2')]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'Throttled' });
    const parkedMs = error instanceof ConnectorError ? (error.retryAfterMs ?? 0) : 0;
    expect(2 * 3_600_000 - parkedMs).toBeGreaterThanOrEqual(0);
    expect(2 * 3_600_000 - parkedMs).toBeLessThan(60_000);
    clock.setForward(parkedMs);
    expect(await portal.write('order', [order('2')])).toMatchObject([{ status: 'sent' }]);
    expect(portal.crm.portal.records('deals').count).toBe(2);
  });

  it('says which scope the token lacks', async () => {
    await using portal = await openCrmAndTarget({ crm: { scopes: ['crm.objects.deals.read'] } });
    await expect(portal.write('order', [order('1')])).rejects.toMatchObject({
      code: 'Config',
      message: expect.stringContaining('"crm.objects.deals.write"'),
    });
  });

  it('throws for an answer that is not what HubSpot documents, and takes errors that lack every field', async () => {
    await using portal = await openCrmAndTarget();
    const answer = (body: FaultInput & { kind: 'answer' }) => portal.crm.control.faults.add(body);
    answer({ kind: 'answer', status: 200, match: { path: 'upsert$' }, body: { results: 'none' } });
    await expect(portal.write('order', [order('1')])).rejects.toMatchObject({ code: 'UnexpectedAnswer', effect: 'unknown' });
    answer({ kind: 'answer', status: 207, match: { path: 'upsert$' }, body: { errors: [{}] } });
    expect(await portal.write('order', [order('1')])).toMatchObject([{ status: 'failed', code: 'REFUSED' }]);
  });

  it('refuses what is beyond its contract', async () => {
    await using portal = await openCrmAndTarget();
    await expect(portal.write('invoice', [entity('1', {})])).rejects.toMatchObject({ code: 'Config' });
    await expect(
      portal.write(
        'order',
        Array.from({ length: 101 }, (_, number) => order(`${number}`)),
      ),
    ).rejects.toMatchObject({ code: 'Refused' });
  });
});
