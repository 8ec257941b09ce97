import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataWaldError } from '../../../core/errors.js';
import type { Outcome } from '../../../core/outcome.js';
import type { Task } from '../../../core/task.js';
import type { StagedRow, Store } from '../../../stores/store.js';
import { byRule, type Claimed, claim, entity, failed, newLane, openTask, sent, settleAll, stagePage, unknown } from './builders.js';

const outcomes: readonly Outcome[] = [sent('T'), failed(), unknown, byRule];

type Step =
  | { readonly kind: 'stage'; readonly task: 0 | 1; readonly srcIds: readonly string[]; readonly isForced: boolean }
  | { readonly kind: 'claim'; readonly task: 0 | 1; readonly first: number; readonly length: number }
  | { readonly kind: 'settle' | 'release'; readonly claim: number; readonly outcome: number }
  | { readonly kind: 'giveUp'; readonly task: 0 | 1 };

const task = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('stage' as const),
      task,
      srcIds: fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 4 }),
      isForced: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      task,
      first: fc.integer({ min: 1, max: 12 }),
      length: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('settle' as const, 'release' as const), claim: fc.nat(20), outcome: fc.nat(3) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('giveUp' as const), task }) },
);

const stageOf = (one: 0 | 1): Step => ({ kind: 'stage', task: one, srcIds: ['A'], isForced: false });

/** A version waits for an older one that is claimed, and another task takes the place of both. */
const overtakenWhileWaiting: Step[] = [stageOf(0), { kind: 'claim', task: 0, first: 1, length: 1 }, stageOf(0), stageOf(1), stageOf(0)];

/** Whatever happens in whatever order. */
export function describeSequences(get: () => Store): void {
  describe('any sequence of pages, claims and outcomes', () => {
    it('keeps one version of each entity on its way, and loses none', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          const run = await Run.begin(get());
          for (const [index, one] of steps.entries()) await run.take(one, index);
          expect(await run.wrongs()).toEqual([]);
        }),
        { numRuns: 60, examples: [[overtakenWhileWaiting]] },
      );
    });
  });
}

class Run {
  readonly #store: Store;
  readonly #tasks: readonly [Task, Task];
  readonly #claims: Claimed[] = [];
  readonly #newest = new Map<string, string>();

  private constructor(store: Store, tasks: readonly [Task, Task]) {
    this.#store = store;
    this.#tasks = tasks;
  }

  static async begin(store: Store): Promise<Run> {
    const lane = newLane();
    return new Run(store, [await openTask(store, lane), await openTask(store, lane)]);
  }

  async take(one: Step, index: number): Promise<void> {
    switch (one.kind) {
      case 'stage':
        return this.#stage(one, index);
      case 'claim':
        this.#claims.push(await claim(this.#store, this.#tasks[one.task], { first: one.first, last: one.first + one.length }));
        return;
      case 'giveUp': {
        const { taskNo } = this.#tasks[one.task];
        await this.#store.staging.giveUp({ taskNo, first: 1, last: 1000, message: 'away', at: entity('', 400).updatedAt });
        return;
      }
      case 'settle':
      case 'release':
        return this.#end(one);
    }
  }

  /** Every third entity comes with the content it had before, the others with a new one. */
  async #stage({ task: number, srcIds, isForced }: Extract<Step, { kind: 'stage' }>, index: number): Promise<void> {
    const entities = srcIds.map((srcId, position) => {
      const content = (index + position) % 3 === 0 ? (this.#newest.get(srcId) ?? 'first') : `${index}/${position}`;
      this.#newest.set(srcId, content);
      return entity(srcId, index + position / 10, content);
    });
    await stagePage(this.#store, this.#tasks[number], { entities, isForced, at: entity('', 100 + index).updatedAt });
  }

  async #end({ kind, claim: number, outcome }: Extract<Step, { kind: 'settle' | 'release' }>): Promise<void> {
    const held = this.#claims[number % Math.max(this.#claims.length, 1)];
    if (held === undefined) return;
    if (kind === 'release') return this.#store.staging.release(held.key);
    try {
      await settleAll(this.#store, held, () => outcomes[outcome] ?? unknown);
    } catch (error) {
      if (!(error instanceof DataWaldError) || error.code !== 'ClaimLost') throw error;
    }
  }

  /** What must not be, in words. */
  async wrongs(): Promise<readonly string[]> {
    const wrongs: string[] = [];
    for (const [srcId, content] of this.#newest) {
      const history = await this.#store.staging.entityHistory(this.#tasks[0].lane, srcId);
      if (history.filter((row) => row.status === 'N').length > 2) wrongs.push(`more than one version of ${srcId} waits`);
      if (!(await this.#isKept(history, content))) wrongs.push(`the newest version of ${srcId} is lost`);
    }
    for (const one of this.#tasks) {
      const { entities } = await claim(this.#store, one, { first: 1, last: 1000 });
      const isDoubled = new Set(entities.map((claimed) => claimed.srcId)).size < entities.length;
      if (isDoubled) wrongs.push('one claim holds two versions of one entity');
    }
    return wrongs;
  }

  /** The newest content is pending, sent, failed, unknown or ignored by rule, and nothing took its place. */
  async #isKept(history: readonly StagedRow[], content: string): Promise<boolean> {
    for (const { taskNo, seq, status, reason, isSuperseded } of history) {
      if (isSuperseded || (status === 'I' && reason !== 'rule')) continue;
      const payload = await this.#store.staging.payload(taskNo, seq);
      if (isDeepStrictEqual(payload?.data, { content })) return true;
    }
    return false;
  }
}
