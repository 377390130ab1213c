import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventRows, TenantSpan } from '../../contract/event-store.js';
import { writeHotFile } from './hot-file.js';
import { Serial } from './serial.js';

/** Rows in memory that become a file; the file that a search needs before has to hold them again. */
const fileBytes = 8 << 20;
/** Each piece is a page of each column, which has its price for whoever reads the file. */
const filePieces = 256;

/**
 * The newest events, until they are sealed: Parquet files without compression, which DuckDB's threads read
 * as they are. The newest of them wait in memory for a search, or for enough to fill a file.
 */
export class HotFiles {
  readonly spans = new Map<string, TenantSpan>();
  /** Journal position before the first and behind the last event. */
  readonly positionFrom: number;
  position: number;
  rows = 0;
  bytes = 0;
  readonly #dir: string;
  readonly #prefix: string;
  readonly #writing = new Serial();
  #files: string[] = [];
  #pending: EventRows[] = [];
  #pendingBytes = 0;
  /** File with the first `pieces` of the pending rows. */
  #tail: { path: string; pieces: number } | undefined;
  #written = 0;

  /**
   * @param dir folder of the hot files
   * @param generation makes the files' names unique
   */
  constructor(dir: string, generation: number, position: number) {
    this.#dir = dir;
    this.#prefix = `${generation}-`;
    this.positionFrom = position;
    this.position = position;
  }

  /** Paths of the files that hold everything up to the last {@link flush}. */
  get files(): readonly string[] {
    return this.#tail ? [...this.#files, this.#tail.path] : this.#files;
  }

  /** Takes rows over. */
  append(rows: EventRows, position: number): void {
    this.position = position;
    if (rows.count === 0) return;
    this.#pending.push(rows);
    this.#pendingBytes += rows.bytes.length;
    this.rows += rows.count;
    this.bytes += rows.bytes.length;
    for (const span of rows.spans) this.#widen(span);
  }

  /** Whether the rows in memory fill a file. */
  get due(): boolean {
    return this.#pendingBytes >= fileBytes || this.#pending.length >= filePieces;
  }

  /**
   * Writes what is in memory, so that {@link files} hold everything appended before the call.
   * @returns paths that are no longer needed by anyone who begins to read now
   */
  flush(): Promise<string[]> {
    return this.#writing.run(async () => {
      const pieces = [...this.#pending];
      if (pieces.length === (this.#tail?.pieces ?? 0)) return [];
      const full = this.due;
      const path = join(this.#dir, `${this.#prefix}${this.#written++}.parquet`);
      await writeHotFile(path, pieces);
      const replaced = this.#tail ? [this.#tail.path] : [];
      if (full) {
        this.#files = [...this.#files, path];
        this.#pending = this.#pending.slice(pieces.length);
        this.#pendingBytes = this.#pending.reduce((sum, { bytes }) => sum + bytes.length, 0);
        this.#tail = undefined;
      } else this.#tail = { path, pieces: pieces.length };
      return replaced;
    });
  }

  /** Gives the memory of rows back that are in files. No more appends. */
  close(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#tail) this.#files = [...this.#files, this.#tail.path];
    this.#tail = undefined;
  }

  /** Deletes the files. */
  async drop(): Promise<void> {
    for (const path of this.files) await rm(path, { force: true });
  }

  #widen(span: TenantSpan): void {
    const whole = this.spans.get(span.tenant);
    if (!whole) {
      this.spans.set(span.tenant, { ...span });
      return;
    }
    whole.rows += span.rows;
    whole.timeFrom = Math.min(whole.timeFrom, span.timeFrom);
    whole.timeTo = Math.max(whole.timeTo, span.timeTo);
    if (span.idFrom < whole.idFrom) whole.idFrom = span.idFrom;
    if (span.idTo > whole.idTo) whole.idTo = span.idTo;
  }
}
