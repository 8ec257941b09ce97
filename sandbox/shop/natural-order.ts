/**
 * PHP's `strnatcmp`, by which Magento sorts the encoded names before it signs: runs of digits compare as numbers, all
 * else by byte, and a run that begins with a zero compares digit by digit.
 */
export function naturalOrder(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (!isDigit(a[i]) || !isDigit(b[j])) {
      const order = a.charCodeAt(i) - b.charCodeAt(j);
      if (order !== 0) return order;
      i += 1;
      j += 1;
      continue;
    }
    const left = digitsAt(a, i);
    const right = digitsAt(b, j);
    const order = compareRuns(left, right);
    if (order !== 0) return order;
    i += left.length;
    j += right.length;
  }
  return a.length - i - (b.length - j);
}

function compareRuns(left: string, right: string): number {
  const isFraction = left.startsWith('0') || right.startsWith('0');
  if (!isFraction && left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

function digitsAt(text: string, start: number): string {
  let end = start;
  while (isDigit(text[end])) end += 1;
  return text.slice(start, end);
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}
