import { expectedBits } from '../match/rarity.js';

/** @returns expected share of places that have each gram */
export function gramShares(text: string, size: number): number[] {
  // What follows what is not known of bytes beyond ASCII.
  const known = text.replace(/[\x80-\xff]/g, '\x7f');
  const shares: number[] = [];
  for (let i = 0; i + size <= text.length; i++) shares.push(2 ** expectedBits(known.slice(i, i + size)));
  return shares;
}

/** @returns where so many neighbouring numbers begin whose sum is the least, and that sum */
export function leastSum(numbers: readonly number[], count: number): { first: number; sum: number } {
  let first = 0;
  let [sum, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < numbers.length; i++) {
    sum += numbers[i]! - (i >= count ? numbers[i - count]! : 0);
    if (i >= count - 1 && sum < least) [first, least] = [i - count + 1, sum];
  }
  return { first, sum: least };
}
