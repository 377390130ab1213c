const run = /^(?:\.|\(\.\))\{(\d+)(?:,\d*)?\}$/;
const lineFeed = 0x0a;

/**
 * Rules ask for long texts by `.{1000,}`, for which an automaton needs thousands of states.
 * @returns how many characters in one line the regular expression asks for; undefined when it asks for anything else
 */
export function leastRun(source: string, flags: string): number | undefined {
  const found = flags.includes('s') ? null : run.exec(source);
  return found === null ? undefined : Number(found[1]);
}

/** @returns whether a text has so many characters (code points) without a line feed between them */
export function hasRun(text: string, least: number): boolean {
  let length = 0;
  if (least === 0) return true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    length = code === lineFeed ? 0 : length + 1;
    if (length === least) return true;
    // A pair of surrogates is one character.
    if ((code & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
  }
  return false;
}
