import { asCount, asText } from '../convert-arguments.js';
import { typeError } from '../error.js';
import type { Run } from '../run.js';
import type { Argument } from '../value.js';
import { pointLength } from './points.js';
import { stripSpaceEnd, stripSpaceStart } from './space.js';

/** `strip` and its kin: of white space, or of any of the given characters. */
export function stripText(text: string, characters: Argument, sides: 'both' | 'start' | 'end'): string {
  const set = characters === undefined || characters === null ? undefined : new Set(asText(characters, 'strip arg'));
  let result = text;
  if (sides !== 'end') result = set === undefined ? stripSpaceStart(result) : stripStart(result, set);
  if (sides !== 'start') result = set === undefined ? stripSpaceEnd(result) : stripEnd(result, set);
  return result;
}

function stripStart(text: string, set: ReadonlySet<string>): string {
  let start = 0;
  for (const character of text) {
    if (!set.has(character)) break;
    start += character.length;
  }
  return text.slice(start);
}

function stripEnd(text: string, set: ReadonlySet<string>): string {
  let end = text.length;
  while (end > 0) {
    const pair = text.codePointAt(end - 2);
    const character = pair !== undefined && pair > 0xffff && end >= 2 ? text.slice(end - 2, end) : text.slice(end - 1, end);
    if (!set.has(character)) break;
    end -= character.length;
  }
  return text.slice(0, end);
}

/** `ljust`, `rjust`, `center`. */
export function padText(run: Run, text: string, [width, filling]: readonly Argument[], side: 'left' | 'right' | 'center'): string {
  const fill = filling === undefined ? ' ' : asText(filling, 'The fill character');
  if (pointLength(fill) !== 1) throw typeError('The fill character must be exactly one character long');
  const missing = asCount(width) - pointLength(text);
  if (missing <= 0) return text;
  run.text(text.length + missing * fill.length);
  if (side === 'left') return text + fill.repeat(missing);
  if (side === 'right') return fill.repeat(missing) + text;
  const left = Math.floor(missing / 2) + (missing & asCount(width) & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

export function zeroFill(run: Run, text: string, width: Argument): string {
  const missing = asCount(width) - pointLength(text);
  if (missing <= 0) return text;
  run.text(text.length + missing);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

/** `expandtabs`. */
export function expandTabs(run: Run, text: string, size: Argument): string {
  const width = size === undefined ? 8 : asCount(size);
  const tabs = text.split('\t').length - 1;
  run.text(text.length + tabs * Math.max(0, width));
  let column = 0;
  let result = '';
  for (const character of text) {
    if (character === '\t') {
      const spaces = width > 0 ? width - (column % width) : 0;
      result += ' '.repeat(spaces);
      column += spaces;
    } else {
      result += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return result;
}
