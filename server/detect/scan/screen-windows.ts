import { gramShares, leastSum } from './gram-shares.js';

export interface NumberedLiteral {
  text: string;
  number: number;
}

/** Characters that a literal is known by. */
export const gramLength = 4;
/** Lengths of text of which one gram at least is looked at. */
const windows = [4, 5, 6, 7, 8, 9, 10, 12, 16, 20];
/** What it costs per byte of a value to look for one literal; to look at one place; to compare with a literal there. */
const [searchCost, placeCost, compareCost] = [0.12, 1.3, 12];
/** So many literals are found sooner by their pairs than one by one. */
const fewLiterals = 10;

/** Literals that may stand anywhere, by how they are looked for. */
export interface ByLength {
  /** One by one. */
  single: NumberedLiteral[];
  /** By two characters at each place. */
  pairs: NumberedLiteral[];
  /** By four characters at every n-th place. */
  grams: NumberedLiteral[];
  /** Least length of those, up to the longest one that counts. */
  window: number;
}

/** @param literals that may stand anywhere */
export function splitByLength(literals: readonly NumberedLiteral[]): ByLength {
  const tiny = literals.filter(({ text }) => text.length < gramLength);
  const long = literals.filter(({ text }) => text.length >= gramLength);
  const window = bestWindow(long.map(({ text }) => text));
  const grams = long.filter(({ text }) => text.length >= window);
  const single = long.filter(({ text }) => text.length < window);
  const pairs = tiny.filter(({ text }) => text.length > 1);
  if (pairs.length <= fewLiterals) return { single: [...single, ...tiny], pairs: [], grams, window };
  return { single: [...single, ...tiny.filter(({ text }) => text.length === 1)], pairs, grams, window };
}

/** @returns the window that makes the shorter texts cost as little as the strides, and the rest few comparisons */
function bestWindow(texts: readonly string[]): number {
  const shares = texts.map((text) => gramShares(text, gramLength));
  const costOf = (window: number): number => {
    const stride = window - gramLength + 1;
    let cost = placeCost;
    let shorter = 0;
    for (const ofText of shares) {
      if (ofText.length < stride) shorter++;
      else cost += compareCost * leastSum(ofText, stride).sum;
    }
    return cost / stride + searchCost * shorter;
  };
  let [best, least] = [gramLength, Number.POSITIVE_INFINITY];
  for (const window of windows) {
    const cost = costOf(window);
    if (cost < least) [best, least] = [window, cost];
  }
  return best;
}
