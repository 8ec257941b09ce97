import { parentPort } from 'node:worker_threads';
import { attempt } from './attempt.js';
import type { HostileExpression } from './hostile-run.js';

parentPort?.on('message', ({ language, expression }: HostileExpression) => {
  const began = performance.now();
  attempt(language, expression).then(
    (end) => parentPort?.postMessage({ end, ms: performance.now() - began }),
    (error: unknown) => parentPort?.postMessage({ error: String(error), ms: performance.now() - began }),
  );
});
