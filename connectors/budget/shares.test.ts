import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { boundless, type EndpointLimits } from '../../core/budget.js';
import { leaseMs, longestRequestMs, type Process, World } from '../../test/support/budget-world.js';

const runs = { numRuns: Number(process.env['BUDGET_RUNS'] ?? 150) };

const anyConcurrency = fc.integer({ min: 1, max: 8 });
const anyRequests = fc.record({ count: fc.integer({ min: 1, max: 25 }), perSeconds: fc.constantFrom(1, 3, 10) });
const anyLimits: fc.Arbitrary<EndpointLimits> = fc.oneof(
  fc.record({ concurrency: anyConcurrency, requests: anyRequests }),
  fc.record({ concurrency: anyConcurrency }),
  fc.record({ requests: anyRequests }),
);

const clock = fc.record({ offsetMs: fc.integer({ min: 0, max: 1e9 }), rate: fc.double({ min: 0.9997, max: 1.0003, noNaN: true }) });
const sometimes = (one: number, of: number) => fc.nat({ max: of - 1 }).map((number) => number < one);
const delay = fc.oneof({ weight: 6, arbitrary: fc.nat({ max: 50 }) }, { weight: 1, arbitrary: fc.nat({ max: 8000 }) });

/** What a process does in one moment of a story. All of them send whatever they may. */
const move = fc.record({
  renewal: fc.option(fc.record({ thereMs: delay, backMs: delay, isLost: sometimes(1, 6) }), { freq: 2 }),
  lane: fc.constantFrom('live' as const, 'backfill' as const),
  wants: fc.oneof(fc.constant(0), fc.constant(30)),
  end: fc.oneof(
    { weight: 60, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom('leave' as const, 'kill' as const) },
  ),
});
const moment = fc.record({
  moves: fc.array(move, { minLength: 3, maxLength: 3 }),
  onTheWay: fc.double({ min: 0, max: 0.039, noNaN: true }),
  takesMs: fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: longestRequestMs })),
  thenMs: fc.oneof(
    { weight: 8, arbitrary: fc.nat({ max: 500 }) },
    { weight: 2, arbitrary: fc.nat({ max: 2000 }) },
    { weight: 1, arbitrary: fc.nat({ max: 3 * leaseMs }) },
  ),
});
type Move = Parameters<Parameters<typeof move.map>[0]>[0];
type Moment = Parameters<Parameters<typeof moment.map>[0]>[0];

function tell(world: World, story: readonly Moment[]): void {
  const windowMs = (world.limits.requests?.perSeconds ?? 1) * 1000;
  for (const { moves, onTheWay, takesMs, thenMs } of story) {
    moves.forEach((one, index) => make(world, index, one));
    for (const process of world.processes) process.send({ wayMs: onTheWay * windowMs, takesMs });
    world.pass(thenMs / 2);
    for (const process of world.processes) process.send({ wayMs: 0, takesMs });
    world.pass(thenMs / 2);
  }
  world.pass(1e6);
}

function make(world: World, index: number, { renewal, lane, wants, end }: Move): void {
  const process = world.processes[index];
  if (process === undefined) return;
  process.waiting[lane] = wants;
  if (end === 'leave') process.leave();
  else if (renewal !== null) process.renew(renewal);
  if (end === 'kill') world.replace(index);
}

/** Everybody renews when it is due, and sends whatever it may in between. */
function run(world: World, seconds: number, wants: (process: Process) => void): void {
  for (let step = 0; step < 50 * seconds; step += 1) {
    for (const process of world.processes) {
      wants(process);
      process.send({ wayMs: 2, takesMs: 15 });
      process.renewIfDue(leaseMs / 5);
    }
    world.pass(20);
  }
}

function worldOf(limits: EndpointLimits, processes: number): World {
  const world = new World(limits);
  for (let index = 0; index < processes; index += 1) world.start();
  return world;
}

describe('shares of a budget', () => {
  it('are never above the limits, whatever happens to whom and in whatever order', () => {
    fc.assert(
      fc.property(
        anyLimits,
        fc.array(clock, { minLength: 1, maxLength: 3 }),
        fc.array(moment, { minLength: 20, maxLength: 80, size: 'max' }),
        (limits, clocks, story) => {
          const world = new World(limits);
          for (const one of clocks) world.start(one);
          tell(world, story);
          const { concurrency: atOnce = boundless, requests: { count, perSeconds } = { count: boundless, perSeconds: 1 } } = limits;
          expect(world.vendor.mostIn(perSeconds * 1000)).toBeLessThanOrEqual(count);
          expect(world.vendor.mostAtOnce()).toBeLessThanOrEqual(atOnce);
        },
      ),
      runs,
    );
  });

  it.each([
    [1, 1],
    [3, 3],
    [5, 1],
    [5, 5],
  ])('are used to 95 % and more: %s processes, of which %s have work', (processes, busy) => {
    const world = worldOf({ concurrency: 8, requests: { count: 190, perSeconds: 10 } }, processes);
    run(world, 70, (process) => {
      if (world.processes.indexOf(process) < busy) process.waiting.live = 20;
    });
    const counted = world.vendor.arrivals.filter((ms) => ms >= 20_000 && ms < 70_000).length;
    expect(counted).toBeGreaterThanOrEqual(0.95 * 5 * 190);
    expect(world.vendor.mostIn(10_000)).toBeLessThanOrEqual(190);
  });

  it('starve nobody, also where there are fewer requests or slots than processes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 8 }),
        (processes, concurrency, count) => {
          const world = worldOf({ concurrency, requests: { count, perSeconds: 1 } }, processes);
          run(world, 60, (process) => {
            process.waiting.live = 5;
          });
          for (const process of world.processes) expect(process.sent.live).toBeGreaterThan(2);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [3, { concurrency: 1 }, 50],
    [6, { concurrency: 5 }, 250],
    [3, { concurrency: 1, requests: { count: 2, perSeconds: 1 } }, 2],
  ])('are handed on in turns that leave most of it in use: %s processes, %j', (processes, limits, perSecond) => {
    const world = worldOf(limits, processes);
    run(world, 90, (process) => {
      process.waiting.live = 5;
    });
    const sent = world.processes.map((process) => process.sent.live);
    expect(sent.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0.85 * 90 * perSecond);
    expect(Math.min(...sent)).toBeGreaterThan(0.5 * Math.max(...sent));
  });

  it('go to the others once a process is dead, and not before its window is over', () => {
    const world = worldOf({ requests: { count: 90, perSeconds: 10 } }, 3);
    const work = (process: Process) => {
      process.waiting.live = 20;
    };
    run(world, 30, work);
    world.processes[1]?.kill();
    run(world, 50, work);
    expect(world.vendor.mostIn(10_000)).toBeLessThanOrEqual(90);
    expect(world.vendor.arrivals.filter((ms) => ms >= 60_000 && ms < 80_000).length).toBeGreaterThanOrEqual(0.95 * 180);
  });

  it('give live requests everything before backfill gets the rest', () => {
    const world = worldOf({ requests: { count: 100, perSeconds: 10 } }, 2);
    const [live, backfill] = world.processes;
    run(world, 30, () => {
      if (backfill !== undefined) backfill.waiting.backfill = 20;
    });
    expect(backfill?.sent.backfill).toBeGreaterThan(200);
    const both = () => {
      if (live !== undefined) live.waiting.live = 100;
      if (backfill !== undefined) backfill.waiting.backfill = 20;
    };
    run(world, 20, both);
    const before = { live: live?.sent.live ?? 0, backfill: backfill?.sent.backfill ?? 0 };
    run(world, 200, both);
    expect((live?.sent.live ?? 0) - before.live).toBeGreaterThanOrEqual(0.95 * 2000);
    expect((backfill?.sent.backfill ?? 0) - before.backfill).toBeLessThan(10);
  });
});
