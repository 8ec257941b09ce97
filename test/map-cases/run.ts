import { readFileSync } from 'node:fs';
import { parseCases } from './encoding.js';
import { runCase } from './run-case.js';

const [, , file] = process.argv;
if (file === undefined) {
  process.stderr.write('usage: npm run -s map-cases -- FILE\n');
  process.exit(2);
}

const text = readFileSync(file, 'utf8');
const parsed = text.trimStart().startsWith('[') ? parseCases(text) : parseCases(`[${text.trim().split('\n').join(',')}]`);
const lines = (parsed as Parameters<typeof runCase>[0][]).map((one) => JSON.stringify(runCase(one)));
process.stdout.write(lines.map((line) => `${line}\n`).join(''));
