import { describeReport } from '../../../core/task-report.js';
import { argument, type CommandSpec } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { ProgressLine } from '../progress-line.js';

export const task: CommandSpec = {
  name: 'task',
  summary: 'Show one task: status, counts, reasons for failure, and what to do',
  arguments: [{ name: 'task', summary: 'the id of the task' }],
  options: [{ flags: '--watch', summary: 'follow it until it has ended or waits for a person' }],
  examples: ['datawald task shop-orders-to-crm-2026-01-31T09:30:00Z', 'datawald task shop-orders-to-crm-2026-01-31T09:30:00Z --watch'],
  async run(context, input) {
    const client = await context.client();
    const handle = client.task(argument(input, 0));
    let report = await handle.report();
    if (input.options['watch'] === true) {
      const line = new ProgressLine(context.output, report.syncId);
      report = await handle.settled((seen) => line.show(seen));
      line.end();
    }
    context.output.data(report, describeReport(report));
    return exitCodes.done;
  },
};
