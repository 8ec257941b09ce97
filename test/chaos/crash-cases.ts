import type { StoreSettings } from '../../stores/open-store.js';
import type { CrashCase } from './crash-case.js';
import type { Death } from './death.js';

const everywhere = ['postgres', 'dynamodb'] as const;

interface Step {
  readonly step: string;
  readonly call: string;
  readonly nth: number;
  /** A store other than the embedded one has its own way to do it. */
  readonly isOfStore?: true;
}

/** The steps of a task in their order, each with the call that carries it out. */
const steps: readonly Step[] = [
  { step: 'opening the task', call: 'tasks.open', nth: 1, isOfStore: true },
  { step: 'noting that it runs', call: 'tasks.update', nth: 1 },
  { step: 'reading the first page', call: 'source.read', nth: 1 },
  { step: 'reading the second page of one read', call: 'source.read', nth: 2 },
  { step: 'staging the first page', call: 'staging.stage', nth: 1, isOfStore: true },
  { step: 'staging the second page', call: 'staging.stage', nth: 2 },
  { step: 'claiming a chunk', call: 'staging.claim', nth: 2, isOfStore: true },
  { step: 'writing the first batch', call: 'target.write', nth: 1 },
  { step: 'writing a later batch', call: 'target.write', nth: 4 },
  { step: 'settling the first batch', call: 'staging.settle', nth: 1, isOfStore: true },
  { step: 'settling a later batch', call: 'staging.settle', nth: 5 },
  { step: 'looking for what is pending', call: 'staging.pendingRanges', nth: 1 },
  { step: 'counting the rows', call: 'tasks.counts', nth: 1 },
  { step: 'committing the cut date', call: 'cutDates.commit', nth: 1, isOfStore: true },
  { step: 'noting that it is completed', call: 'tasks.update', nth: 2, isOfStore: true },
  { step: 'taking up the notification', call: 'outbox.get', nth: 1 },
  { step: 'noting that the notification was delivered', call: 'outbox.note', nth: 1, isOfStore: true },
];

const aWrite: Death = { when: 'after', call: 'target.write', nth: 2 };

/** What only happens after a first death. */
const again: readonly CrashCase[] = [
  {
    name: 'twice after the same write',
    mode: 'lookup',
    deaths: [aWrite, { when: 'after', call: 'target.write', nth: 1 }],
    alsoOn: everywhere,
  },
  { name: 'before the look-up after a lost write', mode: 'lookup', deaths: [aWrite, { when: 'before', call: 'target.find', nth: 1 }] },
  { name: 'after the look-up after a lost write', mode: 'lookup', deaths: [aWrite, { when: 'after', call: 'target.find', nth: 1 }] },
  {
    name: 'after settling what was looked up',
    mode: 'lookup',
    deaths: [aWrite, { when: 'after', call: 'staging.settle', nth: 1 }],
  },
  {
    name: 'four times: read, write, settle, commit',
    mode: 'lookup',
    deaths: [
      { when: 'after', call: 'source.read', nth: 2 },
      { when: 'after', call: 'target.write', nth: 3 },
      { when: 'before', call: 'staging.settle', nth: 2 },
      { when: 'after', call: 'cutDates.commit', nth: 1 },
    ],
    alsoOn: everywhere,
  },
];

const continued: readonly CrashCase[] = (['before', 'after'] as const).map((when) => ({
  name: `${when} the first claim of a transfer that continued as new`,
  mode: 'lookup',
  deaths: [{ when, call: 'continued', nth: 1 }],
  size: { records: 260, chunk: 1 },
  // Too many chunks for the stand-in for DynamoDB.
  ...(when === 'after' && { alsoOn: ['postgres'] as const }),
}));

const single: readonly CrashCase[] = (['lookup', 'upsert'] as const).flatMap((mode) =>
  steps
    .filter(({ call }) => mode === 'lookup' || call === 'target.write' || call === 'staging.settle')
    .flatMap(({ step, call, nth, isOfStore }) =>
      (['before', 'after'] as const).map((when) => ({
        name: `${when} ${step}${mode === 'upsert' ? ', in a target that upserts' : ''}`,
        mode,
        deaths: [{ when, call, nth }],
        ...(isOfStore === true && mode === 'lookup' && { alsoOn: everywhere }),
      })),
    ),
);

/** The longest first: they fill the time in which others wait. */
const crashCases: readonly CrashCase[] = [...continued, ...single, ...again];

/** All cases on the embedded store; on the others a third, those in which the store itself has most to lose. */
export function crashCasesOn(kind: StoreSettings['kind']): readonly CrashCase[] {
  return kind === 'embedded' ? crashCases : crashCases.filter(({ alsoOn = [] }) => alsoOn.includes(kind));
}
