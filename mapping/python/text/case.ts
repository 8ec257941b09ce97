/** Upper, lower and title case as Python has them: JavaScript's mappings, and the few where Unicode knows a title case. */

const titleOfDigraphs: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['Ǆ', 'ǅ', 'ǆ'],
    ['Ǉ', 'ǈ', 'ǉ'],
    ['Ǌ', 'ǋ', 'ǌ'],
    ['Ǳ', 'ǲ', 'ǳ'],
  ].flatMap(([upper = '', title = '', lower = '']) => [upper, title, lower].map((letter) => [letter, title])),
);

/** Greek letters with an iota below, which becomes a letter of its own in upper case, but not in title case. */
const withIota = /[\u1f80-\u1faf\u1fb3\u1fbc\u1fc3\u1fcc\u1ff3\u1ffc]/;
const georgian = /[\u10d0-\u10ff]/;

export function titleCharacter(character: string): string {
  const digraph = titleOfDigraphs[character];
  if (digraph !== undefined) return digraph;
  if (withIota.test(character)) return titleWithIota(character);
  if (georgian.test(character)) return character;
  const upper = character.toUpperCase();
  if (upper.length <= character.length || character === 'ŉ') return upper;
  const [first = '', ...rest] = upper;
  return first + rest.join('').toLowerCase();
}

function titleWithIota(character: string): string {
  const lower = character.toLowerCase();
  const upper = String.fromCharCode(lower.charCodeAt(0) < 0x1fb0 ? lower.charCodeAt(0) | 8 : lower.charCodeAt(0) + 9);
  return upper;
}

const cased = /\p{Cased}/u;
const upperLetter = /[\p{Uppercase}]/u;
const titleLetter = /\p{Lt}/u;

export function isCased(character: string): boolean {
  return cased.test(character);
}

export function isUpperLetter(character: string): boolean {
  return upperLetter.test(character) || titleLetter.test(character);
}

/** Lower case in which the sigma at the end of a word is its own letter. */
export function toLower(text: string): string {
  return text.toLowerCase();
}

export function toTitle(text: string): string {
  let isInside = false;
  let result = '';
  const lower = toLower(text);
  const isAligned = lower.length === text.length;
  let index = 0;
  for (const character of text) {
    const inner = isAligned ? lower.slice(index, index + character.length) : character.toLowerCase();
    result += isInside ? inner : titleCharacter(character);
    isInside = isCased(character);
    index += character.length;
  }
  return result;
}

export function toCapitalized(text: string): string {
  const [first = ''] = text;
  return titleCharacter(first) + toLower(text).slice(first.toLowerCase().length);
}

export function toSwapped(text: string): string {
  const lower = toLower(text);
  const isAligned = lower.length === text.length;
  let index = 0;
  let result = '';
  for (const character of text) {
    const inner = isAligned ? lower.slice(index, index + character.length) : character.toLowerCase();
    if (/\p{Uppercase}/u.test(character)) result += inner;
    else result += /\p{Lowercase}/u.test(character) ? character.toUpperCase() : character;
    index += character.length;
  }
  return result;
}

/** Letters whose case folding is not the lower case of their upper case. */
const foldsToItself = /[ı\u13a0-\u13f5]/;

/** `casefold()`. */
export function toFolded(text: string): string {
  return Array.from(text, (character) => {
    if (foldsToItself.test(character)) return character;
    if (/[\u13f8-\u13fd\uab70-\uabbf]/.test(character)) return character.toUpperCase();
    return Array.from(character.toLowerCase().toUpperCase(), (part) => part.toLowerCase()).join('');
  }).join('');
}

/** `islower()`, `isupper()`: at least one letter, and none of the other case. */
export function isAllLower(text: string): boolean {
  return /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}

export function isAllUpper(text: string): boolean {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

export function isTitle(text: string): boolean {
  let isInside = false;
  let hasLetter = false;
  for (const character of text) {
    if (isUpperLetter(character)) {
      if (isInside) return false;
      isInside = true;
      hasLetter = true;
    } else if (/\p{Lowercase}/u.test(character)) {
      if (!isInside) return false;
    } else isInside = false;
  }
  return hasLetter;
}
