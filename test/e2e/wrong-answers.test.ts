import { describe, expect, it } from '@jest/globals';
import type { FaultInput } from '../../sandbox/shared/faults.js';
import { Installation } from '../support/installation.js';
import { smallShop } from '../support/small-shop.js';

interface WrongAnswer {
  readonly what: string;
  readonly faults: readonly FaultInput[];
}

const count = 250;
const deals = { method: 'POST', path: '/deals/batch/upsert$' };
const lineItems = { method: 'POST', path: '/line_items/batch/create$' };
const associations = { method: 'POST', path: '^/crm/associations/' };

const tooMany = { status: 'error', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING', message: 'You have reached your limit.' };
const maintenance = '<!doctype html><title>Maintenance</title><h1>We are back soon</h1>';

/** What the CRM does to a sync of 250 orders in three chunks. The requests of all three are struck somewhere. */
const wrongAnswers: readonly WrongAnswer[] = [
  {
    what: '429 with the burst limit and a short Retry-After',
    faults: [{ kind: 'answer', status: 429, headers: { 'retry-after': '1' }, body: tooMany, match: deals, after: 1 }],
  },
  {
    what: '500, 502 and 503 at different requests',
    faults: [
      { kind: 'answer', status: 500, body: { status: 'error', message: 'internal error' }, match: deals },
      { kind: 'answer', status: 502, html: '<h1>Bad Gateway</h1>', match: lineItems, after: 1 },
      { kind: 'answer', status: 503, headers: { 'retry-after': '1' }, body: {}, match: deals, after: 2 },
    ],
  },
  {
    what: 'a page in HTML with status 200',
    faults: [
      { kind: 'answer', status: 200, html: maintenance, match: deals },
      { kind: 'answer', status: 200, html: maintenance, match: lineItems, after: 1 },
    ],
  },
  {
    what: 'an answer that comes too late, after the record was saved',
    faults: [
      { kind: 'slow', delayMs: 1200, match: deals, after: 1 },
      { kind: 'slow', delayMs: 1200, match: lineItems },
    ],
  },
  {
    what: 'a connection that is cut after saving',
    faults: [
      { kind: 'cut', when: 'after', match: deals },
      { kind: 'cut', when: 'after', match: lineItems, times: 2 },
      { kind: 'cut', when: 'after', match: associations, after: 1 },
    ],
  },
  {
    what: 'a connection that is cut before saving',
    faults: [
      { kind: 'cut', when: 'before', match: deals },
      { kind: 'cut', when: 'before', match: lineItems, after: 1 },
    ],
  },
];

describe('a CRM that misbehaves', () => {
  it.each(wrongAnswers)(
    'S08 $what: same end, nothing doubled, each order once',
    async ({ faults }) => {
      const installation = await Installation.start({
        shopData: smallShop(count),
        edit: (config) => config.replace('      objects:', '      timeoutMs: 500\n      objects:'),
      });
      try {
        await installation.startWorker();
        await installation.runCustomersAndProducts();
        const { crm } = installation;
        for (const fault of faults) crm.control.faults.add(fault);
        const report = await installation.run('shop-orders-to-crm');
        expect(crm.control.faults.list()).toEqual([]);
        expect(report).toMatchObject({ status: 'Completed', counts: { read: count, sent: count, failed: 0, unknown: 0, pending: 0 } });
        expect(await installation.compare()).toMatchObject(Array.from({ length: 3 }, () => ({ missing: [], doubled: [], different: [] })));
        const linesInShop = [...installation.shop.data.orders.all()].reduce((sum, order) => sum + order.items.length, 0);
        expect(crm.portal.records('line_items').count).toBe(linesInShop);
      } finally {
        await installation.stop();
      }
    },
    90_000,
  );
});
