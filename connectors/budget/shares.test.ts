import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EndpointLimits } from '../../core/budget.js';
import { leaseMs, longestRequestMs, type Process, World } from '../../test/support/budget-world.js';

const runs = { numRuns: Number(process.env['BUDGET_RUNS'] ?? 150) };

const limitsOf = (perSeconds: number) =>
  fc.record({
    concurrency: fc.integer({ min: 1, max: 12 }),
    requests: fc.record({ count: fc.integer({ min: 1, max: 60 }), perSeconds: fc.constant(perSeconds) }),
  });
const anyLimits = fc.constantFrom(1, 3, 10).chain(limitsOf);

const clock = fc.record({ offsetMs: fc.integer({ min: 0, max: 1e9 }), rate: fc.double({ min: 0.9997, max: 1.0003, noNaN: true }) });

/** Anything that may happen to one of the processes. */
const incident = fc.record({
  process: fc.nat({ max: 3 }),
  kind: fc.constantFrom('renew', 'renew', 'renew', 'send', 'send', 'send', 'want', 'want', 'leave', 'kill'),
  lane: fc.constantFrom('live' as const, 'backfill' as const),
  wants: fc.nat({ max: 40 }),
  thereMs: fc.nat({ max: 7000 }).map((ms) => Math.max(0, ms - 5000)),
  backMs: fc.nat({ max: 7000 }).map((ms) => Math.max(0, ms - 5000)),
  isLost: fc.boolean().map((isLost) => isLost),
  onTheWay: fc.double({ min: 0, max: 0.039, noNaN: true }),
  takesMs: fc.nat({ max: longestRequestMs }),
  thenMs: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 3000 }), fc.nat({ max: 3 * leaseMs })),
});
type Incident = typeof incident extends fc.Arbitrary<infer One> ? One : never;

function befall(world: World, process: Process, one: Incident): void {
  const perSeconds = world.limits.requests?.perSeconds ?? 0;
  if (one.kind === 'want') process.waiting[one.lane] += one.wants;
  if (one.kind === 'renew') process.renew(one);
  if (one.kind === 'send') process.send({ wayMs: one.onTheWay * Math.min(perSeconds * 1000, 25_000), takesMs: one.takesMs });
  if (one.kind === 'leave') process.leave();
  if (one.kind === 'kill') {
    process.kill();
    world.processes[world.processes.indexOf(process)] = world.start();
    world.processes.pop();
  }
}

/** Everybody renews each second, and sends whatever it may in between. */
function run(world: World, seconds: number, wants: (process: Process, second: number) => void): void {
  for (let second = 0; second < seconds; second += 1) {
    world.processes.forEach((process, index) => {
      wants(process, second);
      world.at(world.nowMs + index * 37, () => process.renew({ thereMs: 3, backMs: 3 }));
    });
    for (let step = 0; step < 50; step += 1) {
      for (const process of world.processes) process.send({ wayMs: 2, takesMs: 15 });
      world.pass(20);
    }
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
      fc.property(anyLimits, fc.array(clock, { minLength: 1, maxLength: 4 }), fc.array(incident, { minLength: 30, maxLength: 200, size: 'max' }), (limits, clocks, story) => {
        const world = new World(limits);
        for (const one of clocks) world.start(one);
        for (const one of story) {
          const process = world.processes[one.process % world.processes.length];
          if (process !== undefined) befall(world, process, one);
          world.pass(one.thenMs);
        }
        world.pass(1e6);
        expect(world.vendor.mostIn(limits.requests.perSeconds * 1000)).toBeLessThanOrEqual(limits.requests.count);
        expect(world.vendor.mostAtOnce()).toBeLessThanOrEqual(limits.concurrency);
      }),
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
      if (live !== undefined) live.waiting.live = 20;
      if (backfill !== undefined) backfill.waiting.backfill = 20;
    };
    run(world, 20, both);
    const before = { live: live?.sent.live ?? 0, backfill: backfill?.sent.backfill ?? 0 };
    run(world, 50, both);
    expect((live?.sent.live ?? 0) - before.live).toBeGreaterThanOrEqual(0.95 * 500);
    expect((backfill?.sent.backfill ?? 0) - before.backfill).toBeLessThan(10);
  });
});
