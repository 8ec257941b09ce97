import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ChunkRange, cutIntoRanges } from './chunking.js';
import { toInstant } from './instant.js';
import { noCounts } from './task.js';
import type { Stoppage, TransferInput } from './transfer.js';
import { TransferState } from './transfer-state.js';

const none = noCounts;
const until = toInstant(new Date('2026-01-01T00:00:00Z'));
const auth: Stoppage = { code: 'Auth', message: 'the token was refused' };
const defect: Stoppage = { code: 'Unexpected', message: 'a defect' };

function inputOf(policy: { chunkSize: number; chunksInFlight: number }): TransferInput {
  return {
    taskId: 'task',
    taskNo: 1,
    lane: { source: 'shop', target: 'crm', txType: 'order' },
    policy: { ...policy, pageSize: 100, pagesPerRead: 1, eventsPerRun: 1000, retryBudgetHours: 1 },
    reads: [{ kind: 'source', page: 0, until }],
  };
}

interface Plan {
  readonly chunkSize: number;
  readonly chunksInFlight: number;
  /** Pending entities of each page, in sequence. */
  readonly pages: readonly number[];
  /** What happens next, again and again: chosen among what can happen. */
  readonly choices: readonly number[];
}

const plans: fc.Arbitrary<Plan> = fc.record({
  chunkSize: fc.integer({ min: 1, max: 20 }),
  chunksInFlight: fc.integer({ min: 1, max: 5 }),
  pages: fc.array(fc.integer({ min: 0, max: 45 }), { minLength: 1, maxLength: 12 }),
  choices: fc.array(fc.nat(1000), { minLength: 1, maxLength: 400 }),
});

function must(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`it ${what}`);
}

/** A source, a store and a target that know no more than what the state tells them to do. */
class World {
  state: TransferState;
  readonly input: TransferInput;
  readonly written = new Map<number, number>();
  readonly inFlight: ChunkRange[] = [];
  isReading = false;
  isSweeping = false;
  mostWriting = 0;
  isEnded = false;
  continued = 0;
  readonly #plan: Plan;
  #page = 0;
  #seq = 0;
  #turn = 0;
  #isHistoryLong = false;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.input = inputOf(plan);
    this.state = new TransferState(this.input);
  }

  get total(): number {
    return this.#plan.pages.reduce((sum, count) => sum + count, 0);
  }

  get isIdle(): boolean {
    return !this.isReading && !this.isSweeping && this.inFlight.length === 0;
  }

  /** Does all that the state wants begun. */
  begin(): void {
    for (;;) {
      const step = this.state.next(this.#isHistoryLong);
      if (step.kind === 'wait') return;
      if (step.kind === 'end') {
        must(this.isIdle, 'ends while something is under way');
        this.isEnded = true;
        return;
      }
      if (step.kind === 'continueAsNew') {
        must(this.isIdle, 'continues as new while something is under way');
        this.state = new TransferState(this.state.continued(0));
        this.continued += 1;
        this.#isHistoryLong = false;
        continue;
      }
      if (step.kind === 'read') {
        must(!this.isReading, 'reads twice at the same time');
        this.isReading = true;
      }
      if (step.kind === 'sweep') {
        must(this.isIdle, 'sweeps while something is under way');
        this.isSweeping = true;
      }
      if (step.kind === 'write') this.inFlight.push(step.range);
      this.mostWriting = Math.max(this.mostWriting, this.inFlight.length);
    }
  }

  choose(count: number): number {
    const { choices } = this.#plan;
    return (choices[this.#turn++ % choices.length] ?? 0) % count;
  }

  makeHistoryLong(): void {
    this.#isHistoryLong = true;
  }

  endRead(): void {
    const count = this.#plan.pages[this.#page] ?? 0;
    this.#page += 1;
    const seqs = Array.from({ length: count }, () => ++this.#seq);
    this.isReading = false;
    this.state.readDone({
      pages: 1,
      units: 0,
      tally: { ...none, read: count, pending: count },
      ranges: cutIntoRanges(seqs, this.#plan.chunkSize),
      ...(this.#page < this.#plan.pages.length && {
        next: { kind: 'source', page: this.#page, until, cursor: { updatedAt: until, srcId: String(this.#page) } },
      }),
    });
  }

  endWrite(): void {
    const [range] = this.inFlight.splice(this.choose(this.inFlight.length), 1);
    if (range === undefined) return;
    for (let seq = range.first; seq <= range.last; seq += 1) this.written.set(seq, (this.written.get(seq) ?? 0) + 1);
    this.state.writeDone({ sent: range.count, ignored: 0, failed: 0, unknown: 0 });
  }

  haltWrite(): void {
    const [range] = this.inFlight.splice(this.choose(this.inFlight.length), 1);
    if (range !== undefined) this.state.writeFailed(range, { stoppage: auth, isGivenUp: false });
  }

  endSweep(): void {
    this.isSweeping = false;
    this.state.swept([]);
  }

  haltRead(): void {
    this.isReading = false;
    this.state.readFailed(auth);
  }

  /** Lets one thing happen that can happen now; `more` are those that disturb. */
  happen(more: readonly (() => void)[] = []): void {
    const possible = [
      ...(this.isReading ? [() => this.endRead()] : []),
      ...(this.inFlight.length > 0 ? [() => this.endWrite()] : []),
      ...(this.isSweeping ? [() => this.endSweep()] : []),
      ...more,
    ];
    if (possible.length > 0) possible[this.choose(possible.length)]?.();
    this.begin();
  }

  /** Runs to the end: disturbed for a while, then no more. */
  run(disturb: () => readonly (() => void)[] = () => []): void {
    this.begin();
    for (let turn = 0; !this.isEnded && turn < 300; turn += 1) this.happen(disturb());
    this.state.resume();
    this.begin();
    for (let turn = 0; !this.isEnded && turn < 3000; turn += 1) this.happen();
  }
}

const eachOnce = (world: World) => world.written.size === world.total && [...world.written.values()].every((times) => times === 1);

describe('a transfer', () => {
  it('writes every entity once, in whatever order reads and writes end, and never too much at a time [W18 W25]', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const world = new World(plan);
        world.run();
        expect(world.isEnded).toBe(true);
        expect(eachOnce(world)).toBe(true);
        expect(world.mostWriting).toBeLessThanOrEqual(plan.chunksInFlight);
        expect(world.state.result).toMatchObject({
          unread: [],
          isStopped: false,
          progress: { tally: { read: world.total, sent: world.total, pending: 0 } },
        });
      }),
    );
  });

  it('loses and doubles nothing when it is paused, halted, resumed and continued as new at any moment', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const world = new World(plan);
        world.run(() => [
          () => world.state.pause(),
          () => world.state.resume(),
          () => world.makeHistoryLong(),
          ...(world.isReading ? [() => world.haltRead()] : []),
          ...(world.inFlight.length > 0 ? [() => world.haltWrite()] : []),
        ]);
        expect(world.isEnded).toBe(true);
        expect(eachOnce(world)).toBe(true);
        expect(world.state.result.progress.tally).toMatchObject({ read: world.total, sent: world.total, pending: 0 });
      }),
    );
  });

  it('begins nothing more once it is told to stop, finishes what is under way, and says what is unread', () => {
    fc.assert(
      fc.property(plans, fc.nat(30), (plan, moment) => {
        const world = new World(plan);
        world.begin();
        for (let turn = 0; turn < moment && !world.isEnded; turn += 1) world.happen();
        if (world.isEnded) return;
        const writing = world.inFlight.length;
        world.state.stop();
        world.run();
        expect(world.isEnded).toBe(true);
        expect(world.mostWriting).toBeLessThanOrEqual(plan.chunksInFlight);
        expect(writing).toBeLessThanOrEqual(plan.chunksInFlight);
        expect(world.state.result.isStopped).toBe(true);
        expect([...world.written.values()].every((times) => times === 1)).toBe(true);
        const isAllRead = world.state.result.progress.tally.read === world.total;
        expect(isAllRead || world.state.result.unread.length > 0).toBe(true);
      }),
    );
  });

  it('begins nothing while it is paused', () => {
    const world = new World({ chunkSize: 5, chunksInFlight: 2, pages: [10, 10], choices: [0] });
    world.begin();
    world.state.pause();
    world.endRead();
    world.begin();
    expect(world.isIdle).toBe(true);
    expect(world.state.progress.isPaused).toBe(true);
    world.state.resume();
    world.begin();
    expect(world.inFlight.length).toBeGreaterThan(0);
  });

  it('reads no more than three rounds of chunks ahead of its writes [W25]', () => {
    const world = new World({ chunkSize: 10, chunksInFlight: 2, pages: [20, 20, 20, 20, 20, 20], choices: [0] });
    world.begin();
    for (let page = 0; page < 4; page += 1) {
      expect(world.isReading).toBe(true);
      world.endRead();
      world.begin();
    }
    expect(world.isReading).toBe(false);
    expect(world.inFlight).toHaveLength(2);
  });

  it('ends with the failure where nobody outside can mend it, and keeps where it stood', () => {
    const state = new TransferState(inputOf({ chunkSize: 5, chunksInFlight: 2 }));
    expect(state.next(false).kind).toBe('read');
    state.readFailed(defect);
    expect(state.next(false)).toEqual({ kind: 'end' });
    expect(state.result).toMatchObject({ failure: defect, unread: [{ kind: 'source', until }] });
  });

  it('writes a range again after credentials were refused, and says so until then', () => {
    const state = new TransferState(inputOf({ chunkSize: 5, chunksInFlight: 1 }));
    state.next(false);
    state.readDone({ pages: 1, units: 0, tally: none, ranges: [{ first: 1, last: 5, count: 5 }] });
    expect(state.next(false)).toMatchObject({ kind: 'write' });
    state.writeFailed({ first: 1, last: 5, count: 5 }, { stoppage: auth, isGivenUp: false });
    expect(state.next(false)).toEqual({ kind: 'wait' });
    expect(state.progress.halt).toEqual(auth);
    state.resume();
    expect(state.next(false)).toEqual({ kind: 'write', range: { first: 1, last: 5, count: 5 } });
  });

  it('sweeps as long as that leads on, and then ends', () => {
    const state = new TransferState({ ...inputOf({ chunkSize: 5, chunksInFlight: 1 }), reads: [] });
    const waiting: ChunkRange = { first: 1, last: 5, count: 5 };
    for (const count of [5, 3]) {
      expect(state.next(false)).toEqual({ kind: 'sweep' });
      state.swept([{ ...waiting, count }]);
      expect(state.next(false).kind).toBe('write');
      state.writeDone({ sent: 0, ignored: 0, failed: 0, unknown: 0 });
    }
    expect(state.next(false)).toEqual({ kind: 'sweep' });
    state.swept([{ ...waiting, count: 3 }]);
    expect(state.next(false)).toEqual({ kind: 'end' });
  });
});
