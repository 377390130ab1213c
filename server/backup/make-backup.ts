import { stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import type { Signer } from '../evidence/signer.js';
import { toHex } from '../evidence/verify/bytes.js';
import { listSegments, wholeEnd } from '../journal/segment.js';
import { type DataFile, listDataFiles, readStart } from './data-files.js';
import { DatabaseSnapshot, type DumpedSegment } from './database-dump.js';
import { Hold } from './hold.js';
import { type BackupManifest, manifestFormat, signManifest } from './manifest.js';
import type { Objects } from './objects.js';
import type { Repository } from './repository.js';

export interface BackupOptions {
  /** Data folder of the server. */
  data: string;
  databaseUrl: string;
  signer: Signer;
  /** Of this program. */
  version: string;
  /** Files from elsewhere, such as the configuration and the keys that it names. */
  elsewhere: readonly { path: string; from: string; kind: 'key' | 'configuration' }[];
  /** Takes the keys along although the backup is not encrypted. */
  withKeys: boolean;
  /** Backups that stay, with this one; undefined: all. */
  keep?: number | undefined;
  onProgress?(done: number, of: number): void;
}

export interface BackupResult {
  /** Name in the folder of backups. */
  name: string;
  madeAt: string;
  files: number;
  /** Of all contents. */
  bytes: number;
  /** That were written now: the others were there already. */
  newBytes: number;
  events: number;
  keys: boolean;
  /** What was found damaged or missing; the backup holds the rest. */
  faults: string[];
  /** Old ones. */
  removed: string[];
}

/**
 * Backs a server up, while it runs. In this order, so that what the database says is there:
 * 1. the journal's files and the state of the detection are held,
 * 2. the database is read as it is at one moment,
 * 3. the segments that it names then are held,
 * 4. the journal's files are held again: it has everything since that moment.
 * After a restore the journal is read again from where the database and the detection were; nothing comes twice.
 * @throws GrundwachtError CONFLICT, DATABASE_UNAVAILABLE, STORAGE_STALLED without room
 */
export async function makeBackup(repository: Repository, options: BackupOptions): Promise<BackupResult> {
  const unlock = await repository.lock();
  const holds: Hold[] = [];
  let snapshot: DatabaseSnapshot | undefined;
  try {
    const inJournal = await Hold.open(join(options.data, 'journal'));
    holds.push(inJournal);
    const inEvents = await Hold.open(join(options.data, 'events'));
    holds.push(inEvents);
    const held = await holdMoment(options, inJournal, inEvents);
    snapshot = held.snapshot;
    return await new Taking(repository, options, held).take();
  } finally {
    await snapshot?.close();
    for (const hold of holds) await hold.release();
    await unlock();
  }
}

interface Moment {
  snapshot: DatabaseSnapshot;
  segments: { segment: DumpedSegment; from: string; filter: string | undefined }[];
  missing: string[];
  journal: { files: DataFile[]; from: number; to: number };
  state: DataFile[];
}

const attempts = 5;

async function holdMoment(
  { data, databaseUrl }: BackupOptions,
  journal: Hold,
  events: Hold,
): Promise<Moment> {
  const kept = new Map<string, string>();
  await holdJournal(data, journal, kept);
  const state = await holdState(data, journal);
  for (let attempt = 1; ; attempt++) {
    const snapshot = await DatabaseSnapshot.open(databaseUrl);
    const all = await snapshot.segments();
    const found: Moment['segments'] = [];
    const missing: string[] = [];
    for (const segment of all) {
      const path = join(data, 'events', segment.path);
      try {
        const from = await events.keep(path);
        const filter = segment.filter
          ? await events.keep(path.replace(/\.parquet$/, '.filter')).catch(() => undefined)
          : undefined;
        found.push({ segment, from, filter });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        missing.push(segment.path);
      }
    }
    // A segment that was merged between the two is in the next state of the database under another name.
    if (missing.length === 0 || attempt === attempts) {
      return { snapshot, segments: found, missing, journal: await holdJournal(data, journal, kept), state };
    }
    await snapshot.close();
  }
}

/** @param kept by path, from an earlier call: files that the journal has dropped meanwhile */
async function holdJournal(data: string, hold: Hold, kept: Map<string, string>): Promise<Moment['journal']> {
  for (const { path } of await listSegments(join(data, 'journal'))) {
    if (!kept.has(path)) kept.set(path, await hold.keep(path));
  }
  const files: DataFile[] = [];
  let [begin, end] = [0, 0];
  const held = [...kept].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [index, [path, from]] of held.entries()) {
    const { size } = await stat(from);
    const start = Number(basename(path).slice(0, 16));
    if (index === 0) begin = start;
    // The newest file may be in the middle of a write.
    end = index === held.length - 1 ? await wholeEnd(from, start, start + size) : start + size;
    files.push({ path: `journal/${basename(path)}`, kind: 'file', from, size: end - start });
  }
  return { files, from: begin, to: end };
}

async function holdState(data: string, hold: Hold): Promise<DataFile[]> {
  try {
    const from = await hold.keep(join(data, 'detection.snapshot'));
    return [{ path: 'detection.snapshot', kind: 'file', from, size: (await stat(from)).size }];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The part that copies: nothing that it reads can change any more. */
class Taking {
  readonly #repository: Repository;
  readonly #objects: Objects;
  readonly #options: BackupOptions;
  readonly #moment: Moment;
  readonly #faults: string[] = [];
  readonly #files: BackupManifest['files'] = [];
  #done = 0;
  #total = 0;

  constructor(repository: Repository, options: BackupOptions, moment: Moment) {
    this.#repository = repository;
    this.#objects = repository.objects;
    this.#options = options;
    this.#moment = moment;
  }

  async take(): Promise<BackupResult> {
    const { snapshot, segments, missing, journal, state } = this.#moment;
    const { signer, version, keep } = this.#options;
    const keys = this.#repository.encrypted || this.#options.withKeys;
    for (const path of missing) this.#faults.push(`events/${path}: the segment is missing`);
    const beside = await this.#besides(keys);
    await this.#checkRoom([...segmentFiles(segments), ...journal.files, ...state, ...beside]);

    const tables: BackupManifest['database']['tables'] = [];
    for await (const { name, columns, content } of snapshot.tables()) {
      tables.push({ name, columns, ...(await this.#objects.put(content)) });
    }
    const database = {
      migrations: await snapshot.migrations(),
      tables,
      sequences: await snapshot.sequences(),
    };
    await snapshot.close();
    for (const file of [...segmentFiles(segments), ...journal.files, ...state, ...beside])
      await this.#file(file);

    const manifest: BackupManifest = {
      format: manifestFormat,
      version,
      made_at: snapshot.at,
      key: toHex(signer.publicKey),
      keys,
      database,
      journal: { from: journal.from, to: journal.to },
      events: {
        segments: segments.length,
        rows: segments.reduce((sum, { segment }) => sum + segment.rows, 0),
      },
      files: this.#files,
      faults: this.#faults,
    };
    const { text, note } = await signManifest(manifest, signer);
    const name = await this.#repository.add(manifest, text, note);
    const removed = keep === undefined ? [] : await this.#repository.keep(Math.max(1, keep));
    const contents = [...tables, ...this.#files];
    return {
      name,
      madeAt: snapshot.at,
      files: contents.length,
      bytes: contents.reduce((sum, { size }) => sum + size, 0),
      newBytes: this.#objects.written,
      events: manifest.events.rows,
      keys,
      faults: this.#faults,
      removed,
    };

    function segmentFiles(held: Moment['segments']): DataFile[] {
      return held.flatMap(({ segment, from, filter }) => {
        const path = `events/${segment.path}`;
        const { sha256, bytes: size } = segment;
        const files: DataFile[] = [{ path, kind: 'file', from, size, sha256 }];
        if (filter !== undefined)
          files.push({ path: path.replace(/\.parquet$/, '.filter'), kind: 'file', from: filter, size: -1 });
        return files;
      });
    }
  }

  async #besides(keys: boolean): Promise<DataFile[]> {
    const files: DataFile[] = [];
    // A key that the configuration places elsewhere counts, not a former copy of it in the data folder.
    const placed = new Set(this.#options.elsewhere.map(({ path }) => path));
    for (const file of await listDataFiles(this.#options.data)) {
      if (!placed.has(file.path) && (file.kind !== 'key' || keys)) files.push(file);
    }
    for (const file of this.#options.elsewhere) {
      if (file.kind === 'key' && !keys) continue;
      const found = await stat(file.from).catch(() => undefined);
      if (found === undefined) this.#faults.push(`${file.from}: the file is missing`);
      else files.push({ ...file, size: found.size });
    }
    return files;
  }

  async #checkRoom(files: readonly DataFile[]): Promise<void> {
    let needed = await this.#moment.snapshot.size();
    for (const file of files) {
      const size = file.size < 0 ? (await stat(file.from)).size : file.size;
      this.#total += size;
      const known = file.sha256 !== undefined && (await this.#objects.has({ sha256: file.sha256, size }));
      if (!known) needed += size;
    }
    const { bavail, bsize } = await statfs(this.#repository.folder);
    const free = bavail * bsize;
    if (free >= needed) return;
    const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MiB`;
    throw new GrundwachtError(
      'STORAGE_STALLED',
      `${this.#repository.folder} has ${megabytes(free)} free, and up to ${megabytes(needed)} are needed`,
    );
  }

  async #file({ path, kind, from, size, sha256 }: DataFile): Promise<void> {
    try {
      const length = size < 0 ? (await stat(from)).size : size;
      const known = sha256 === undefined ? undefined : { sha256, size: length };
      if (known !== undefined && (await this.#objects.has(known))) this.#files.push({ path, kind, ...known });
      else {
        const stored = await this.#objects.put(readStart(from, length));
        this.#files.push({ path, kind, ...stored });
        if (sha256 !== undefined && stored.sha256 !== sha256)
          this.#faults.push(
            `${path}: its bytes are not those that were recorded; they were taken as they are`,
          );
      }
      this.#done += length;
      this.#options.onProgress?.(this.#done, this.#total);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.#faults.push(`${path}: the file was removed meanwhile`);
    }
  }
}
