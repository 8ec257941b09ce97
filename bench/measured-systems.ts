import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startScript } from './script.js';

const loopScript = fileURLToPath(new URL('loop.js', import.meta.url));

/** What the target says it has received. */
export interface TargetStats {
  readonly requests: number;
  readonly entities: number;
  readonly refused: number;
  readonly writtenTwice: number;
  readonly saved: number;
}

/** The two systems of the benchmark, as processes of their own. */
export class Systems implements Disposable {
  readonly source: string;
  readonly target: string;
  readonly #stop: () => void;

  private constructor(parts: { source: string; target: string; stop: () => void }) {
    this.source = parts.source;
    this.target = parts.target;
    this.#stop = parts.stop;
  }

  static async start(entities: number): Promise<Systems> {
    const source = await startScript('systems.js', ['source', String(entities)]);
    const target = await startScript('systems.js', ['target']);
    const stop = () => {
      source.process.kill('SIGTERM');
      target.process.kill('SIGTERM');
    };
    return new Systems({ source: source.line, target: target.line, stop });
  }

  /** The target forgets what it was sent. */
  async reset(): Promise<void> {
    await fetch(this.target, { method: 'DELETE' });
  }

  /** The target refuses one in so many keys from now on; none where it is 0. */
  async refuseEvery(keys: number): Promise<void> {
    await fetch(`${this.target}/?refuseEvery=${keys}`, { method: 'PUT' });
  }

  async received(): Promise<TargetStats> {
    return (await (await fetch(this.target)).json()) as TargetStats;
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}

/** The same reads, mapping and writes with nothing between them, in a process of its own. */
export async function runBareLoop(systems: Systems): Promise<{ readonly perSecond: number; readonly peakMb: number }> {
  await systems.reset();
  const { stdout } = await promisify(execFile)(process.execPath, [loopScript, systems.source, systems.target], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const { count, ms, peakMb } = JSON.parse(stdout) as { count: number; ms: number; peakMb: number };
  return { perSecond: (count / ms) * 1000, peakMb };
}
