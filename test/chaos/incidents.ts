import type { Ground } from './ground.js';
import type { Incident } from './plan.js';
import type { StoreIncidentKind } from './store/chaos-store.js';

/** Makes an incident happen; resolves when it is over. */
export async function bringAbout(incident: Incident, ground: Ground, say: (line: string) => void): Promise<void> {
  const { kind, worker, forMs } = incident;
  switch (kind) {
    case 'killWorker':
      say(`kill worker ${worker}`);
      await ground.killWorker(worker);
      break;
    case 'killBothWorkers':
      say('kill both workers');
      await Promise.all([ground.killWorker(0), ground.killWorker(1)]);
      break;
    case 'killTemporal':
      say(`kill Temporal, away for ${forMs} ms`);
      await ground.killTemporal(forMs);
      break;
    case 'lockStore':
    case 'killStore':
    case 'cutStore':
    case 'pauseStore':
    case 'throttleStore':
      await befallStore(kind, { incident, ground, say });
      break;
    case 'cut':
    case 'cutHalf':
    case 'throttled':
    case 'broken':
    case 'unavailable':
    case 'slow':
      say(`the target is out of order for ${forMs} ms: ${describeFault[kind]}`);
      await ground.breakTarget(kind, forMs);
      break;
  }
}

async function befallStore(
  kind: StoreIncidentKind,
  { incident, ground, say }: { readonly incident: Incident; readonly ground: Ground; readonly say: (line: string) => void },
): Promise<void> {
  const found = ground.store.incidents[kind];
  if (found === undefined) throw new Error(`this store knows no ${kind}`);
  say(`${found.what}, for ${incident.forMs} ms`);
  await found.bringAbout(incident.forMs);
}

const describeFault = {
  cut: 'saves, then cuts the connection',
  cutHalf: 'saves half of each batch, then cuts the connection',
  throttled: 'answers 429',
  broken: 'saves half of each batch, then answers 500',
  unavailable: 'answers 503',
  slow: 'answers late',
} as const;
