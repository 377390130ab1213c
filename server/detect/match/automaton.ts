/** Characters from here on have no transitions: a literal with one is not ASCII. */
const asciiEnd = 128;
/** Regular expressions that ignore case take it for an `s`, though it is its own lower case. */
const longS = 0x17f;

/**
 * Aho-Corasick automaton over ASCII with a dense table: one lookup per character, whatever the number of texts.
 */
export class Automaton {
  /** Character -> column; 0 is "none of the texts has it". */
  private readonly columns = new Uint8Array(asciiEnd);
  private width = 1;
  private table = new Int32Array(0);
  /** Per state: first output, or -1; outputs are chained by `nextOutput`. */
  private outputs = new Int32Array(0);

  /** Values of each state that ends texts, its own and those of its suffixes. */
  private readonly values: number[][] = [];

  /** @param texts ASCII texts with the values that finding them gives */
  constructor(texts: ReadonlyMap<string, readonly number[]>) {
    let states = 1;
    for (const text of texts.keys()) {
      states += text.length;
      for (let i = 0; i < text.length; i++) {
        const c = text.charCodeAt(i);
        if (this.columns[c] === 0) this.columns[c] = this.width++;
      }
    }
    this.table = new Int32Array(states * this.width).fill(-1);
    this.outputs = new Int32Array(states).fill(-1);
    let used = 1;
    for (const [text, values] of texts) {
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        const cell = state * this.width + this.columns[text.charCodeAt(i)]!;
        if (this.table[cell] === -1) this.table[cell] = used++;
        state = this.table[cell]!;
      }
      this.outputs[state] = this.values.push([...values]) - 1;
    }
    this.table = this.table.slice(0, used * this.width);
    this.outputs = this.outputs.slice(0, used);
    this.link(used);
  }

  /** Calls `found` with the values of each state in which texts end; a value may come more than once. */
  scan(text: string, found: (values: readonly number[]) => void): void {
    const { table, columns, outputs, width } = this;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      state =
        c < asciiEnd
          ? table[state * width + columns[c]!]!
          : c === longS
            ? table[state * width + columns[0x73]!]!
            : 0;
      const output = outputs[state]!;
      if (output >= 0) found(this.values[output]!);
    }
  }

  /** Breadth first: missing transitions become those of the longest proper suffix. */
  private link(used: number): void {
    const { table, width, outputs } = this;
    const suffix = new Int32Array(used);
    const queue: number[] = [];
    for (let column = 0; column < width; column++) {
      if (table[column] === -1) table[column] = 0;
      else queue.push(table[column]!);
    }
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head]!;
      this.inherit(outputs, state, suffix[state]!);
      for (let column = 0; column < width; column++) {
        const fallback = table[suffix[state]! * width + column]!;
        const next = table[state * width + column]!;
        if (next === -1) table[state * width + column] = fallback;
        else {
          suffix[next] = fallback;
          queue.push(next);
        }
      }
    }
  }

  private inherit(outputs: Int32Array, state: number, suffix: number): void {
    const inherited = outputs[suffix]!;
    if (inherited < 0) return;
    if (outputs[state]! < 0) outputs[state] = inherited;
    else this.values[outputs[state]!]!.push(...this.values[inherited]!);
  }
}
