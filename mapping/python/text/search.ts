import { asCount, asText } from '../convert-arguments.js';
import { typeError } from '../error.js';
import type { Run } from '../run.js';
import { type Argument, Tuple, typeNameOf } from '../value.js';
import { pointLength, toPoints, toUnits } from './points.js';

interface Window {
  /** UTF-16 positions. */
  readonly start: number;
  readonly end: number;
  /** The window begins after the end of the text, or ends before it begins. */
  readonly isEmptyBeyond: boolean;
}

function windowOf(text: string, start: Argument, end: Argument): Window {
  if ((start ?? null) === null && (end ?? null) === null) return { start: 0, end: text.length, isEmptyBeyond: false };
  const length = pointLength(text);
  const bound = (value: Argument, otherwise: number) => {
    if (value === undefined || value === null) return otherwise;
    const asked = asCount(value);
    return asked < 0 ? Math.max(0, asked + length) : asked;
  };
  const [from, to] = [bound(start, 0), Math.min(bound(end, length), length)];
  return { start: toUnits(text, Math.min(from, length)), end: toUnits(text, to), isEmptyBeyond: from > to };
}

/** `find` or `rfind`: a position in code points, -1 for none. */
export function findText(run: Run, text: string, [part, start, end]: readonly Argument[], fromEnd: boolean): number {
  const wanted = asText(part, 'must be');
  const window = windowOf(text, start, end);
  run.step(text.length >> 4);
  if (window.isEmptyBeyond) return -1;
  const within = text.slice(window.start, window.end);
  const found = fromEnd ? within.lastIndexOf(wanted) : within.indexOf(wanted);
  return found < 0 ? -1 : toPoints(text, window.start + found);
}

export function countText(run: Run, text: string, [part, start, end]: readonly Argument[]): number {
  const wanted = asText(part, 'must be');
  const window = windowOf(text, start, end);
  run.step(text.length >> 2);
  if (window.isEmptyBeyond) return 0;
  const within = text.slice(window.start, window.end);
  return wanted === '' ? pointLength(within) + 1 : within.split(wanted).length - 1;
}

/** `startswith`, `endswith`: of one text, or of any in a tuple. */
export function hasAffix(run: Run, text: string, [affix, start, end]: readonly Argument[], which: 'startsWith' | 'endsWith'): boolean {
  const affixes = affix instanceof Tuple ? affix.items : [affix];
  const window = windowOf(text, start, end);
  run.step(affixes.length);
  return affixes.some((one) => {
    if (typeof one !== 'string')
      throw typeError(`${which.toLowerCase()} first arg must be str or a tuple of str, not ${typeNameOf(one ?? null)}`);
    return !window.isEmptyBeyond && text.slice(window.start, window.end)[which](one);
  });
}
