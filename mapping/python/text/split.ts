import { asCount, asText } from '../convert-arguments.js';
import { typeError, valueError } from '../error.js';
import { iterate } from '../iterate.js';
import type { Run } from '../run.js';
import { type Argument, typeNameOf, type Value } from '../value.js';
import { spaceRun, stripSpace, stripSpaceEnd, stripSpaceStart } from './space.js';

/** `split` and `rsplit`. */
export function splitText(run: Run, text: string, [separator, limit]: readonly Argument[], fromEnd: boolean): string[] {
  const most = limit === undefined || asCount(limit) < 0 ? Number.POSITIVE_INFINITY : asCount(limit);
  run.step(text.length >> 3);
  const parts =
    separator === undefined || separator === null
      ? splitAtSpace(text, most, fromEnd)
      : splitAt(text, asText(separator, 'sep'), { most, fromEnd });
  run.list(parts.length);
  return parts;
}

function splitAt(text: string, separator: string, { most, fromEnd }: { most: number; fromEnd: boolean }): string[] {
  if (separator === '') throw valueError('empty separator');
  if (fromEnd) return splitFromEnd(text, separator, most);
  const parts = text.split(separator);
  if (parts.length - 1 <= most) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(separator)];
}

/** From the end, overlapping separators are found elsewhere than from the start. */
function splitFromEnd(text: string, separator: string, most: number): string[] {
  const parts: string[] = [];
  let end = text.length;
  while (parts.length < most) {
    const found = end < separator.length ? -1 : text.lastIndexOf(separator, end - separator.length);
    if (found < 0) break;
    parts.unshift(text.slice(found + separator.length, end));
    end = found;
  }
  return [text.slice(0, end), ...parts];
}

function splitAtSpace(text: string, most: number, fromEnd: boolean): string[] {
  const trimmed = stripSpace(text);
  if (trimmed === '') return [];
  const words = trimmed.split(spaceRun);
  if (words.length - 1 <= most) return words;
  const gaps = [...trimmed.matchAll(spaceRun)];
  if (fromEnd) {
    const gap = gaps[gaps.length - most];
    const lead = text.length - stripSpaceStart(text).length;
    const head = most === 0 ? stripSpaceEnd(text) : text.slice(0, lead + (gap?.index ?? 0));
    return [head, ...words.slice(words.length - most)];
  }
  const gap = gaps[most - 1];
  const start = gap === undefined ? 0 : gap.index + gap[0].length;
  const rest = stripSpaceStart(text).slice(start);
  return [...words.slice(0, most), rest];
}

/** Written apart: control characters have no place in a pattern of the source. */
const lineEnds = ['\r\n', '[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]'];
const lineEnd = new RegExp(lineEnds.join('|'), 'g');

/** `splitlines`. */
export function splitLines(run: Run, text: string, keepsEnds: boolean): string[] {
  run.step(text.length >> 3);
  const lines: string[] = [];
  let start = 0;
  for (const { 0: end, index } of text.matchAll(lineEnd)) {
    lines.push(text.slice(start, keepsEnds ? index + end.length : index));
    start = index + end.length;
  }
  if (start < text.length) lines.push(text.slice(start));
  run.list(lines.length);
  return lines;
}

/** `separator.join(values)`. */
export function joinTexts(run: Run, separator: string, values: Value): string {
  const parts: string[] = [];
  let length = 0;
  const next = iterate(run, values);
  for (let part = next(); part !== undefined; part = next()) {
    if (typeof part !== 'string') throw typeError(`sequence item ${parts.length}: expected str instance, ${typeNameOf(part)} found`);
    length += part.length + (parts.length > 0 ? separator.length : 0);
    run.growing(length);
    parts.push(part);
  }
  return parts.join(separator);
}

/** `replace`. The length of the result is known before it is built. */
export function replaceText(run: Run, text: string, [old, replacement, limit]: readonly Argument[]): string {
  const [from, to] = [asText(old, 'replace() argument 1'), asText(replacement, 'replace() argument 2')];
  const most = limit === undefined || asCount(limit) < 0 ? Number.POSITIVE_INFINITY : asCount(limit);
  run.step(text.length >> 3);
  const pieces = from === '' ? ['', ...Array.from(text)] : text.split(from);
  const replaced = Math.min(pieces.length - (from === '' ? 0 : 1), most);
  run.text(text.length + replaced * (to.length - from.length));
  if (from === '') return interleave(pieces, to, replaced);
  if (replaced === pieces.length - 1) return pieces.join(to);
  return [...pieces.slice(0, replaced), pieces.slice(replaced).join(from)].join(to);
}

function interleave(pieces: readonly string[], between: string, count: number): string {
  return pieces.map((piece, index) => piece + (index < count ? between : '')).join('');
}

/** `partition` and `rpartition`. */
export function partitionText(text: string, separator: Argument, fromEnd: boolean): readonly [string, string, string] {
  const wanted = asText(separator, 'must be');
  if (wanted === '') throw valueError('empty separator');
  const found = fromEnd ? text.lastIndexOf(wanted) : text.indexOf(wanted);
  if (found < 0) return fromEnd ? ['', '', text] : [text, '', ''];
  return [text.slice(0, found), wanted, text.slice(found + wanted.length)];
}
