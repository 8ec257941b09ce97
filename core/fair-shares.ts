/**
 * Deals out a total among demands, in whole numbers: nobody gets more than it wants, nobody gets less than another who
 * wants as much (but for the last one, where it does not divide; the first in the list gets that), and nothing is left over while somebody wants more.
 *
 * @returns a share for each demand, in the same order
 */
export function fairShares(total: number, demands: readonly number[]): readonly number[] {
  const shares = demands.map(() => 0);
  let left = Math.max(0, Math.floor(total));
  let open = demands.flatMap((demand, index) => (demand > 0 ? [{ demand, index }] : []));
  while (open.length > 0 && left > 0) {
    const each = Math.floor(left / open.length);
    const modest = open.filter(({ demand }) => demand <= each);
    if (modest.length === 0) {
      const over = left - each * open.length;
      open.forEach(({ index }, place) => {
        shares[index] = each + (place < over ? 1 : 0);
      });
      return shares;
    }
    for (const { demand, index } of modest) {
      shares[index] = demand;
      left -= demand;
    }
    open = open.filter(({ demand }) => demand > each);
  }
  return shares;
}

/** The same where demands have a first and a second part: no second part gets anything before all first parts have theirs. */
export function fairSharesInTurn(
  total: number,
  demands: readonly { readonly first: number; readonly second: number }[],
): readonly number[] {
  const firsts = fairShares(
    total,
    demands.map(({ first }) => first),
  );
  const left = total - firsts.reduce((sum, share) => sum + share, 0);
  const seconds = fairShares(
    left,
    demands.map(({ second }) => second),
  );
  return firsts.map((share, index) => share + (seconds[index] ?? 0));
}
