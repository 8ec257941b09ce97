import { readEscape, regexError } from './escape.js';
import type { ClassItem, Flags, Node } from './node.js';

type Member = ClassItem;

/** Reads `[…]` at a position; gives the set and the position behind it. */
export function readSet(source: string, start: number, flags: Flags): readonly [Node, number] {
  const isNegated = source[start + 1] === '^';
  const first = start + (isNegated ? 2 : 1);
  const items: ClassItem[] = [];
  let at = first;
  while (source[at] !== ']' || at === first) {
    const [from, next] = readMember(source, at, flags);
    if (source[next] !== '-' || source[next + 1] === ']' || source[next + 1] === undefined) {
      items.push(from);
      at = next;
      continue;
    }
    const [to, end] = readMember(source, next + 1, flags);
    items.push(rangeOf(from, to));
    at = end;
  }
  return [{ kind: 'set', isNegated, items, ignoreCase: flags.ignoreCase }, at + 1];
}

function readMember(source: string, at: number, flags: Flags): readonly [Member, number] {
  const code = source.codePointAt(at);
  if (code === undefined) throw regexError('unterminated character set');
  if (source[at] !== '\\') return [{ kind: 'range', from: code, to: code }, at + (code > 0xffff ? 2 : 1)];
  const [escape, end] = readEscape(source, at + 1, true);
  if (escape.kind === 'class') return [{ kind: 'class', name: escape.name, ascii: flags.ascii }, end];
  if (escape.kind !== 'character') throw regexError('bad escape in a character set');
  return [{ kind: 'range', from: escape.code, to: escape.code }, end];
}

function rangeOf(from: Member, to: Member): ClassItem {
  if (from.kind === 'class' || to.kind === 'class' || to.from < from.from) throw regexError('bad character range');
  return { kind: 'range', from: from.from, to: to.to };
}
