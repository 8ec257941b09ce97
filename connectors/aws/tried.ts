import { ConnectorError } from '../../core/errors.js';
import type { Check } from '../connector.js';

export interface TriedCheck {
  readonly name: string;
  /** What to do where it does not work for want of rights or settings. */
  readonly fix: string;
  /** @returns what was seen */
  readonly work: (signal: AbortSignal) => Promise<string>;
}

const patienceMs = 30_000;

/** One line of `check`. Never throws. */
export async function tried({ name, fix, work }: TriedCheck): Promise<Check> {
  try {
    return { name, isOk: true, detail: await work(AbortSignal.timeout(patienceMs)) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name, isOk: false, detail, fix: adviceFor(error) ?? fix };
  }
}

function adviceFor(error: unknown): string | undefined {
  if (!(error instanceof ConnectorError)) return undefined;
  if (error.code === 'Auth') return 'Check credentials of the endpoint.';
  return error.code === 'Transient' ? 'See that AWS, or what stands in its place, can be reached from this machine.' : undefined;
}
