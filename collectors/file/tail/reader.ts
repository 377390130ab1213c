import type { FileHandle } from 'node:fs/promises';
import { openAt, unpacked } from './content.js';
import { changedOf } from './find-matches.js';
import { begins, edgeBytes, edgeOf, extendHead, headBytes, type Print } from './fingerprint.js';
import { type CutOptions, type Encoding, RecordCutter } from './record-cutter.js';
import type { TailedFile } from './tailed-file.js';

/**
 * What a pass found: more to read at once; nothing more for now; other content than before (emptied, or another file);
 * no such file under its path.
 */
export type PassResult = 'more' | 'idle' | 'replaced' | 'absent';

export interface ReaderOptions {
  /** Files held open at most. */
  maxOpen: number;
  /** Bytes read at once. */
  chunkBytes: number;
  cutOptions(file: TailedFile): Omit<CutOptions, 'encoding'> & { encoding: Encoding | 'auto' };
  emit(file: TailedFile, raw: Buffer, end: number, truncated: boolean): void;
  /** Resolves when records may be emitted; false: stop. */
  ready(file: TailedFile): Promise<boolean>;
}

const byteOrderMarks: [Encoding, Buffer][] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/** Reads files piece by piece and keeps the ones read last open, so that they can be read after they were renamed. */
export class Reader {
  private readonly handles = new Map<TailedFile, FileHandle>();
  private readonly options: ReaderOptions;

  constructor(options: ReaderOptions) {
    this.options = options;
  }

  isOpen(file: TailedFile): boolean {
    return this.handles.has(file);
  }

  /** Reads one piece. @throws NodeJS.ErrnoException other than ENOENT */
  async pass(file: TailedFile): Promise<PassResult> {
    try {
      return file.gzip ? await this.readPacked(file) : await this.readPiece(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
      throw error;
    }
  }

  /** Gives out lines that wait for what follows. */
  flush(file: TailedFile): void {
    file.cutter?.flush(this.emitOf(file));
    this.settleOffset(file);
  }

  /** Nothing follows: gives out an unfinished last line. */
  end(file: TailedFile): void {
    file.cutter?.end(this.emitOf(file));
    this.settleOffset(file);
  }

  /** Opens the file: it may be renamed or packed before it is its turn. */
  async look(file: TailedFile): Promise<void> {
    if (!file.gzip) await this.handleOf(file).catch(() => undefined);
  }

  /** Learns the first bytes of a file that was empty. */
  async learn(file: TailedFile): Promise<void> {
    if (file.head.length > 0 || file.gzip) return;
    const handle = await this.handleOf(file).catch(() => 'replaced' as const);
    if (typeof handle === 'string') return;
    const first = Buffer.alloc(headBytes);
    const { bytesRead } = await handle.read(first, 0, first.length, 0);
    file.head = extendHead(file.head, first.subarray(0, bytesRead), 0);
  }

  /** Leaves out what a file that was looked at holds now. */
  async skip(file: TailedFile): Promise<void> {
    const handle = await this.handleOf(file);
    if (typeof handle === 'string') return;
    const { size } = await handle.stat();
    const last = Buffer.alloc(Math.min(size, edgeBytes));
    await handle.read(last, 0, last.length, size - last.length);
    file.edge = edgeOf(last, size - last.length);
    const first = Buffer.alloc(Math.min(size, 3));
    await handle.read(first, 0, first.length, 0);
    file.encoding = this.encodingOf(file, first)[0];
    file.offset = size;
    file.rewind();
  }

  async close(file: TailedFile): Promise<void> {
    const handle = this.handles.get(file);
    this.handles.delete(file);
    file.rewind();
    await handle?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.handles.keys()].map((file) => this.close(file)));
  }

  private async readPiece(file: TailedFile): Promise<PassResult> {
    const handle = await this.handleOf(file);
    if (typeof handle === 'string') return handle;
    const info = await handle.stat({ bigint: true });
    const size = Number(info.size);
    if (size < Math.max(file.position, file.knownBytes)) return 'replaced';
    const { edge } = file;
    const before = edge.at + edge.length === file.position ? edge.length : 0;
    const wanted = before + Math.min(size - file.position, this.options.chunkBytes);
    if (wanted === 0) {
      file.changed = changedOf(info);
      return 'idle';
    }
    // It may have been copied and emptied since it was empty last: then there is a generation to be read before.
    if (file.head.length === 0) return 'replaced';
    const from = file.position - before;
    const bytes = Buffer.allocUnsafe(wanted);
    const { bytesRead } = await handle.read(bytes, 0, wanted, from);
    const isSame = bytesRead === wanted && begins(bytes, { ...edge, length: before });
    // Lines can be alike where they end: the beginning tells, too, whether the file was emptied and has grown again.
    if (!isSame || !(await this.holds(handle, file.head))) return 'replaced';
    file.changed = changedOf(info);
    if (file.position === 0 && file.leftAt === undefined && beginsMark(bytes)) return 'idle';
    this.take(file, bytes, before);
    return size > file.position ? 'more' : 'idle';
  }

  /** @param known bytes at the beginning of `bytes` that were taken before */
  private take(file: TailedFile, bytes: Buffer, known: number): void {
    const from = file.position - known;
    const added = bytes.subarray(known);
    file.head = extendHead(file.head, added, file.position);
    file.edge = edgeOf(bytes, from);
    file.position += added.length;
    if (added.length === 0) return;
    file.cutter ??= this.cutterFor(file, added);
    const skipped = file.cutter.at > from + known ? file.cutter.at - from - known : 0;
    file.cutter.push(added.subarray(skipped), this.emitOf(file));
    this.settleOffset(file);
  }

  private cutterFor(file: TailedFile, first: Buffer): RecordCutter {
    const start = file.position - first.length;
    let at = start;
    if (start === 0 || file.encoding === undefined) {
      const [encoding, mark] = this.encodingOf(file, start === 0 ? first : Buffer.alloc(0));
      file.encoding = encoding;
      at += mark;
    }
    return new RecordCutter({ ...this.options.cutOptions(file), encoding: file.encoding }, at);
  }

  /** @returns the encoding and the length of its byte order mark */
  private encodingOf(file: TailedFile, first: Buffer): [Encoding, number] {
    const { encoding } = this.options.cutOptions(file);
    for (const [name, mark] of byteOrderMarks) {
      if (encoding !== 'auto' && encoding !== name) continue;
      if (first.subarray(0, mark.length).equals(mark)) return [name, mark.length];
    }
    return [encoding === 'auto' ? 'utf-8' : encoding, 0];
  }

  /** The whole rest at once: a packed file can only be read from its beginning, and it does not grow. */
  private async readPacked(file: TailedFile): Promise<PassResult> {
    const handle = await openAt(file);
    try {
      return await this.readUnpacked(file, handle);
    } finally {
      await handle.close();
    }
  }

  private async readUnpacked(file: TailedFile, handle: FileHandle): Promise<PassResult> {
    let at = 0;
    file.rewind();
    for await (const chunk of unpacked(handle)) {
      const skipped = Math.max(0, file.position - at);
      at += chunk.length;
      if (skipped >= chunk.length) continue;
      if (!(await this.options.ready(file))) return 'more';
      this.take(file, chunk.subarray(skipped), 0);
    }
    this.end(file);
    return 'idle';
  }

  /** What is skipped (empty lines, a byte order mark) counts as read. */
  private settleOffset(file: TailedFile): void {
    if (file.cutter !== undefined) file.offset = file.cutter.at;
  }

  private emitOf(file: TailedFile): (raw: Buffer, end: number, truncated: boolean) => void {
    return (raw, end, truncated) => {
      file.offset = end;
      this.options.emit(file, raw, end, truncated);
    };
  }

  private async handleOf(file: TailedFile): Promise<FileHandle | 'replaced'> {
    const held = this.handles.get(file);
    if (held !== undefined) {
      // To the end of the row of those that are closed first.
      this.handles.delete(file);
      this.handles.set(file, held);
      return held;
    }
    const handle = await openAt(file);
    const result = await this.recognise(file, handle).catch(async (error: unknown) => {
      await handle.close();
      throw error;
    });
    if (result !== 'same') {
      await handle.close();
      return result;
    }
    file.rewind();
    this.handles.set(file, handle);
    while (this.handles.size > this.options.maxOpen) await this.close(this.handles.keys().next().value!);
    return handle;
  }

  private async recognise(file: TailedFile, handle: FileHandle): Promise<'same' | 'replaced'> {
    const isSame = (await this.holds(handle, file.head)) && (await this.holds(handle, file.edge));
    return isSame ? 'same' : 'replaced';
  }

  private async holds(handle: FileHandle, print: Print): Promise<boolean> {
    if (print.length === 0) return true;
    const bytes = Buffer.alloc(print.length);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, print.at);
    return begins(bytes.subarray(0, bytesRead), print);
  }
}

/** Too few bytes to tell whether they are a byte order mark. */
const beginsMark = (bytes: Buffer): boolean =>
  byteOrderMarks.some(
    ([, mark]) => bytes.length < mark.length && mark.subarray(0, bytes.length).equals(bytes),
  );
