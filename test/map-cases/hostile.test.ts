import { describe, expect, it } from '@jest/globals';
import { attempt } from './attempt.js';
import { hostileJsonata } from './hostile-jsonata.js';
import { hostilePython } from './hostile-python.js';
import { mixedHostile } from './mixed-hostile.js';

// Each ends by a limit of its own, which this test waits for: an expression that does not end lets it time out.
describe('hostile expressions', () => {
  it('in Python are refused, fail, or give plain data, and all of them end', async () => {
    for (const expression of hostilePython)
      expect([expression, await endOf('python', expression)]).toEqual([expression, expect.any(String)]);
  });

  it('in JSONata are refused, fail, or give plain data, and all of them end', async () => {
    for (const expression of hostileJsonata)
      expect([expression, await endOf('jsonata', expression)]).toEqual([expression, expect.any(String)]);
  });

  it('put into each other at random reach nothing either', async () => {
    const seed = Date.now() % 2 ** 31;
    for (const { language, expression } of mixedHostile(40, seed))
      expect([seed, expression, await endOf(language, expression)]).toEqual([seed, expression, expect.any(String)]);
  });
});

/** How it ended; an error where it got through. */
async function endOf(language: 'python' | 'jsonata', expression: string): Promise<string | Error> {
  try {
    return await attempt(language, expression);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
