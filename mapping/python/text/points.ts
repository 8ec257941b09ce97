/** Texts are counted by code point; only those with characters above U+FFFF differ from JavaScript's counting. */

const astral = /[\ud800-\udfff]/;

/** Whether each UTF-16 unit is a code point of its own. */
export function isFlat(text: string): boolean {
  return !astral.test(text);
}

export function pointLength(text: string): number {
  if (isFlat(text)) return text.length;
  let length = text.length;
  for (let index = 0; index + 1 < text.length; index += 1) {
    if (isHigh(text.charCodeAt(index)) && isLow(text.charCodeAt(index + 1))) {
      length -= 1;
      index += 1;
    }
  }
  return length;
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

/** The first `count` code points. */
export function cutPoints(text: string, count: number): string {
  return text.length <= count || isFlat(text) ? text.slice(0, count) : Array.from(text).slice(0, count).join('');
}

/** A UTF-16 position as a count of code points. */
export function toPoints(text: string, unit: number): number {
  return unit <= 0 || isFlat(text) ? unit : pointLength(text.slice(0, unit));
}

/** A count of code points as a UTF-16 position. */
export function toUnits(text: string, points: number): number {
  if (isFlat(text)) return points;
  let unit = 0;
  for (let left = points; left > 0 && unit < text.length; left -= 1)
    unit += isHigh(text.charCodeAt(unit)) && isLow(text.charCodeAt(unit + 1)) ? 2 : 1;
  return unit;
}
