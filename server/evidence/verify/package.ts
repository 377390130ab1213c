import { type ArchiveEntry, readArchive, type Source } from './archive.js';
import { type Crypto, fromHex, Refused, textOf, toHex, utf8 } from './bytes.js';
import { leafEntry } from './leaf.js';
import { type Manifest, type PackagedLeaf, packageFormat, readManifest, readProofs } from './manifest.js';
import { type Checkpoint, type NoteKey, openNote, readCheckpoint } from './note.js';
import { hashLeaf, provesConsistency, provesInclusion } from './proof.js';

/** What is verified, in this order. */
export const packageChecks = [
  'archive',
  'signature',
  'key',
  'files',
  'head',
  'proofs',
  'evidence',
  'earlier',
] as const;
export type PackageCheck = (typeof packageChecks)[number];

export const packageFaults = [
  'malformed',
  'other_key',
  'file_changed',
  'file_missing',
  'file_unlisted',
  'manifest_changed',
  'other_log',
  'not_in_log',
  'evidence_differs',
  'evidence_unproved',
  'not_continued',
] as const;
export type PackageFault = (typeof packageFaults)[number];

export interface PackageReport {
  faults: { check: PackageCheck; fault: PackageFault; place: string }[];
  /** Checks that were made to the end. */
  done: PackageCheck[];
  manifest?: Manifest;
  /** SHA-256 of the public key, hex. */
  fingerprint?: string;
  head?: Checkpoint;
  leaves?: number;
  /** Whether the package has a head that was given out before, and one with a time stamp. */
  earlier?: number;
  stamped?: boolean;
}

const maxTextBytes = 256 * 2 ** 20;

/**
 * Verifies an audit package without anything but itself.
 * @param expected fingerprint of the key that must have signed it, hex
 * @returns what was found; a package is good when there is no fault
 */
export async function verifyPackage(
  crypto: Crypto,
  source: Source,
  expected?: string,
): Promise<PackageReport> {
  const report: PackageReport = { faults: [], done: [] };
  const check = async (name: PackageCheck, work: () => Promise<void>): Promise<boolean> => {
    const before = report.faults.length;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      report.faults.push({ check: name, fault: 'malformed', place: error.message });
    }
    report.done.push(name);
    return report.faults.length === before;
  };
  const reader = new PackageReader(crypto, source);
  const fault = (name: PackageCheck, kind: PackageFault, place: string): void => {
    report.faults.push({ check: name, fault: kind, place });
  };

  if (!(await check('archive', () => reader.open()))) return report;
  let manifest: Manifest | undefined;
  await check('signature', async () => {
    const text = await reader.text('manifest.json');
    manifest = readManifest(text);
    report.manifest = manifest;
    const signed = await openNote(
      crypto,
      await reader.text('manifest.note'),
      keyOf(manifest),
      'manifest.note',
    );
    const hash = toHex(await crypto.sha256(utf8(text)));
    if (signed !== `${packageFormat}\n${hash}\n`) fault('signature', 'manifest_changed', 'manifest.json');
  });
  if (manifest === undefined) return report;
  const { files } = manifest;
  const key = keyOf(manifest);
  await check('key', async () => {
    report.fingerprint = toHex(await crypto.sha256(key.key));
    if (expected !== undefined && expected !== report.fingerprint)
      fault('key', 'other_key', report.fingerprint);
    if (key.name !== `grundwacht/${manifest?.tenant}`) fault('key', 'other_log', key.name);
  });
  await check('files', async () => {
    const listed = new Set(files.map(({ path }) => path));
    if (listed.size !== files.length) throw new Refused('manifest.json lists a file twice');
    for (const { path, sha256, size } of files) {
      const found = await reader.hash(path);
      if (found === undefined) fault('files', 'file_missing', path);
      else if (found.sha256 !== sha256 || found.size !== size) fault('files', 'file_changed', path);
    }
    for (const path of reader.paths) {
      if (!listed.has(path)) fault('files', 'file_unlisted', path);
    }
  });
  let head: Checkpoint | undefined;
  await check('head', async () => {
    head = readCheckpoint(
      await openNote(crypto, await reader.text('tree-head.txt'), key, 'tree-head.txt'),
      'tree-head.txt',
    );
    report.head = head;
    report.stamped = reader.has('tree-head.tsr');
    if (head.origin !== key.name) fault('head', 'other_log', head.origin);
  });
  if (head === undefined) return report;
  const tree = head;
  const proved: PackagedLeaf[] = [];
  await check('proofs', async () => {
    const proofs = readProofs(await reader.text('proofs.json'));
    if (proofs.size !== tree.size) throw new Refused('proofs.json is for another tree head');
    report.leaves = proofs.leaves.length;
    for (const leaf of proofs.leaves) {
      if (await isInLog(crypto, tree, manifest!.tenant, leaf)) proved.push(leaf);
      else fault('proofs', 'not_in_log', `${leaf.kind} ${leaf.reference}`);
    }
  });
  await check('evidence', async () => {
    const hashes = new Map(files.map(({ path, sha256 }) => [path, sha256]));
    const wanted = new Set(files.map(({ path }) => path).filter((path) => path.startsWith('evidence/')));
    for (const leaf of proved) {
      if (leaf.file === undefined) continue;
      wanted.delete(leaf.file);
      if (fileHashOf(leaf) !== hashes.get(leaf.file)) fault('evidence', 'evidence_differs', leaf.file);
    }
    for (const path of wanted) fault('evidence', 'evidence_unproved', path);
  });
  if (!reader.has('earlier-tree-head.txt')) return report;
  await check('earlier', async () => {
    const note = await reader.text('earlier-tree-head.txt');
    const earlier = readCheckpoint(
      await openNote(crypto, note, key, 'earlier-tree-head.txt'),
      'earlier-tree-head.txt',
    );
    report.earlier = earlier.size;
    const { consistency } = readProofs(await reader.text('proofs.json'));
    const path = (consistency?.path ?? []).map((hash) => fromHex(hash, 'a hash'));
    const goesOn = earlier.origin === key.name && (await provesConsistency(crypto, earlier, tree, path));
    if (!goesOn) fault('earlier', 'not_continued', `${earlier.size}`);
  });
  return report;
}

function keyOf({ key }: Manifest): NoteKey {
  return { name: key.name, key: fromHex(key.ed25519, 'the key') };
}

async function isInLog(
  crypto: Crypto,
  head: Checkpoint,
  tenant: string,
  { position, kind, reference, salt, content, path }: PackagedLeaf,
): Promise<boolean> {
  const hash = toHex(await crypto.sha256(utf8(content)));
  const entry = leafEntry({ tenant, kind, reference, content: hash, salt } as Parameters<
    typeof leafEntry
  >[0]);
  const siblings = path.map((sibling) => fromHex(sibling, 'a hash'));
  return provesInclusion(crypto, head, position, await hashLeaf(crypto, entry), siblings);
}

/** @returns the hash of the file that a version of evidence names */
function fileHashOf({ content }: PackagedLeaf): string | undefined {
  try {
    const { rows } = JSON.parse(content) as {
      rows?: { table: string; values: { stated?: { file?: { sha256?: string } } } | null }[];
    };
    return rows?.find(({ table }) => table === 'evidence_version')?.values?.stated?.file?.sha256;
  } catch {
    return undefined;
  }
}

/** The files of an archive. */
class PackageReader {
  readonly #crypto: Crypto;
  readonly #source: Source;
  #entries = new Map<string, ArchiveEntry>();

  constructor(crypto: Crypto, source: Source) {
    this.#crypto = crypto;
    this.#source = source;
  }

  async open(): Promise<void> {
    this.#entries = await readArchive(this.#source);
  }

  get paths(): string[] {
    return [...this.#entries.keys()].filter((path) => path !== 'manifest.json' && path !== 'manifest.note');
  }

  has(path: string): boolean {
    return this.#entries.has(path);
  }

  async text(path: string): Promise<string> {
    const entry = this.#entries.get(path);
    if (entry === undefined) throw new Refused(`${path} is missing`);
    if (entry.end - entry.start > maxTextBytes) throw new Refused(`${path} is too large`);
    return textOf(await this.#source.read(entry.start, entry.end), path);
  }

  async hash(path: string): Promise<{ sha256: string; size: number } | undefined> {
    const entry = this.#entries.get(path);
    if (entry === undefined) return undefined;
    const bytes = await this.#source.read(entry.start, entry.end);
    return { sha256: toHex(await this.#crypto.sha256(bytes)), size: bytes.length };
  }
}
