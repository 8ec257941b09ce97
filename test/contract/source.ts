import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, integer, nat } from 'fast-check';
import type { Page, ReadRequest, Source } from '../../connectors/connector.js';
import type { Cursor } from '../../core/cursor.js';
import type { SourceEntity } from '../../core/entity.js';
import { ConnectorError, type ErrorCode } from '../../core/errors.js';
import { type Instant, instantMs, toInstant } from '../../core/instant.js';
import type { TxType } from '../../core/tx-type.js';

/** One system with a source, made for one test. What a system cannot be made to do is left out, and not tested. */
export interface SourceUnderTest extends AsyncDisposable {
  readonly source: Source;
  readonly txType: TxType;
  /** Adds records that were last updated at these whole seconds, in this order, and returns their srcIds. */
  add(times: readonly Instant[]): readonly string[];
  /** Changes one record, so that it is updated at that time. */
  touch(srcId: string, time: Instant): void;
  /** Makes one record unreadable; it keeps its place. */
  spoil?(srcId: string): void;
  /** Makes the next request fail in a way that must come out as that error. */
  failOnce?(code: 'Transient' | 'Throttled' | 'Auth'): void;
  /** Makes the next request take for ever. */
  stallOnce?(): void;
  /** It is read by the token of its cursor alone, in an order of its own: nothing is asked about time. */
  readonly isByToken?: true;
}

export interface SourceContract {
  readonly name: string;
  readonly open: () => Promise<SourceUnderTest>;
}

const start = toInstant(Date.UTC(2026, 0, 1));
const end = toInstant(Date.UTC(2026, 5, 1));

/** The instant `seconds` after the beginning of all tests. */
export function at(seconds: number): Instant {
  return toInstant(instantMs(start) + seconds * 1000);
}

/** What any Source must do, whatever stands behind it. Of one that is swept whole each time, nothing is asked about time. */
export function sourceContract({ name, open }: SourceContract): void {
  describe(`${name} keeps the contract of a source`, () => {
    let system: SourceUnderTest;
    beforeEach(async () => {
      system = await open();
    });
    afterEach(async () => await system[Symbol.asyncDispose]());

    const request = (more: Partial<ReadRequest>): ReadRequest => ({
      txType: system.txType,
      until: end,
      limit: 10,
      signal: new AbortController().signal,
      ...more,
    });
    const read = async (more: Partial<ReadRequest> = {}): Promise<Page> => await system.source.read(request(more));
    const isSwept = (): boolean => system.source.order === 'none' || system.isByToken === true;
    const readAll = async (more: Partial<ReadRequest> = {}): Promise<Reading> => await readToEnd(system.source, request(more));

    it('answers an empty page when there is nothing', async () => {
      expect(await read()).toMatchObject({ entities: [], problems: [], isDone: true });
    });

    it('gives every record exactly once, in pages of the limit, ascending [W05]', async () => {
      const ids = system.add(range(57).map((index) => at(Math.floor(index / 4))));
      const { entities, pages } = await readAll({ limit: 10 });
      expect(sortedIds(entities)).toEqual([...ids].sort());
      expect(pages.length).toBeGreaterThanOrEqual(6);
      expect(isSwept() || isAscending(entities)).toBe(true);
      expect(entities.every(({ srcId }) => srcId !== '')).toBe(true);
    });

    it('S31 neither splits nor skips 700 records of one second when 200 are read at once', async () => {
      const ids = system.add([at(0), ...range(700).map(() => at(5)), at(9)]);
      const { entities } = await readAll({ limit: 200 });
      expect(sortedIds(entities)).toEqual([...ids].sort());
    });

    it('goes on from the cursor of any page, and gives the rest', async () => {
      system.add(range(25).map((index) => at(Math.floor(index / 7))));
      const { entities, pages } = await readAll({ limit: 4 });
      let seen = 0;
      for (const page of pages) {
        seen += page.entities.length;
        if (page.next === undefined) continue;
        const rest = await readAll({ limit: 6, cursor: page.next });
        expect(rest.entities.map(({ srcId }) => srcId)).toEqual(entities.slice(seen).map(({ srcId }) => srcId));
      }
      expect(seen).toBe(25);
    });

    it('goes on from the place of any entity: its time and srcId', async () => {
      if (isSwept()) return;
      system.add(range(12).map((index) => at(Math.floor(index / 5))));
      const { entities } = await readAll();
      for (const [index, { updatedAt, srcId }] of entities.entries()) {
        const rest = await readAll({ cursor: { updatedAt, srcId } });
        expect(rest.entities.map((entity) => entity.srcId)).toEqual(entities.slice(index + 1).map((entity) => entity.srcId));
      }
    });

    it('begins with the whole of an instant when the cursor has no srcId', async () => {
      if (isSwept()) return;
      const ids = system.add([at(0), at(5), at(5), at(9)]);
      const { entities } = await readAll({ cursor: { updatedAt: at(5) } });
      expect(sortedIds(entities)).toEqual(ids.slice(1).toSorted());
    });

    it('gives the same page for the same cursor again', async () => {
      system.add(range(9).map(() => at(1)));
      const first = await read({ limit: 3 });
      const cursor = first.next === undefined ? {} : { cursor: first.next };
      expect(await read({ limit: 3, ...cursor })).toEqual(await read({ limit: 3, ...cursor }));
    });

    it('gives nothing that was updated after `until`, and all up to it', async () => {
      if (isSwept()) return;
      const ids = system.add([at(0), at(10), at(10), at(11), at(20)]);
      const { entities } = await readAll({ until: at(10), limit: 2 });
      expect(sortedIds(entities)).toEqual(ids.slice(0, 3).toSorted());
      expect((await readAll({ until: at(10), cursor: { updatedAt: at(11) } })).entities).toEqual([]);
    });

    it('gives a record again when it changes while it is read, and loses none of its neighbours', async () => {
      const ids = system.add(range(20).map((index) => at(index)));
      const first = await read({ limit: 5 });
      for (const srcId of ids.slice(3, 9)) system.touch(srcId, at(100));
      const rest = await readAll({ limit: 5, ...(first.next !== undefined && { cursor: first.next }) });
      const all = [...first.entities, ...rest.entities];
      expect(new Set(all.map(({ srcId }) => srcId))).toEqual(new Set(ids));
      expect(isSwept() || all.filter(({ updatedAt }) => updatedAt === at(100)).length === 6).toBe(true);
    });

    it('gives every record once, whatever the times and the limit', async () => {
      await assert(
        asyncProperty(array(nat(6), { minLength: 1, maxLength: 30 }), integer({ min: 1, max: 12 }), async (seconds, limit) => {
          await using fresh = await open();
          const ids = fresh.add(seconds.map(at));
          const { entities } = await readToEnd(fresh.source, { ...request({ limit }), txType: fresh.txType });
          expect(sortedIds(entities)).toEqual([...ids].sort());
          expect(isSwept() || isAscending(entities)).toBe(true);
        }),
        { numRuns: 15 },
      );
    });

    it('reads the present state of named records, and leaves out those that are gone', async () => {
      if (system.source.readByIds === undefined) return;
      const ids = system.add([at(0), at(1), at(2)]);
      system.touch(ids[1] ?? '', at(50));
      const page = await system.source.readByIds({
        txType: system.txType,
        srcIds: [...ids.slice(1), '999999999'],
        signal: new AbortController().signal,
      });
      expect(page.isDone).toBe(true);
      expect(sortedIds(page.entities)).toEqual(ids.slice(1).toSorted());
      expect(page.entities.find(({ srcId }) => srcId === ids[1])?.updatedAt).toBe(at(50));
    });

    it('reports what cannot be read as a problem, and gives all others', async () => {
      if (system.spoil === undefined) return;
      const ids = system.add(range(9).map(() => at(3)));
      for (const srcId of [ids[0], ids[4], ids[8]]) system.spoil(srcId ?? '');
      const { entities, problems } = await readAll({ limit: 2 });
      expect(sortedIds(entities)).toEqual(ids.filter((_id, index) => index % 4 !== 0).toSorted());
      expect(problems).toHaveLength(3);
      for (const problem of problems)
        expect(problem).toMatchObject({ code: expect.any(String), message: expect.any(String), raw: expect.anything() });
    });

    it.each(['Transient', 'Throttled', 'Auth'] as const)('throws a ConnectorError %s, and reads on when it has passed', async (code) => {
      if (system.failOnce === undefined) return;
      const ids = system.add([at(0), at(1)]);
      system.failOnce(code);
      const error = await read().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(ConnectorError);
      expect((error as ConnectorError).code).toBe(code satisfies ErrorCode);
      expect((error as ConnectorError).message).toMatch(/^\[[\w-]+\] \S/);
      expect(sortedIds((await readAll()).entities)).toEqual([...ids].sort());
    });

    it('stops at once when it is told to', async () => {
      if (system.stallOnce === undefined) return;
      system.stallOnce();
      const stop = new AbortController();
      const reading = read({ signal: stop.signal });
      setImmediate(() => stop.abort(new Error('the task was cancelled')));
      await expect(reading).rejects.toThrow('the task was cancelled');
    });
  });
}

interface Reading {
  readonly entities: readonly SourceEntity[];
  readonly problems: Page['problems'];
  readonly pages: readonly Page[];
}

/** Reads page after page as the engine does. Fails where a cursor comes twice, or there are pages without end. */
export async function readToEnd(source: Source, request: ReadRequest): Promise<Reading> {
  const pages: Page[] = [];
  const cursors = new Set<string>();
  let cursor: Cursor | undefined = request.cursor;
  for (;;) {
    const page = await source.read({ ...request, ...(cursor !== undefined && { cursor }) });
    pages.push(page);
    if (page.isDone) break;
    const key = JSON.stringify(page.next);
    if (page.next === undefined || cursors.has(key) || key === JSON.stringify(cursor)) throw new Error(`the cursor ${key} comes again`);
    cursors.add(key);
    cursor = page.next;
  }
  return { entities: pages.flatMap(({ entities }) => entities), problems: pages.flatMap(({ problems }) => problems), pages };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function sortedIds(entities: readonly SourceEntity[]): string[] {
  return entities.map(({ srcId }) => srcId).sort();
}

function isAscending(entities: readonly SourceEntity[]): boolean {
  return entities.every(({ updatedAt }, index) => index === 0 || (entities[index - 1]?.updatedAt ?? '') <= updatedAt);
}
