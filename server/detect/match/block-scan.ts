/** Pairs of folded ASCII characters. */
const blocks = 1 << 14;
/** Longer literals do not lengthen the leaps any further. */
const longestLeap = 32;

/** Character -> itself in lower case; 0 beyond ASCII but for the letters that rules take for ASCII ones. */
const fold = new Uint8Array(0x10000);
for (let c = 0; c < 128; c++) fold[c] = String.fromCharCode(c).toLowerCase().charCodeAt(0);
fold[0x130] = 0x69;
fold[0x212a] = 0x6b;
// Regular expressions that ignore case take `ſ` for an `s`.
fold[0x17f] = 0x73;

/**
 * Finds few, longish literals in long texts by leaping over what cannot end a literal's beginning (Wu and Manber's
 * multi-pattern search with blocks of two). Ignores case without lowering the text.
 */
export class BlockScan {
  private readonly leap = new Uint8Array(blocks);
  private readonly literals = new Map<number, { text: string; value: number }[]>();
  private readonly head: number;

  /** @param literals ASCII texts in lower case of at least two characters, with what finding them gives */
  constructor(literals: readonly { text: string; value: number }[]) {
    this.head = Math.min(longestLeap, ...literals.map(({ text }) => text.length));
    this.leap.fill(this.head - 1);
    for (const literal of literals) {
      for (let i = 1; i < this.head; i++) {
        const block = (literal.text.charCodeAt(i - 1) << 7) | literal.text.charCodeAt(i);
        this.leap[block] = Math.min(this.leap[block]!, this.head - 1 - i);
        if (i === this.head - 1) this.literals.set(block, [...(this.literals.get(block) ?? []), literal]);
      }
    }
  }

  /** Calls `found` for each literal at each place (`İ` counts as `i`). */
  scan(text: string, found: (value: number) => void): void {
    const { leap, head } = this;
    const end = text.length;
    for (let i = head - 1; i < end; ) {
      const block = (fold[text.charCodeAt(i - 1)]! << 7) | fold[text.charCodeAt(i)]!;
      const distance = leap[block]!;
      if (distance === 0) this.verify(text, block, i, found);
      i += distance === 0 ? 1 : distance;
    }
  }

  private verify(text: string, block: number, i: number, found: (value: number) => void): void {
    const start = i - this.head + 1;
    for (const literal of this.literals.get(block) ?? []) {
      const wanted = literal.text;
      if (start + wanted.length > text.length) continue;
      let length = 0;
      while (length < wanted.length && fold[text.charCodeAt(start + length)] === wanted.charCodeAt(length))
        length++;
      if (length === wanted.length) found(literal.value);
    }
  }
}
