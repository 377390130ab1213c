import { writeArchive } from './package-archive.js';
import { type MeasuredFile, measure, type PackageFile, textFile } from './package-files.js';
import { nodeCrypto, type Signer } from './signer.js';
import { toHex } from './verify/bytes.js';
import { canonicalJson } from './verify/canonical.js';
import { type Manifest, type Proofs, packageFormat } from './verify/manifest.js';
import { type NoteKey, openNote, openNoteOf } from './verify/note.js';
import { verifyPage } from './verify-page.js';

/** What a package is made of. */
export interface PackageContent {
  facts: Omit<Manifest, 'format' | 'key' | 'files'>;
  /** Signed note of the tree head that the proofs are for. */
  head: string;
  /** RFC 3161 time stamp token of it. */
  token?: Uint8Array | undefined;
  /** Signed note of a head that was given out before. */
  earlier?: string | undefined;
  proofs: Proofs;
  /** Reports and evidence, by their paths in the package. */
  files: readonly PackageFile[];
}

/**
 * Signs a package and writes it. Each file is read twice.
 * @param name of the key, as that of tree heads
 * @returns the archive's bytes, a piece at a time, and the manifest's hash
 * @throws GrundwachtError BODY_TOO_LARGE
 */
export async function makePackage(
  signer: Signer,
  name: string,
  { facts, head, token, earlier, proofs, files }: PackageContent,
): Promise<{ manifestHash: string; bytes: AsyncGenerator<Uint8Array> }> {
  const current = await signedNow(signer, name, head);
  const all: PackageFile[] = [
    textFile('tree-head.txt', current),
    textFile('proofs.json', canonicalJson(proofs)),
    textFile('public-key.pem', signer.pem),
    textFile('verify.html', verifyPage()),
    ...(token === undefined || current !== head ? [] : [{ path: 'tree-head.tsr', read: () => [token] }]),
    ...(earlier === undefined
      ? []
      : [textFile('earlier-tree-head.txt', await signedNow(signer, name, earlier))]),
    ...files,
  ];
  const measured: MeasuredFile[] = [];
  for (const file of all) measured.push(await measure(file));
  const manifest: Manifest = {
    ...facts,
    format: packageFormat,
    key: { name, ed25519: toHex(signer.publicKey) },
    files: measured
      .map(({ path, sha256, size }) => ({ path, sha256, size }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
  const manifestFile = await measure(textFile('manifest.json', canonicalJson(manifest)));
  const note = await signer.sign(`${packageFormat}\n${manifestFile.sha256}\n`, name);
  const noteFile = await measure(textFile('manifest.note', note));
  return {
    manifestHash: manifestFile.sha256,
    bytes: writeArchive([manifestFile, noteFile, ...measured]),
  };
}

/**
 * A head that a former key has signed is signed anew: a package is verified with one key. A time stamp is of the note
 * as it was, and stays behind then.
 * @throws Refused for a note that neither the key nor a former one has signed
 */
async function signedNow(signer: Signer, name: string, note: string): Promise<string> {
  const keys = [signer.publicKey, ...signer.former].map((key) => ({ name, key })) as [NoteKey, ...NoteKey[]];
  const text = await openNoteOf(nodeCrypto, note, keys, 'the tree head');
  const current = await openNote(nodeCrypto, note, keys[0], 'the tree head').catch(() => undefined);
  return current === undefined ? signer.sign(text, name) : note;
}
