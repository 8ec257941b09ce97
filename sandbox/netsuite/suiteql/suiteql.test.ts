import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from '../demo/load.js';
import { type NetSuite, startNetSuite } from '../index.js';
import { errorOf, restCaller } from '../rest/rest-client.js';
import { demoSigner } from '../soap/soap-client.js';

let netsuite: NetSuite;
let rest: ReturnType<typeof restCaller>;

beforeAll(async () => {
  netsuite = await startNetSuite({
    credentials: demoSigner,
    now: () => new Date('2026-03-08T12:00:00Z'),
    settings: { timeZone: 'America/Los_Angeles' },
  });

  rest = restCaller(netsuite.url);
  load(netsuite.account, { customers: 3, items: 2, salesOrders: 7, from: '2026-03-07T07:59:58Z' });
});

afterAll(async () => {
  await netsuite.close();
});

const signed = { oauth: { oauth_timestamp: String(Date.parse('2026-03-08T12:00:00Z') / 1000) } };

async function query(q: string, page = '') {
  return await rest('POST', `/query/v1/suiteql${page}`, { headers: { prefer: 'transient' }, body: { q }, ...signed });
}

/** Rows without their links, or the reason of the refusal. */
async function rows(q: string, page = ''): Promise<unknown> {
  const reply = await query(q, page);
  if (reply.status !== 200) return errorOf(reply).detail;
  return (reply.body.items as readonly Readonly<Record<string, unknown>>[]).map(({ links: _links, ...row }) => row);
}

describe('what SuiteQL answers', () => {
  it('has lower-case keys, texts for values, and no keys for nulls', async () => {
    expect(await rows('SELECT ID, EntityId, Email AS "Mail", Phone FROM Customer WHERE id <= 102 ORDER BY id')).toEqual([
      { id: '101', entityid: 'Customer 1', mail: 'c1@example.com' },
      { id: '102', entityid: 'Customer 2', mail: 'c2@example.com' },
    ]);
  });

  it('pages by a limit, and by a key that is kept', async () => {
    const first = await query('SELECT id FROM transaction ORDER BY id', '?limit=3&offset=3');
    expect(first.body).toMatchObject({ count: 3, hasMore: true, offset: 3, totalResults: 7 });
    const after = "lastmodifieddate > TO_TIMESTAMP('2026-03-07 08:00:05', 'YYYY-MM-DD HH24:MI:SS')";
    const keyed = `SELECT id, TO_CHAR(SYS_EXTRACT_UTC(lastmodifieddate), 'YYYY-MM-DD"T"HH24:MI:SS') AS changed FROM transaction WHERE ${after} OR (id > 1005) ORDER BY lastmodifieddate, id`;
    expect(await rows(keyed)).toEqual([
      { id: '1006', changed: '2026-03-07T08:00:08' },
      { id: '1007', changed: '2026-03-07T08:00:09' },
    ]);
  });

  it('writes days as the account does, and times by a format in its zone', async () => {
    const [row] = (await rows(
      "SELECT lastmodifieddate AS raw, TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS local FROM customer WHERE id = 101",
    )) as readonly unknown[];
    expect(row).toEqual({ raw: '3/6/2026', local: '2026-03-06 23:59:58' });
    expect(await rows("SELECT COUNT(*) AS n FROM customer WHERE lastmodifieddate >= TO_DATE('2026-03-07', 'YYYY-MM-DD')")).toEqual([
      { n: '1' },
    ]);
  });

  it('joins lines, which are negative for sales, and names what ids stand for', async () => {
    const q = `SELECT BUILTIN.DF(t.entity) AS customer, BUILTIN.DF(t.status) AS status, t.status AS letter, SUM(tl.quantity) AS sold, COUNT(*) AS lines
      FROM transaction t INNER JOIN transactionline tl ON tl.transaction = t.id AND tl.mainline = 'F'
      WHERE t.type = 'SalesOrd' GROUP BY t.entity, BUILTIN.DF(t.entity), BUILTIN.DF(t.status), t.status HAVING COUNT(*) > 2 ORDER BY customer`;
    expect(await rows(q)).toEqual([
      { customer: 'Customer 2', status: 'Sales Order : Pending Fulfillment', letter: 'B', sold: '-15', lines: '3' },
    ]);
  });

  it('knows left joins, subqueries, CASE, IN, LIKE, BETWEEN and nulls', async () => {
    const left =
      'SELECT c.id, COUNT(t.id) AS orders FROM customer c LEFT JOIN transaction t ON t.entity = c.id AND t.id > 1005 GROUP BY c.id ORDER BY 1';
    expect(await rows(left)).toEqual([
      { id: '101', orders: '1' },
      { id: '102', orders: '1' },
      { id: '103', orders: '0' },
    ]);
    expect(await rows('SELECT id FROM customer WHERE id NOT IN (SELECT entity FROM transaction WHERE id > 1005)')).toEqual([{ id: '103' }]);
    expect(
      await rows(
        "SELECT CASE WHEN id = 101 THEN 'first' ELSE NVL(phone, 'none') END AS what FROM customer WHERE entityid LIKE '%1' OR id BETWEEN 103 AND 200",
      ),
    ).toEqual([{ what: 'first' }, { what: 'none' }]);
    expect(await rows("SELECT id FROM customer WHERE phone <> '1' OR phone = '1'")).toEqual([]);
    expect(await rows('SELECT * FROM (SELECT id FROM customer ORDER BY id DESC) WHERE ROWNUM <= 1')).toEqual([{ id: '103' }]);
    expect(
      await rows('SELECT c.id FROM customer c WHERE EXISTS (SELECT 1 FROM transaction t WHERE t.entity = c.id AND t.id > 1006)'),
    ).toEqual([{ id: '102' }]);
  });

  it('knows DUAL, OFFSET and FETCH', async () => {
    expect(await rows("SELECT TO_CHAR(SYSDATE, 'YYYY-MM-DD HH24:MI') AS now FROM DUAL")).toEqual([{ now: '2026-03-08 05:00' }]);
    expect(await rows('SELECT id FROM transaction ORDER BY id OFFSET 5 ROWS FETCH NEXT 1 ROWS ONLY')).toEqual([{ id: '1006' }]);
    expect(await rows('SELECT id FROM transaction ORDER BY id DESC FETCH FIRST 1 ROWS ONLY')).toEqual([{ id: '1007' }]);
  });

  it('takes a status with its type in conditions', async () => {
    expect(
      await rows("SELECT COUNT(*) AS n FROM transaction WHERE status = 'SalesOrd:B' AND status IN ('SalesOrd:A', 'SalesOrd:B')"),
    ).toEqual([{ n: '7' }]);
    expect(await rows("SELECT COUNT(*) AS n FROM transaction WHERE status <> 'SalesOrd:B'")).toEqual([{ n: '0' }]);
  });

  it('tells of deletions, stock and prices', async () => {
    netsuite.account.delete({ type: 'customer', externalId: 'LC-3' });
    expect(await rows('SELECT recordid, name, type FROM deletedrecord')).toEqual([
      { recordid: '103', name: 'Customer 3', type: 'customer' },
    ]);
    expect(await rows('SELECT item FROM aggregateitemlocation')).toEqual([]);
    expect(await rows('SELECT unitprice FROM pricing')).toEqual([]);
  });
});

describe('what SuiteQL refuses', () => {
  it('refuses the wrong header, limits, and offsets between pages', async () => {
    const bare = await rest('POST', '/query/v1/suiteql', { body: { q: 'SELECT id FROM customer' }, ...signed });
    expect([bare.status, errorOf(bare).detail]).toEqual([400, expect.stringContaining('Prefer: transient')]);
    expect(await rows('SELECT id FROM customer', '?limit=1001')).toContain('between 1 and 1000');
    expect(await rows('SELECT id FROM customer', '?limit=10&offset=15')).toContain('multiple of the limit');
    expect(await rows('SELECT id FROM customer', '?limit=1000&offset=100000')).toContain('100000 rows at most');
  });

  it.each([
    ["Record 'customers' was not found", 'SELECT id FROM customers'],
    ["Unknown identifier 'colour'", 'SELECT colour FROM customer'],
    ["Unknown identifier 'subsidiary'", 'SELECT id FROM transaction WHERE subsidiary = 1'],
    ['ORA-01796', 'SELECT id FROM transaction WHERE (lastmodifieddate, id) > (SYSDATE, 5)'],
    ['DATE literals are not supported', "SELECT id FROM transaction WHERE trandate > DATE '2026-01-01'"],
    ['TIMESTAMP literals are not supported', "SELECT id FROM transaction WHERE trandate > TIMESTAMP '2026-01-01 00:00:00'"],
    ['ORA-01843', "SELECT id FROM transaction WHERE trandate > '2026-01-01'"],
    ['ORA-01861', "SELECT id FROM transaction WHERE trandate > TO_DATE('2026-01-01', 'DD.MM.YYYY')"],
    ['at most 1000 values', `SELECT id FROM customer WHERE id IN (${Array.from({ length: 1001 }, (_, index) => index).join(',')})`],
    ['WITH is not supported', 'WITH a AS (SELECT id FROM customer) SELECT id FROM a'],
    ['LIMIT is not supported', 'SELECT id FROM customer LIMIT 5'],
    ['"[" at position 7 is not allowed', 'SELECT [id] FROM customer'],
    ['";" at position 23 is not allowed', 'SELECT id FROM customer;'],
    ['only SELECT is supported', 'DELETE FROM customer'],
    ['a value stands where a condition is expected', 'SELECT id FROM customer WHERE id'],
    ['SOUNDEX is not known', 'SELECT SOUNDEX(email) FROM customer'],
    ["Field 'id' is ambiguous", 'SELECT id FROM customer c JOIN transaction t ON t.entity = c.id'],
  ])('says: %s', async (reason, q) => {
    expect(await rows(q)).toContain(reason);
  });

  it('answers no more than 100,000 rows in all', async () => {
    const many = 'SELECT a.id FROM transactionline a, transactionline b, transactionline c, transactionline d, customer e, item f';
    const last = await query(many, '?limit=1000&offset=99000');
    expect(last.body).toMatchObject({ count: 1000, hasMore: false, totalResults: 100_000 });
  });
});
