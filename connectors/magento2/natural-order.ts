/**
 * Orders texts as PHP's `strnatcmp` does: runs of digits as numbers (digit by digit where one begins with a zero), all
 * else by byte. For ASCII texts, such as percent-encoded names.
 */
export function compareNaturally(a: string, b: string): number {
  const left = tokensOf(a);
  const right = tokensOf(b);
  for (const [index, token] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareTokens(token, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Whole runs of digits, and every other character by itself. */
function tokensOf(text: string): readonly string[] {
  return text.match(/\d+|\D/g) ?? [];
}

function compareTokens(a: string, b: string): number {
  const areNumbers = /^[1-9]/.test(a) && /^[1-9]/.test(b);
  if (areNumbers && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
