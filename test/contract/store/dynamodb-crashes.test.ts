import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ConnectorError } from '../../../core/errors.js';
import type { Lane } from '../../../core/ids.js';
import type { Task } from '../../../core/task.js';
import { DynamoStore } from '../../../stores/dynamodb/dynamo-store.js';
import type { StagedPage, StagedRow, Store } from '../../../stores/store.js';
import { type MotoServer, startMoto } from '../../support/moto-server.js';
import { badEntity, claim, entity, failed, newLane, newName, openTask, rowsOf, sent, settleAll, stagePage } from './builders.js';

jest.setTimeout(400_000);

process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';

/** Another writer steps in at once where a process is gone. */
const patience = { leaseMs: 1, waitMs: 20_000 };
const writing = new Set(['PutItemCommand', 'UpdateItemCommand', 'TransactWriteItemsCommand']);

interface Death {
  /** The process dies at this write, and makes no request afterwards. */
  readonly atWrite: number;
  /** Whether that write still reached the database. */
  readonly isWritten: boolean;
}

/** Lets the client die, and counts how many writes it sent. */
function dying({ atWrite, isWritten }: Death) {
  const sentWrites = { count: 0 };
  const prepare = (client: DynamoDBClient) =>
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (sentWrites.count >= atWrite) throw new Error('the process is dead');
        if (writing.has(context.commandName ?? '')) sentWrites.count += 1;
        if (sentWrites.count < atWrite) return next(args);
        if (isWritten) await next(args);
        throw new Error('the process is dead');
      },
      { step: 'initialize', priority: 'low' },
    );
  return { sentWrites, prepare };
}

/** As an activity does: what is called passing is tried again. */
async function untilItsTurn<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 20 || !(error instanceof ConnectorError) || error.code !== 'Transient') throw error;
    }
  }
}

function newGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

let server: MotoServer | undefined;
let reason = '';
try {
  server = await startMoto();
} catch (error) {
  reason = error instanceof Error ? error.message : String(error);
}

if (server === undefined) {
  describe('a process that dies while it stages on DynamoDB', () => {
    it.todo(`is not tested on this machine: ${reason}`);
  });
} else {
  describeDeaths(server);
}

function describeDeaths(running: MotoServer): void {
  const settings = { region: 'eu-central-1', prefix: 'dying-', endpoint: running.endpoint };
  const never: Death = { atWrite: Number.POSITIVE_INFINITY, isWritten: true };
  let store: Store;
  beforeAll(async () => {
    store = new DynamoStore(settings, { patience });
    await store.migrate();
  });
  afterAll(async () => {
    await store[Symbol.asyncDispose]();
    await running.stop();
  });

  /** A flow with every kind of head, and a page that meets them. */
  async function begin(): Promise<{ readonly lane: Lane; readonly earlier: Task; readonly task: Task; readonly pageKey: string }> {
    const lane = newLane();
    const earlier = await openTask(store, lane);
    const page = await stagePage(store, earlier, { entities: ['sent', 'failed', 'pending'].map((srcId) => entity(srcId, 10)) });
    await settleAll(store, await claim(store, earlier, { first: page.first, last: page.first + 1 }), (srcId) =>
      srcId === 'sent' ? sent('T') : failed(),
    );
    return { lane, earlier, task: await openTask(store, lane), pageKey: newName('page') };
  }

  const entities = [
    entity('new', 20),
    entity('sent', 20),
    entity('failed', 20, 'b'),
    entity('pending', 20),
    badEntity('bad', 20),
    entity('new', 19, 'older'),
    ...Array.from({ length: 40 }, (_, index) => entity(`many-${index}`, 20, `content ${index} ${'x'.repeat(300)}`)),
  ];

  const stageIn = (one: Store, task: Task, pageKey: string): Promise<StagedPage> => stagePage(one, task, { entities, pageKey });

  /** All that can be seen of a flow, but for what differs by name alone. */
  async function visible({ lane, earlier, task }: { readonly lane: Lane; readonly earlier: Task; readonly task: Task }) {
    const plain = (row: StagedRow) => ({ ...row, taskId: '', taskNo: 0 });
    const later = await openTask(store, lane);
    return {
      rows: (await rowsOf(store, task)).map(plain),
      earlier: (await rowsOf(store, earlier)).map(plain),
      counts: await store.tasks.counts(task.taskNo),
      ranges: await store.staging.pendingRanges(task.taskNo, 10),
      lastSeq: (await store.tasks.get(task.taskId))?.lastSeq,
      payload: await store.staging.payload(task.taskNo, 30),
      heads: await stagePage(store, later, { entities }),
      after: (await rowsOf(store, later)).map(plain),
    };
  }

  async function dieAndRepeat(death: Death) {
    const flow = await begin();
    const { sentWrites, prepare } = dying(death);
    const victim = new DynamoStore(settings, { patience, client: prepare });
    const first = await stageIn(victim, flow.task, flow.pageKey).catch((error: unknown) => error);
    await victim[Symbol.asyncDispose]();
    const seenAfterDeath = await rowsOf(store, flow.task);
    const answer = await stageIn(store, flow.task, flow.pageKey);
    return { first, writes: sentWrites.count, seenAfterDeath, answer, visible: await visible(flow) };
  }

  describe('a process that dies while it stages on DynamoDB', () => {
    it.each([[true], [false]])(
      'leaves nothing or all, and the repeated call ends as if nothing had happened (last write done: %s)',
      async (isWritten) => {
        const undisturbed = await dieAndRepeat(never);
        expect(undisturbed.writes).toBeGreaterThan(entities.length);
        const deaths = [1, 2, 3, 4, 5, 6, 7, 12, 20, 35, 50, undisturbed.writes - 2, undisturbed.writes - 1, undisturbed.writes];
        for (const atWrite of deaths) {
          const one = await dieAndRepeat({ atWrite, isWritten });
          expect(one.first).toBeInstanceOf(Error);
          expect([0, entities.length]).toContain(one.seenAfterDeath.length);
          expect(one.answer).toEqual(undisturbed.answer);
          expect(one.visible).toEqual(undisturbed.visible);
        }
      },
    );

    it('leaves a plan that whoever reads carries out, once for all readers of a process', async () => {
      const undisturbed = await dieAndRepeat(never);
      const flow = await begin();
      const { prepare } = dying({ atWrite: undisturbed.writes - 5, isWritten: true });
      const victim = new DynamoStore(settings, { patience, client: prepare });
      await expect(stageIn(victim, flow.task, flow.pageKey)).rejects.toThrow('the process is dead');
      await victim[Symbol.asyncDispose]();
      const writesOf = async (readers: number) => {
        const { sentWrites, prepare: count } = dying(never);
        await using reader = new DynamoStore(settings, { patience, client: count });
        await Promise.all(Array.from({ length: readers }, () => reader.tasks.get(flow.task.taskId)));
        await reader.tasks.counts(flow.task.taskNo);
        return sentWrites.count;
      };
      const once = await writesOf(1);
      expect(once).toBeGreaterThan(entities.length);
      expect(await writesOf(10)).toBe(once);
    });

    it('and comes back to life after others went on, changes nothing any more', async () => {
      const flow = await begin();
      const gate = newGate();
      const reached = newGate();
      let writes = 0;
      const zombie = new DynamoStore(settings, {
        patience,
        client: (client) =>
          client.middlewareStack.add(
            (next, context) => async (args) => {
              writes += writing.has(context.commandName ?? '') ? 1 : 0;
              if (writes >= 8) {
                reached.open();
                await gate.opened;
              }
              return next(args);
            },
            { step: 'initialize', priority: 'low' },
          ),
      });
      const late = stageIn(zombie, flow.task, flow.pageKey);
      await reached.opened;
      const answer = await stageIn(store, flow.task, flow.pageKey);
      const held = await claim(store, flow.task, answer);
      await settleAll(store, held, () => sent('T9'));
      const before = await rowsOf(store, flow.task);
      gate.open();
      expect(await late).toEqual(answer);
      expect(await rowsOf(store, flow.task)).toEqual(before);
      await zombie[Symbol.asyncDispose]();
    });

    it('and several that take each other the turn away lose nothing and double nothing', async () => {
      const lane = newLane();
      const tasks = await Promise.all([openTask(store, lane), openTask(store, lane), openTask(store, lane)]);
      const writers = tasks.map(() => new DynamoStore(settings, { patience: { ...patience, leaseMs: 100 } }));
      const runs = tasks.map(async (task, index) => {
        const writer = writers[index] ?? store;
        for (let page = 0; page < 4; page++) {
          const ids = ['one', 'two', 'three'].map((name) => entity(`${index}/${page}/${name}`, 10));
          const pageKey = newName('page');
          const staged = await untilItsTurn(() => stagePage(writer, task, { entities: ids, pageKey }));
          const held = await untilItsTurn(() => claim(writer, task, staged));
          await untilItsTurn(() => settleAll(writer, held, () => sent('T')));
        }
      });
      await Promise.all(runs);
      for (const task of tasks) {
        expect(await store.tasks.counts(task.taskNo)).toMatchObject({ read: 12, sent: 12, pending: 0 });
        expect((await rowsOf(store, task)).map((row) => row.seq)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
      }
      for (const writer of writers) await writer[Symbol.asyncDispose]();
    });
  });

  describe('a store on DynamoDB without tables', () => {
    it('says which ones are missing, and what creates them', async () => {
      await using empty = new DynamoStore({ ...settings, prefix: 'nowhere-' });
      const refusal = { code: 'Config', message: expect.stringMatching(/nowhere-[\s\S]*datawald store init/) };
      await expect(empty.ping()).rejects.toMatchObject(refusal);
      await expect(openTask(empty, newLane())).rejects.toMatchObject(refusal);
    });
  });
}
