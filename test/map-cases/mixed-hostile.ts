import fc from 'fast-check';
import type { HostileLanguage } from './attempt.js';
import { hostileJsonata } from './hostile-jsonata.js';
import { hostilePython } from './hostile-python.js';
import type { HostileExpression } from './hostile-run.js';

/** How parts of hostile expressions are put together. */
const frames: Readonly<Record<HostileLanguage, readonly string[]>> = {
  python: [
    '[#0 for x in (#1)]',
    '(#0) or (#1)',
    '(lambda f: #0)(#1)',
    "f'{#0}'",
    "'{0.#n}'.format(#0)",
    '(#0).#n',
    '(#0)[#1]',
    '[#0, #1]',
    'str(#0) + str(#1)',
    'list(map(lambda x: #0, range(10 ** 6)))',
    '(#0) if (#1) else (#0)',
    'sorted([#0, #1], key=lambda x: #1)',
    'lookup(#0, #1)',
    'table[#0]',
    'table.#n',
  ],
  jsonata: [
    '[1..9999].(#0)',
    '(#0) & (#1)',
    '$map(#0, function($x) { #1 })',
    '($f := #0; $f(#1))',
    '(#0).#n',
    '(#0)[#1]',
    '[#0, #1]',
    '$string(#0)',
    '$lookup(#0, #1)',
    '{"#n": #0}',
    '(#0) ? (#1) : (#0)',
    '$reduce([1..100], function($a, $b) { #0 })',
    '(#0) ~> (#1)',
  ],
};

const attributes = [
  '__class__',
  'constructor',
  '__proto__',
  'prototype',
  '__globals__',
  'format',
  'keys',
  'update',
  'clear',
  'implementation',
  'environment',
];

/** Hostile expressions put into each other at random: equal for equal seeds. */
export function mixedHostile(count: number, seed: number): readonly HostileExpression[] {
  return fc.sample(fc.oneof(mixed('python', hostilePython), mixed('jsonata', hostileJsonata)), { numRuns: count, seed });
}

function mixed(language: HostileLanguage, list: readonly string[]): fc.Arbitrary<HostileExpression> {
  const part = fc.constantFrom(...list.filter((expression) => expression.length < 300));
  return fc
    .tuple(fc.constantFrom(...frames[language]), part, part, fc.constantFrom(...attributes))
    .map(([frame, first, second, attribute]) => ({
      language,
      expression: frame.replace(/#([01n])/g, (_, which: string) => (which === '0' ? first : which === '1' ? second : attribute)),
    }));
}
