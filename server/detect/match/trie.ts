/** Characters from here on have no transitions. */
const asciiEnd = 128;

/** Texts by their beginnings or, read backwards, their ends: one lookup per character until nothing fits any more. */
export class Trie {
  private readonly columns = new Uint8Array(asciiEnd);
  private readonly width: number;
  private readonly table: Int32Array;
  /** Per state: number in `values`, or -1. */
  private readonly outputs: Int32Array;
  private readonly values: (readonly number[])[] = [];
  private readonly backwards: boolean;

  /**
   * @param texts ASCII texts with the values that finding them gives
   * @param backwards whether the texts are ends
   */
  constructor(texts: ReadonlyMap<string, readonly number[]>, backwards: boolean) {
    this.backwards = backwards;
    let states = 1;
    let width = 1;
    for (const text of texts.keys()) {
      states += text.length;
      for (let i = 0; i < text.length; i++) {
        const c = text.charCodeAt(i);
        if (this.columns[c] === 0) this.columns[c] = width++;
      }
    }
    this.width = width;
    const table = new Int32Array(states * width).fill(-1);
    this.outputs = new Int32Array(states).fill(-1);
    let used = 1;
    for (const [text, values] of texts) {
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        const cell = state * width + this.columns[text.charCodeAt(backwards ? text.length - 1 - i : i)]!;
        if (table[cell] === -1) table[cell] = used++;
        state = table[cell]!;
      }
      this.outputs[state] = this.values.push(values) - 1;
    }
    this.table = table.slice(0, used * width);
  }

  /** Calls `found` with the values of each text that the given one begins (ends) with. */
  scan(text: string, found: (values: readonly number[]) => void): void {
    const { table, columns, outputs, width, backwards } = this;
    const last = text.length - 1;
    let state = 0;
    for (let i = 0; i <= last; i++) {
      const c = text.charCodeAt(backwards ? last - i : i);
      if (c >= asciiEnd) return;
      const column = columns[c]!;
      if (column === 0) return;
      state = table[state * width + column]!;
      if (state < 0) return;
      const output = outputs[state]!;
      if (output >= 0) found(this.values[output]!);
    }
  }
}
