// `npm run fuzz -- [--count N] [--seed N]`: random expressions against CPython, and hostile ones against the limits.
import { parseArgs } from 'node:util';
import { hostileJsonata } from './hostile-jsonata.js';
import { hostilePython } from './hostile-python.js';
import { HostileRun } from './hostile-run.js';
import { mixedHostile } from './mixed-hostile.js';
import { compareWithPython, missingPython } from './python-oracle.js';

const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
const count = wholeNumber('count', values.count ?? '20000');
const seed = wholeNumber('seed', values.seed ?? String(Date.now() % 2 ** 31));
const perBatch = 5000;
const say = (line: string) => process.stdout.write(`${line}\n`);
const shown = 10;

function wholeNumber(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  process.stderr.write(`--${name} takes a whole number, not "${text}"\n`);
  process.exit(64);
}

const isFine = [compared(), await tried()].every((one) => one);
process.exit(isFine ? 0 : 1);

function compared(): boolean {
  const reason = missingPython();
  if (reason !== undefined) {
    say(`CPython: not compared, ${reason}`);
    return true;
  }
  const different = [];
  for (let done = 0; done < count; done += perBatch) different.push(...compareWithPython(Math.min(perBatch, count - done), seed + done));
  say(`CPython: seed ${seed}, ${count} expressions, ${different.length} disagreements`);
  for (const { expression, ours, theirs } of different.slice(0, shown))
    say(`  ${expression}\n    here    ${JSON.stringify(ours)}\n    CPython ${JSON.stringify(theirs)}`);
  return different.length === 0;
}

async function tried(): Promise<boolean> {
  const run = new HostileRun(new URL('./hostile-thread.js', import.meta.url));
  for (const expression of hostilePython) await run.add({ language: 'python', expression });
  for (const expression of hostileJsonata) await run.add({ language: 'jsonata', expression });
  const mixed = mixedHostile(Math.ceil(count / 20), seed);
  for (const hostile of mixed) await run.add(hostile);
  const { ends, breakthroughs, slowest } = await run.end();
  const total = hostilePython.length + hostileJsonata.length + mixed.length;
  say(
    `hostile: seed ${seed}, ${total} expressions: ${ends.refused} refused, ${ends.failed} failed, ${ends.gave} gave data, ${breakthroughs.length} got through`,
  );
  say(`  the slowest took ${slowest.ms} ms: ${slowest.expression.slice(0, 100)}`);
  for (const { language, expression, what } of breakthroughs.slice(0, shown))
    say(`  ${language}: ${expression.slice(0, 200)}\n    ${what}`);
  return breakthroughs.length === 0;
}
