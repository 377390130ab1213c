import { createHash } from 'node:crypto';

/** Leaves `start` to `end`, the latter exclusive; at least one. */
export interface Range {
  start: number;
  end: number;
}

/** The full subtree of the leaves index * 2^level to (index + 1) * 2^level - 1. */
export interface NodeId {
  level: number;
  index: number;
}

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** RFC 9162, 2.1.1: hash of a leaf. */
export function leafHash(entry: Uint8Array): Buffer {
  return createHash('sha256').update(leafPrefix).update(entry).digest();
}

/** RFC 9162, 2.1.1: hash of an inner node. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(nodePrefix).update(left).update(right).digest();
}

/** @returns the largest power of two below `size`, which is at least 2 */
export function splitOf(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/**
 * A range that the tree has as a subtree is full subtrees side by side, the largest first.
 * @param range that begins at a multiple of the largest power of two in its length
 */
export function fullNodes({ start, end }: Range): NodeId[] {
  const nodes: NodeId[] = [];
  let at = start;
  while (at < end) {
    let level = 0;
    while (at + 2 ** (level + 1) <= end) level++;
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/**
 * @param nodeOf hash of a full subtree
 * @returns RFC 9162, 2.1.1: the Merkle tree hash of the range
 */
export function rangeHash(range: Range, nodeOf: (node: NodeId) => Uint8Array): Uint8Array {
  const hashes = fullNodes(range).map(nodeOf);
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

/**
 * RFC 9162, 2.1.3.1: what an inclusion proof is made of, the lowest first.
 * @throws RangeError when the tree has no such leaf
 */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) {
    throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  }
  const ranges: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/**
 * RFC 9162, 2.1.4.1: what a consistency proof is made of, the lowest first.
 * @throws RangeError unless 0 < first <= second
 */
export function consistencyRanges(first: number, second: number): Range[] {
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second) || first < 1 || first > second) {
    throw new RangeError(`a tree of ${second} leaves does not go on from one of ${first}`);
  }
  const ranges: Range[] = [];
  let start = 0;
  let end = second;
  let whole = true;
  while (end !== first) {
    const middle = start + splitOf(end - start);
    if (first <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
      whole = false;
    }
  }
  // SUBPROOF: the old tree itself needs no proof as long as nothing lies left of it.
  if (!whole) ranges.push({ start, end });
  return ranges.reverse();
}
