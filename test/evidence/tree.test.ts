import fc from 'fast-check';
import t from 'tap';
import { nodeCrypto } from '../../server/evidence/signer.js';
import {
  consistencyRanges,
  inclusionRanges,
  leafHash,
  type NodeId,
  nodeHash,
  rangeHash,
} from '../../server/evidence/tree.js';
import { hashLeaf, provesConsistency, provesInclusion } from '../../server/evidence/verify/proof.js';

/** Certificate Transparency's reference data: leaves in hex and the root after each. */
const known: [leaf: string, root: string][] = [
  ['', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  ['00', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  ['10', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  ['2021', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  ['3031', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
  ['40414243', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
  ['5051525354555657', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  ['606162636465666768696a6b6c6d6e6f', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
];

const entry = (n: number): Buffer => Buffer.from(`leaf ${n}`);
const leavesOf = (size: number): Buffer[] => Array.from({ length: size }, (_, n) => leafHash(entry(n)));

/** RFC 9162, 2.1.1, word for word. */
function naive(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(naive(leaves.slice(0, k)), naive(leaves.slice(k)));
}

const lookIn =
  (leaves: readonly Uint8Array[]) =>
  ({ level, index }: NodeId): Uint8Array =>
    naive(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');

t.test('roots of the reference data', async (t) => {
  const leaves = known.map(([leaf]) => leafHash(Buffer.from(leaf, 'hex')));
  for (const [n, [, root]] of known.entries()) {
    t.equal(hex(rangeHash({ start: 0, end: n + 1 }, lookIn(leaves))), root);
  }
});

t.test('RFC 9162, 2.1.5: the proofs of the example tree of seven', async (t) => {
  const at = (...path: [number, number][]) => path.map(([start, end]) => ({ start, end }));
  t.same(inclusionRanges(0, 7), at([1, 2], [2, 4], [4, 7]));
  t.same(inclusionRanges(3, 7), at([2, 3], [0, 2], [4, 7]));
  t.same(inclusionRanges(4, 7), at([5, 6], [6, 7], [0, 4]));
  t.same(inclusionRanges(6, 7), at([4, 6], [0, 4]));
  t.same(consistencyRanges(3, 7), at([2, 3], [3, 4], [0, 2], [4, 7]));
  t.same(consistencyRanges(4, 7), at([4, 7]));
  t.same(consistencyRanges(6, 7), at([4, 6], [6, 7], [0, 4]));
});

t.test('every proof holds, and none for another leaf, index, size or root', async (t) => {
  const all = leavesOf(80);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 80 }), fc.nat(), fc.nat(), async (size, some, other) => {
      const leaves = all.slice(0, size);
      const index = some % size;
      const root = naive(leaves);
      const path = inclusionRanges(index, size).map((range) => rangeHash(range, lookIn(leaves)));
      const tree = { size, root };
      t.ok(await provesInclusion(nodeCrypto, tree, index, leaves[index]!, path), `${index} of ${size}`);
      t.same(await hashLeaf(nodeCrypto, entry(index)), leaves[index]);
      const wrong = other % size;
      if (wrong !== index) {
        t.notOk(await provesInclusion(nodeCrypto, tree, wrong, leaves[index]!, path));
        t.notOk(await provesInclusion(nodeCrypto, tree, index, leaves[wrong]!, path));
      }
      t.notOk(await provesInclusion(nodeCrypto, tree, index, leaves[index]!, [...path, root]));
      t.notOk(await provesInclusion(nodeCrypto, { size, root: all[79]! }, index, all[0]!, path));
      if (path.length > 0) {
        t.notOk(await provesInclusion(nodeCrypto, tree, index, leaves[index]!, path.slice(1)));
      }
    }),
    { numRuns: 150 },
  );
});

t.test('every later tree is proved to go on from every earlier one, and from no other', async (t) => {
  const all = leavesOf(40);
  const roots = all.map((_, n) => naive(all.slice(0, n + 1)));
  for (let second = 1; second <= all.length; second++) {
    for (let first = 1; first <= second; first++) {
      const later = { size: second, root: roots[second - 1]! };
      const earlier = { size: first, root: roots[first - 1]! };
      const path = consistencyRanges(first, second).map((range) => rangeHash(range, lookIn(all)));
      const holds = await provesConsistency(nodeCrypto, earlier, later, path);
      const forged = await provesConsistency(nodeCrypto, { size: first, root: all[39]! }, later, path);
      if (!holds || forged) t.fail(`${first} to ${second}: ${holds}, forged ${forged}`);
    }
  }
  const from3 = consistencyRanges(3, 7).map((range) => rangeHash(range, lookIn(all)));
  const [three, six, seven] = [3, 6, 7].map((size) => ({ size, root: roots[size - 1]! }));
  t.ok(await provesConsistency(nodeCrypto, three!, seven!, from3));
  t.notOk(await provesConsistency(nodeCrypto, six!, seven!, from3));
  t.notOk(await provesConsistency(nodeCrypto, seven!, three!, from3));
  t.notOk(await provesConsistency(nodeCrypto, three!, seven!, from3.slice(0, -1)));
});

t.test('what no tree has is refused', async (t) => {
  for (const [index, size] of [
    [3, 3],
    [-1, 3],
    [0.5, 3],
    [0, 0],
  ] as const) {
    t.throws(() => inclusionRanges(index, size), RangeError);
  }
  for (const [first, second] of [
    [0, 3],
    [4, 3],
    [1.5, 3],
  ] as const) {
    t.throws(() => consistencyRanges(first, second), RangeError);
  }
});
