// What no other check looks at: file length, words that do not belong, and a lock file that names no registry.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const longest = 300;
const files = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .stdout.split('\n')
  .filter((file) => file !== '');
const problems = [];

for (const file of files) {
  if (/\.(png|svg|json|sql)$/.test(file) && file !== 'package-lock.json') continue;
  const text = readFileSync(join(root, file), 'utf8');
  const lines = text.split('\n').length - 1;
  if (/\.(ts|mjs|js|cjs)$/.test(file) && lines > longest)
    problems.push(`${file}: ${lines} lines; ${longest} are the most. Split it by idea.`);
  if (file === 'package-lock.json' && /"resolved": "https?:/.test(text))
    problems.push(`${file}: names a registry. Keep omit-lockfile-registry-resolved in .npmrc and install again.`);
  if (/\.(ts|mjs|md)$/.test(file) && file !== 'scripts/check-house.mjs' && /\bTODO\b|\bFIXME\b/.test(text))
    problems.push(`${file}: has an unfinished note (TODO).`);
}

for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? `house in order: ${files.length} files` : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
