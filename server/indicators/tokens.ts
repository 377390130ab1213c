/** What a token consists of, as bits. */
export const digit = 1;
export const letter = 2;
export const dot = 4;
export const at = 8;
export const other = 16;

/** By ASCII code; 0 stands between tokens. Letters beyond ASCII are letters: `büro.example` is no `ro.example`. */
const classes = new Uint8Array(128);
for (let code = 48; code <= 57; code++) classes[code] = digit;
for (let code = 97; code <= 122; code++) classes[code] = classes[code - 32] = letter;
classes[46] = dot;
classes[64] = at;
for (const sign of '-_+') classes[sign.charCodeAt(0)] = other;

/** Longer ones are no name, address or hash. */
const longestToken = 320;
const shortestToken = 4;

/**
 * Cuts a text into what names, e-mail addresses and hashes consist of, and tells those that can be one: with a dot and
 * a letter, or of a hash's length. Without the dots at the ends.
 * @param onToken is given the token's bits, too
 */
export function eachToken(text: string, onToken: (token: string, bits: number) => void): void {
  const end = text.length;
  for (let n = 0; n < end; ) {
    const start = n;
    let bits = 0;
    for (; n < end; n++) {
      const code = text.charCodeAt(n);
      const kind = code < 128 ? classes[code]! : letter;
      if (kind === 0) break;
      bits |= kind;
    }
    const length = n - start;
    if (length >= shortestToken && length <= longestToken && (isDotted(bits) || isHash(bits, length))) {
      onToken((bits & dot) === 0 ? text.slice(start, n) : withoutOuterDots(text, start, n), bits);
    }
    n++;
  }
}

const isDotted = (bits: number): boolean => (bits & (dot | letter)) === (dot | letter);

/** @returns whether bits and length are those of an MD5, SHA-1 or SHA-256 */
export function isHash(bits: number, length: number): boolean {
  return (bits & (dot | at | other)) === 0 && (length === 32 || length === 40 || length === 64);
}

function withoutOuterDots(text: string, start: number, end: number): string {
  let [from, to] = [start, end];
  while (from < to && text.charCodeAt(from) === 46) from++;
  while (to > from && text.charCodeAt(to - 1) === 46) to--;
  return text.slice(from, to);
}

/** @returns whether {@link eachToken} tells a text that is this one as a whole */
export function isToken(text: string): boolean {
  const found: string[] = [];
  eachToken(text, (token) => found.push(token));
  return found.length === 1 && found[0] === text;
}
