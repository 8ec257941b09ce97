// Which test holds which promise. `node scripts/promises.mjs` writes docs/promises.md; `--check` fails where that page is
// not up to date, a test names a number that does not exist, or a promise has neither a test nor a reason to be open.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs', 'promises.md');
const { weaknesses, scenarios } = JSON.parse(readFileSync(join(root, 'scripts', 'promises.json'), 'utf8'));
const promises = { ...weaknesses, ...scenarios };

/** Every name of a test or group of tests: `{ file, name, numbers, isOnEveryStore }`, those without a number left out. */
function claims() {
  const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts', 'test/contract/*.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = [...new Set(listed.stdout.split('\n').filter((file) => file !== ''))].sort();
  return files.flatMap((file) => namesIn(file).flatMap((named) => claimOf(file, named)));
}

function namesIn(file) {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  const names = [];
  const visit = (node, isOnEveryStore) => {
    const isWithin = (isOnEveryStore || isForEveryStore(node, source)) && !isForOneStore(node, source);
    if (ts.isCallExpression(node) && isTest(node.arguments))
      names.push({ name: textOf(node.arguments[0], source), isOnEveryStore: isWithin });
    ts.forEachChild(node, (child) => visit(child, isWithin));
  };
  visit(source, isContractOfStores(file));
  return names;
}

/** Its tests are called by one `*.test.ts` per store. */
function isContractOfStores(file) {
  return /^test\/contract\/store\/[^.]+\.ts$/.test(file);
}

/** `describe.each(await everyStore())(…)` */
function isForEveryStore(node, source) {
  return ts.isCallExpression(node) && ts.isCallExpression(node.expression) && /\beveryStore\(\)/.test(node.expression.getText(source));
}

/** `if (stores.kind === 'embedded')` */
function isForOneStore(node, source) {
  return ts.isIfStatement(node) && /\.kind === /.test(node.expression.getText(source));
}

/** `it`, `describe`, `it.each(…)` and whatever stands for them: a call with a text and a function. */
function isTest([name, body]) {
  const isText = name !== undefined && (ts.isStringLiteralLike(name) || ts.isTemplateExpression(name));
  return isText && body !== undefined && (ts.isArrowFunction(body) || ts.isFunctionExpression(body));
}

function textOf(name, source) {
  return ts.isStringLiteralLike(name) ? name.text : name.getText(source).slice(1, -1);
}

/** Scenarios stand at the beginning of a name, weaknesses in brackets at its end. */
function claimOf(file, { name, isOnEveryStore }) {
  const [scenarioPart = ''] = /^(?:S\d+ )+/.exec(name) ?? [];
  const [weaknessPart = ''] = /\[W\d+(?: W\d+)*\]$/.exec(name) ?? [];
  const numbers = `${scenarioPart} ${weaknessPart}`.match(/[SW]\d+/g) ?? [];
  if (numbers.length === 0) return [];
  return [{ file, numbers, isOnEveryStore, name: name.slice(scenarioPart.length, name.length - weaknessPart.length).trim() }];
}

function testsOf(number, all) {
  const own = all.filter(({ numbers }) => numbers.includes(number));
  const through = (promises[number].scenarios ?? []).flatMap((scenario) => testsOf(scenario, all));
  return [...new Set([...own, ...through])];
}

function problemsOf(all) {
  const unknown = all.flatMap(({ file, name, numbers }) =>
    numbers.filter((number) => promises[number] === undefined).map((number) => `${file}: "${name}" names ${number}, which does not exist`),
  );
  const named = Object.entries(promises).flatMap(([number, { scenarios: covering = [] }]) =>
    covering.filter((scenario) => scenarios[scenario] === undefined).map((scenario) => `${number} names ${scenario}, which does not exist`),
  );
  if (named.length > 0) return [...unknown, ...named];
  const unheld = Object.entries(promises).flatMap(([number, { open, heldBy }]) => {
    const isHeld = testsOf(number, all).length > 0 || heldBy !== undefined;
    if (isHeld && open !== undefined) return [`${number} is held, but scripts/promises.json calls it open`];
    return isHeld || open !== undefined ? [] : [`${number} has no test, and scripts/promises.json does not call it open`];
  });
  return [...unknown, ...unheld];
}

function render(all) {
  const tables = [
    ['Scenarios', 'What has to happen, from the first run to the worst day.', scenarios],
    ['Weaknesses', 'What went wrong in the system that DataWald succeeds, and must not come back.', weaknesses],
  ].map(([title, summary, list]) => {
    const rows = Object.entries(list).map(([number, promise]) => rowOf(number, promise, all));
    const open = Object.values(list).filter((promise) => promise.open !== undefined).length;
    const sum = `${rows.length - open} of ${rows.length} are held.`;
    return [`## ${title}`, '', `${summary} ${sum}`, '', '| number | promise | held by |', '| --- | --- | --- |', ...rows].join('\n');
  });
  const head = [
    '# Promises',
    '',
    'Each promise, and the tests that go red when it is broken. Written by `node scripts/promises.mjs` from the names of the tests',
    'and from `scripts/promises.json`; `npm run check` fails when it is not up to date. A test claims scenarios at the beginning of',
    'its name (`S07 …`) and weaknesses at its end (`… [W31]`). Those with ◆ run on all stores: a file, Postgres and DynamoDB.',
  ].join('\n');
  return `${[head, ...tables].join('\n\n')}\n`;
}

function rowOf(number, promise, all) {
  const { sentence, open, heldBy, note } = promise;
  const tests = testsOf(number, all).map(
    ({ file, name, isOnEveryStore }) => `[${file}](../${file}): ${cell(name)}${isOnEveryStore ? ' ◆' : ''}`,
  );
  const held = [...tests, ...(heldBy === undefined ? [] : [heldBy]), ...(open === undefined ? [] : [`open: ${open}`])];
  return `| ${number} | ${sentence} | ${[...held, ...(note === undefined ? [] : [`(${note})`])].join('<br>')} |`;
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

const all = claims();
const problems = problemsOf(all);
const text = problems.length === 0 ? render(all) : '';
if (process.argv.includes('--check')) {
  if (problems.length === 0 && readFileSync(page, 'utf8') !== text)
    problems.push('docs/promises.md is not up to date. Run: node scripts/promises.mjs');
} else if (problems.length === 0) writeFileSync(page, text);
for (const problem of problems) console.error(problem);
const held = Object.values(promises).filter(({ open }) => open === undefined).length;
console.log(problems.length === 0 ? `promises: ${held} of ${Object.keys(promises).length} held` : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
