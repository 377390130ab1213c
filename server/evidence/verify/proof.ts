import { type Crypto, equalBytes, joinBytes } from './bytes.js';

type Hash = Pick<Crypto, 'sha256'>;

/** RFC 9162, 2.1.1. */
export async function hashLeaf(crypto: Hash, entry: Uint8Array): Promise<Uint8Array> {
  return crypto.sha256(joinBytes(Uint8Array.of(0), entry));
}

async function hashNode(crypto: Hash, left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  return crypto.sha256(joinBytes(Uint8Array.of(1), left, right));
}

const half = (number: number): number => Math.floor(number / 2);
const isOdd = (number: number): boolean => number % 2 === 1;

/**
 * RFC 9162, 2.1.3.2.
 * @param leaf its hash
 * @param path of the proof, the lowest first
 * @returns whether the leaf is at the index in the tree with this root
 */
export async function provesInclusion(
  crypto: Hash,
  tree: { size: number; root: Uint8Array },
  index: number,
  leaf: Uint8Array,
  path: readonly Uint8Array[],
): Promise<boolean> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= tree.size) return false;
  let fn = index;
  let sn = tree.size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      hash = await hashNode(crypto, sibling, hash);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      hash = await hashNode(crypto, hash, sibling);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equalBytes(hash, tree.root);
}

/**
 * RFC 9162, 2.1.4.2.
 * @returns whether the second tree begins with all leaves of the first
 */
export async function provesConsistency(
  crypto: Hash,
  first: { size: number; root: Uint8Array },
  second: { size: number; root: Uint8Array },
  proof: readonly Uint8Array[],
): Promise<boolean> {
  if (first.size < 1 || first.size > second.size) return false;
  if (first.size === second.size) return proof.length === 0 && equalBytes(first.root, second.root);
  let fn = first.size - 1;
  let sn = second.size - 1;
  while (isOdd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  // The first tree is a full subtree of the second: its root is where the proof begins.
  const [start, ...path] = fn === 0 ? [first.root, ...proof] : proof;
  if (start === undefined || proof.length === 0) return false;
  let fr = start;
  let sr = start;
  for (const hash of path) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      fr = await hashNode(crypto, hash, fr);
      sr = await hashNode(crypto, hash, sr);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      sr = await hashNode(crypto, sr, hash);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equalBytes(fr, first.root) && equalBytes(sr, second.root);
}
