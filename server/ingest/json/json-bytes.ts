/** Characters of JSON's grammar. */
export const c = {
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Of each byte whether it stands for itself in a string. */
export const plain = new Uint8Array(256).fill(1, 0x20);
plain[c.quote] = 0;
plain[c.backslash] = 0;
export const [quotes, opens, closes] = [1, 2, 3];
/** Of each byte whether it begins a string, or begins or ends a container. */
export const structure = new Uint8Array(256);
structure[c.quote] = quotes;
structure[c.openBrace] = opens;
structure[c.openBracket] = opens;
structure[c.closeBrace] = closes;
structure[c.closeBracket] = closes;
/** Of each byte whether it may follow a backslash alone. */
export const escapes = new Uint8Array(256);
for (const letter of Buffer.from('"\\/bfnrt')) escapes[letter] = 1;

/** The words by their first byte. */
export const words: Record<number, readonly number[]> = Object.fromEntries(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), [...Buffer.from(word)]]),
);

/** Whether a byte is a hexadecimal digit. */
export const isHex = (byte: number): boolean =>
  (byte >= c.zero && byte <= c.nine) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
