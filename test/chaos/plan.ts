import { mulberry32 } from './random.js';
import { type StoreIncidentKind, type StoreKind, storeIncidents } from './store/chaos-store.js';

/** What goes wrong with processes, one of each in every round; the commonest death several times. */
const processKinds = ['killWorker', 'killWorker', 'killWorker', 'killBothWorkers', 'killTemporal'] as const;

/** What goes wrong with the target. */
const targetKinds = ['cut', 'cutHalf', 'throttled', 'broken', 'unavailable', 'slow'] as const;
export type IncidentKind = (typeof processKinds)[number] | StoreIncidentKind | (typeof targetKinds)[number];

export interface Incident {
  /** Since the beginning of the run. */
  readonly atMs: number;
  readonly kind: IncidentKind;
  /** Which of the two workers, where it is one. */
  readonly worker: 0 | 1;
  /** How long it lasts, where it does not end at once. */
  readonly forMs: number;
}

const quietAtFirstMs = 4000;
const gapMs = { least: 1000, most: 4000 } as const;
const lengthMs = { least: 1000, most: 4000 } as const;

/** The incidents of a run, decided by the seed and the kind of store. Every round has one of each kind, in an order of its own. */
export function planOf(seed: number, seconds: number, store: StoreKind): readonly Incident[] {
  const kinds: readonly IncidentKind[] = [...processKinds, ...storeIncidents[store], ...targetKinds];
  const random = mulberry32(seed);
  const between = ({ least, most }: { readonly least: number; readonly most: number }) => Math.round(least + random() * (most - least));
  const incidents: Incident[] = [];
  let round: IncidentKind[] = [];
  for (let atMs = quietAtFirstMs; atMs < seconds * 1000; atMs += between(gapMs)) {
    if (round.length === 0) round = [...kinds];
    const [kind = 'killWorker'] = round.splice(Math.floor(random() * round.length), 1);
    incidents.push({ atMs, kind, worker: random() < 0.5 ? 0 : 1, forMs: between(lengthMs) });
  }
  return incidents;
}
