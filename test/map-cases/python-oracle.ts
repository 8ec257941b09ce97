import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../client/cli/dev/project-root.js';
import { randomExpressions } from './random-expressions.js';
import { runCase } from './run-case.js';

/** Beside this file, or in the sources where this file was built. */
const beside = fileURLToPath(new URL('./oracle.py', import.meta.url));
const oracle = existsSync(beside) ? beside : join(projectRoot, 'test', 'map-cases', 'oracle.py');

/** Why Python cannot be asked, if it cannot. */
export function missingPython(): string | undefined {
  const found = spawnSync('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
  if (found.error !== undefined || found.status !== 0) return 'python3 is not installed';
  return found.stdout.trim() === '3.11' ? undefined : `python3 is ${found.stdout.trim()}, and the language is that of 3.11`;
}

export interface Disagreement {
  readonly expression: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** Where this engine and CPython give different answers. Throws where CPython gives none. */
export function compareWithPython(count: number, seed: number): readonly Disagreement[] {
  const expressions = randomExpressions(count, seed);
  const input = expressions.map((expression) => `${JSON.stringify(expression)}\n`).join('');
  const asked = spawnSync('python3', ['-W', 'ignore', oracle], { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  const answers = asked.stdout
    .trim()
    .split('\n')
    .map((line) => sorted(JSON.parse(line)));
  if (answers.length !== count) throw new Error(`CPython gave ${answers.length} answers to ${count} expressions: ${asked.stderr}`);
  return expressions.flatMap((expression, index) => {
    const [ours, theirs] = [ourAnswer(expression), answers[index]];
    return JSON.stringify(ours) === JSON.stringify(theirs) || areBothTooLarge(ours, theirs) ? [] : [{ expression, ours, theirs }];
  });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

function ourAnswer(funct: string): unknown {
  const answer = runCase({ id: '', map: { out: { type: 'attribute', src: [], funct, emptyPolicy: 'keep' } }, record: {} });
  return sorted('data' in answer ? { data: (answer.data as { readonly out: unknown }).out } : { error: answer.error });
}

/** What Python calls an overflow, of an index or of the memory, is a limit here. */
function areBothTooLarge(ours: unknown, theirs: unknown): boolean {
  return JSON.stringify(ours) === '{"error":"limit"}' && JSON.stringify(theirs) === '{"error":"OverflowError"}';
}
