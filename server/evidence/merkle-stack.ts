import { type NodeId, nodeHash } from './tree.js';

/** The tree hash of leaves that come one after another, in the memory of its height. */
export class MerkleStack {
  /** Full subtrees from the left, each of a lower level than the one before. */
  readonly #full: { level: number; hash: Uint8Array }[] = [];
  readonly #onNode: ((node: NodeId, hash: Uint8Array) => void) | undefined;
  #size = 0;

  /** @param onNode hears of each full subtree of two leaves or more, once */
  constructor(onNode?: (node: NodeId, hash: Uint8Array) => void) {
    this.#onNode = onNode;
  }

  get size(): number {
    return this.#size;
  }

  /** RFC 9162, 2.1.1; of one leaf or more. */
  get root(): Uint8Array {
    return this.#full.map(({ hash }) => hash).reduceRight((right, left) => nodeHash(left, right));
  }

  add(leaf: Uint8Array): void {
    this.#size++;
    let last = { level: 0, hash: leaf };
    while (this.#full.at(-1)?.level === last.level) {
      const level = last.level + 1;
      last = { level, hash: nodeHash(this.#full.pop()!.hash, last.hash) };
      this.#onNode?.({ level, index: this.#size / 2 ** level - 1 }, last.hash);
    }
    this.#full.push(last);
  }
}
