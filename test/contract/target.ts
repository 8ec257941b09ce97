import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FindRequest, Target, WriteRequest } from '../../connectors/connector.js';
import type { TargetEntity } from '../../core/entity.js';
import { ConnectorError } from '../../core/errors.js';
import type { Found, Outcome } from '../../core/outcome.js';
import type { TxType } from '../../core/tx-type.js';

/** One system with a target, made for one test. What a system cannot be made to do is left out, and not tested. */
export interface TargetUnderTest extends AsyncDisposable {
  readonly target: Target;
  readonly txType: TxType;
  /** The record of that number, in that version: versions differ in a value that the target keeps. */
  entity(number: number, version?: number): TargetEntity;
  /** How many records the system holds that were made by writing entities of the tx type. */
  count(): number;
  /** The record of that number, with something in it that the system refuses. */
  readonly bad?: (number: number) => TargetEntity;
  /** Makes the next write request fail in a way that must come out as that error, without having had an effect. */
  readonly failOnce?: (code: 'Transient' | 'Throttled' | 'Auth') => void;
  /** Makes the connection break after the next write was saved and before it is answered. */
  readonly cutAfterSavingOnce?: () => void;
  /** Makes the next request take for ever. */
  readonly stallOnce?: () => void;
}

export interface TargetContract {
  readonly name: string;
  open(): Promise<TargetUnderTest>;
}

/** What any Target must do, whatever stands behind it. */
export function targetContract(contract: TargetContract): void {
  describe(`${contract.name} keeps the contract of a target`, () => {
    let system: TargetUnderTest;
    beforeEach(async () => {
      system = await contract.open();
    });
    afterEach(async () => await system[Symbol.asyncDispose]());
    const use = (): TargetUnderTest => system;
    describeWrites(use);
    describeFinds(use);
    describeFailures(use);
  });
}

type Use = () => TargetUnderTest;

/** Every version is another record, and none can be asked for. */
function isMailbox({ target }: TargetUnderTest): boolean {
  return target.idempotency === 'none';
}

function describeWrites(use: Use): void {
  it('gives one outcome per entity, in order, and creates each once [W37]', async () => {
    const outcomes = await write(
      use(),
      numbers(7).map((number) => use().entity(number)),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual(numbers(7).map(() => 'sent'));
    expect(new Set(tgtIdsOf(outcomes)).size).toBe(7);
    expect(use().count()).toBe(7);
    if (isMailbox(use())) return;
    const again = await write(
      use(),
      [use().entity(3, 2)].map((entity) => withTgtId(entity, outcomes[3])),
    );
    expect(tgtIdsOf(again)).toEqual([tgtIdsOf(outcomes)[3]]);
  });

  it('answers nothing for no entities', async () => {
    expect(await write(use(), [])).toEqual([]);
    expect(await find(use(), [])).toEqual([]);
  });

  it('creates nothing new when the same is written twice', async () => {
    if (isMailbox(use())) return;
    const entities = numbers(5).map((number) => use().entity(number));
    const first = await write(use(), entities);
    const isMatchedByKey = use().target.idempotency !== 'lookup';
    const second = await write(use(), isMatchedByKey ? entities : entities.map((entity, index) => withTgtId(entity, first[index])));
    expect(tgtIdsOf(second)).toEqual(tgtIdsOf(first));
    expect(use().count()).toBe(5);
  });

  it('keeps the id when a record changes, and says that it was updated', async () => {
    if (isMailbox(use())) return;
    const first = await write(use(), [use().entity(1)]);
    const [second] = await write(use(), [withTgtId(use().entity(1, 2), first[0])]);
    expect(second).toMatchObject({ status: 'sent', change: 'updated', tgtId: tgtIdsOf(first)[0] });
    expect(use().count()).toBe(1);
  });

  it('lets one bad entity harm only itself', async () => {
    const { bad } = use();
    if (bad === undefined) return;
    const entities = numbers(9).map((number) => (number === 4 ? bad(number) : use().entity(number)));
    const outcomes = await write(use(), entities);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(numbers(9).map((number) => (number === 4 ? 'failed' : 'sent')));
    const failed = outcomes[4];
    expect(failed?.status === 'failed' && failed.code !== '' && failed.message.length > 20).toBe(true);
    expect(use().count()).toBe(8);
  });

  it('takes as many entities as it says', async () => {
    const most = use().target.maxBatch(use().txType);
    expect(most).toBeGreaterThan(0);
    const outcomes = await write(
      use(),
      numbers(Math.min(most, 200)).map((number) => use().entity(number)),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'sent')).toHaveLength(Math.min(most, 200));
  });
}

function describeFinds(use: Use): void {
  it('says what is absent, the same and different, in order, and changes nothing', async () => {
    if (isMailbox(use())) return;
    const [one] = await write(use(), [use().entity(1), use().entity(2)]);
    const found = await find(use(), [use().entity(3), use().entity(1), use().entity(2, 2)]);
    expect(found.map((each) => each.state)).toEqual(['absent', 'same', 'different']);
    expect(found[1]).toEqual({ state: 'same', tgtId: tgtIdsOf(one === undefined ? [] : [one])[0] });
    expect(use().count()).toBe(2);
  });

  it('finds after a cut connection what had been saved', async () => {
    const { cutAfterSavingOnce } = use();
    if (cutAfterSavingOnce === undefined || isMailbox(use())) return;
    const entities = numbers(3).map((number) => use().entity(number));
    cutAfterSavingOnce();
    const error = await errorOf(write(use(), entities));
    expect(error).toMatchObject({ code: 'Transient', effect: 'unknown' });
    expect((await find(use(), entities)).map((each) => each.state)).toEqual(['same', 'same', 'same']);
    expect(use().count()).toBe(3);
  });
}

function describeFailures(use: Use): void {
  for (const code of ['Transient', 'Throttled', 'Auth'] as const) {
    it(`throws ${code} for the batch as a whole, and writes the same batch later`, async () => {
      const { failOnce } = use();
      if (failOnce === undefined) return;
      const entities = numbers(3).map((number) => use().entity(number));
      failOnce(code);
      const error = await errorOf(write(use(), entities));
      expect(error).toBeInstanceOf(ConnectorError);
      expect(error.code).toBe(code);
      expect(code === 'Transient' || error.effect === 'none').toBe(true);
      expect(code !== 'Throttled' || (error.retryAfterMs ?? 0) > 0).toBe(true);
      expect(use().count()).toBe(0);
      expect((await write(use(), entities)).every((outcome) => outcome.status === 'sent')).toBe(true);
      expect(use().count()).toBe(3);
    });
  }

  it('stops when it is told to', async () => {
    const { stallOnce } = use();
    if (stallOnce === undefined) return;
    stallOnce();
    const stop = new AbortController();
    const writing = use().target.write({ txType: use().txType, entities: [use().entity(1)], attempt: 1, signal: stop.signal });
    setImmediate(() => stop.abort(new Error('told to stop')));
    await expect(writing).rejects.toThrow('told to stop');
  });
}

async function write(system: TargetUnderTest, entities: WriteRequest['entities']): Promise<readonly Outcome[]> {
  return await system.target.write({ txType: system.txType, entities, attempt: 1, signal: new AbortController().signal });
}

async function find(system: TargetUnderTest, entities: FindRequest['entities']): Promise<readonly Found[]> {
  return await system.target.find({ txType: system.txType, entities, signal: new AbortController().signal });
}

/** What was thrown; it must be a ConnectorError, because nothing else tells whoever called what to do. */
async function errorOf(promise: Promise<unknown>): Promise<ConnectorError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ConnectorError) return thrown;
  throw new Error(`expected a ConnectorError, got ${String(thrown)}`);
}

function tgtIdsOf(outcomes: readonly Outcome[]): readonly (string | undefined)[] {
  return outcomes.map((outcome) => (outcome.status === 'sent' ? outcome.tgtId : undefined));
}

function withTgtId(entity: TargetEntity, outcome: Outcome | undefined): TargetEntity {
  return outcome?.status === 'sent' ? { ...entity, tgtId: outcome.tgtId } : entity;
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
