/** Regular expressions that ignore case take it for an `s`, though it is its own lower case. */
const longS = '\u017f';

/**
 * @param lower a text in lower case
 * @param members characters of ASCII
 * @returns whether so many of them stand side by side in the text
 */
export function hasMembers(lower: string, members: string, least: number): boolean {
  const isMember = (at: number): boolean => {
    const c = lower[at]!;
    return members.includes(c === longS ? 's' : c);
  };
  // Whatever has so many has one of them at each place of a row of places that far apart.
  for (let at = least - 1; at < lower.length; ) {
    let first = at + 1;
    while (first > 0 && isMember(first - 1)) first--;
    let last = at + 1;
    if (first <= at) while (last < lower.length && last - first < least && isMember(last)) last++;
    if (last - first >= least) return true;
    at = last + least - 1;
  }
  return false;
}
