import { createHash, generateKeyPairSync } from 'node:crypto';
import { makePackage } from '../../../server/evidence/package.js';
import { type PackageFile, textFile } from '../../../server/evidence/package-files.js';
import { type Signer, signerOf } from '../../../server/evidence/signer.js';
import {
  consistencyRanges,
  inclusionRanges,
  leafHash,
  nodeHash,
  rangeHash,
} from '../../../server/evidence/tree.js';
import { toHex } from '../../../server/evidence/verify/bytes.js';
import { canonicalJson } from '../../../server/evidence/verify/canonical.js';
import { leafEntry } from '../../../server/evidence/verify/leaf.js';
import type { PackagedLeaf, Proofs } from '../../../server/evidence/verify/manifest.js';
import { checkpointText } from '../../../server/evidence/verify/note.js';

const name = 'grundwacht/musterstadt';
const tenant = 'musterstadt';
export const signer = makeSigner();
const stranger = makeSigner();

function makeSigner(): Signer {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  return signerOf(pem as string);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const filePath = 'evidence/018f0000-0000-7000-8000-000000000001/Rücksicherung.txt';
const fileText = 'Der Dateiserver wurde am 30.09. vollständig zurückgesichert.\n';

/** A log of seven leaves: an item with a file, decisions, a sign-off. */
const contents = [
  {
    rows: [
      { table: 'evidence_version', key: {}, values: { stated: { file: { sha256: sha256(fileText) } } } },
    ],
  },
  ...Array.from({ length: 6 }, (_, n) => ({ rows: [], answer: { status: 'yes', n } })),
].map(canonicalJson);
const leaves = contents.map((content, position): Omit<PackagedLeaf, 'path'> => {
  const kind = position === 0 ? 'evidence' : position === 6 ? 'sign-off' : 'check-decision';
  const leaf = { position, kind, reference: `thing ${position}`, salt: '00'.repeat(16), content };
  return position === 0 ? { ...leaf, file: filePath } : leaf;
});
const hashes = leaves.map(({ kind, reference, salt, content }) =>
  leafHash(
    leafEntry({ tenant, kind, reference, salt, content: sha256(content) } as Parameters<typeof leafEntry>[0]),
  ),
);
const subtree = (some: readonly Uint8Array[]): Uint8Array =>
  some.length === 1
    ? some[0]!
    : nodeHash(subtree(some.slice(0, some.length / 2)), subtree(some.slice(some.length / 2)));
const hashOf = (range: { start: number; end: number }): Uint8Array =>
  rangeHash(range, ({ level, index }) => subtree(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)));

async function headOf(size: number, by = signer, of = size): Promise<string> {
  const root = hashOf({ start: 0, end: of });
  return by.sign(checkpointText({ origin: name, size, root, time: '2026-11-22T10:00:00.000Z' }), name);
}

const goodProofs: Proofs = {
  size: 7,
  leaves: leaves.map((leaf) => ({
    ...leaf,
    path: inclusionRanges(leaf.position, 7).map((range) => toHex(hashOf(range))),
  })),
  consistency: { first: 3, path: consistencyRanges(3, 7).map((range) => toHex(hashOf(range))) },
};

interface Change {
  by?: Signer;
  head?: string;
  earlier?: string;
  proofs?: Proofs;
  files?: PackageFile[];
}

const report = textFile('reports/A.4.csv', 'Anforderung;Status\nSYS.1.1.A1;ja\n');

async function make({ by = signer, head, earlier, proofs, files }: Change = {}): Promise<Buffer> {
  const facts = {
    tenant,
    domain: { id: '018f0000-0000-7000-8000-000000000000', key: 'main', name: 'Stadtverwaltung' },
    from: '2026-01-01',
    to: '2026-12-31',
    created_at: '2026-11-22T10:00:00.000Z',
    created_by: 'isolde',
  };
  const { bytes } = await makePackage(by, name, {
    facts,
    head: head ?? (await headOf(7, by)),
    earlier: earlier ?? (await headOf(3, by)),
    proofs: proofs ?? goodProofs,
    files: files ?? [report, textFile(filePath, fileText)],
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A package as it was made. */
export const goodPackage = (): Promise<Buffer> => make();

/** The log was signed by a former key, the package by the one that came after it. */
export async function packageAfterRotation(): Promise<{ bytes: Buffer; fingerprint: string }> {
  const next: Signer = { ...stranger, former: [signer.publicKey] };
  const bytes = await make({ by: next, head: await headOf(7), earlier: await headOf(3) });
  return { bytes, fingerprint: next.fingerprint };
}

/** Changes bytes in place: the archive stays one. */
function replaced(bytes: Buffer, from: string, to: string): Buffer {
  const at = bytes.indexOf(from);
  if (at < 0 || Buffer.byteLength(from) !== Buffer.byteLength(to)) throw new Error(`cannot replace ${from}`);
  const changed = Buffer.from(bytes);
  changed.write(to, at);
  return changed;
}

const changedLeaf = (change: (leaf: PackagedLeaf) => PackagedLeaf): Proofs => ({
  ...goodProofs,
  leaves: goodProofs.leaves.map((leaf) => (leaf.position === 4 ? change(leaf) : leaf)),
});

/**
 * Packages that somebody has tampered with, by what was done, and the check that must fail. Those that are signed anew
 * are what somebody with the key, and without the log, could make.
 */
export async function tamperedPackages(): Promise<{ title: string; check: string; bytes: Buffer }[]> {
  const good = await goodPackage();
  const smaller = await make({ files: [textFile(filePath, fileText)] });
  const variant = (title: string, check: string, bytes: Buffer) => ({ title, check, bytes });
  const from = good.indexOf('{"created_at"');
  const manifest = good.toString('utf8', from, good.indexOf('PK\x03\x04', from, 'latin1'));
  const { files } = JSON.parse(manifest) as { files: { sha256: string }[] };
  return [
    variant('a byte of a report', 'files', replaced(good, 'SYS.1.1.A1;ja', 'SYS.1.1.A1;jb')),
    variant('a byte of evidence', 'files', replaced(good, 'am 30.09.', 'am 29.09.')),
    variant(
      'a file gone from the archive',
      'archive',
      Buffer.concat([smaller.subarray(0, -22), good.subarray(-22)]),
    ),
    variant('a hash in the manifest', 'signature', replaced(good, files[0]!.sha256, sha256('other'))),
    variant(
      'the period in the manifest',
      'signature',
      replaced(good, '"from":"2026-01-01"', '"from":"2025-01-01"'),
    ),
    variant(
      'the key in the manifest',
      'signature',
      replaced(good, toHex(signer.publicKey), toHex(stranger.publicKey)),
    ),
    variant('a size in the tree head', 'head', replaced(good, `${name}\n7\n`, `${name}\n8\n`)),
    variant('bytes behind the archive', 'archive', Buffer.concat([good, Buffer.from('x')])),
    variant('signed by a stranger', 'key', await make({ by: stranger })),
    variant(
      'a decision, signed anew',
      'proofs',
      await make({
        proofs: changedLeaf((leaf) => ({ ...leaf, content: leaf.content.replace('yes', 'no') })),
      }),
    ),
    variant(
      'a hash of a proof, signed anew',
      'proofs',
      await make({
        proofs: changedLeaf((leaf) => ({ ...leaf, path: [sha256('x'), ...leaf.path.slice(1)] })),
      }),
    ),
    variant(
      'another file as evidence, signed anew',
      'evidence',
      await make({ files: [report, textFile(filePath, 'Nichts wurde zurückgesichert.\n')] }),
    ),
    variant(
      'evidence that the log does not know, signed anew',
      'evidence',
      await make({ files: [report, textFile(filePath, fileText), textFile('evidence/x/neu.txt', 'neu\n')] }),
    ),
    variant(
      'another log than the one before, signed anew',
      'earlier',
      await make({ earlier: await headOf(3, signer, 4) }),
    ),
  ];
}
