import { createLogUpdate } from 'log-update';
import type { TaskReport } from '../../core/task-report.js';
import type { Output } from './output.js';

const width = 24;
/** Without a terminal, a plain line at most this often. */
const plainEveryMs = 2000;

/** How a task is doing: one line that is drawn over on a terminal, plain lines elsewhere. */
export class ProgressLine {
  readonly #output: Output;
  readonly #name: string;
  readonly #startedMs = Date.now();
  readonly #draw: ReturnType<typeof createLogUpdate> | undefined;
  #lastPlainMs = 0;
  #lastText = '';

  constructor(output: Output, name: string) {
    this.#output = output;
    this.#name = name;
    this.#draw = output.isTerminal ? createLogUpdate(process.stderr) : undefined;
  }

  show(report: TaskReport): void {
    const text = this.#text(report);
    if (this.#draw !== undefined) this.#draw(text);
    else if (text !== this.#lastText && Date.now() - this.#lastPlainMs >= plainEveryMs) {
      this.#lastPlainMs = Date.now();
      this.#output.note(text);
    }
    this.#lastText = text;
  }

  /** Leaves the last state standing. */
  end(): void {
    if (this.#draw === undefined) this.#output.note(this.#lastText);
    else this.#draw.done();
  }

  #text(report: TaskReport): string {
    const { read, pending } = report.counts;
    const settled = read - pending;
    const seconds = Math.max((Date.now() - this.#startedMs) / 1000, 0.001);
    const rate = settled / seconds;
    const share = report.isClosed || report.status === 'Fail' ? 1 : read === 0 ? 0 : settled / read;
    const bar = '█'.repeat(Math.round(share * width)).padEnd(width, '░');
    const left = pending > 0 && rate > 0 ? ` · about ${Math.ceil(pending / rate)} s left` : '';
    const failed = report.counts.failed > 0 ? ` · ${report.counts.failed} failed` : '';
    return `${this.#name} ${bar} ${settled}/${read} · ${Math.round(rate)}/s${failed}${left} · ${report.status}`;
  }
}
