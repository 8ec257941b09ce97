import { describe, expect, it } from '@jest/globals';
import { compareWithPython, missingPython } from './python-oracle.js';

const count = Number(process.env['MAP_FUZZ'] ?? '500');
const reason = missingPython();
if (reason !== undefined) process.stderr.write(`The comparison with CPython is left out: ${reason}.\n`);

(reason === undefined ? describe : describe.skip)('expressions compared with CPython', () => {
  it(`gives what CPython gives, for ${count} expressions made at random`, () => {
    const seed = Number(process.env['MAP_FUZZ_SEED'] ?? Date.now());
    expect({ seed, different: compareWithPython(count, seed).slice(0, 10) }).toEqual({ seed, different: [] });
  });
});
