import cliProgress from 'cli-progress';

/** Tells how far the work is. */
export interface Progress {
  /**
   * @param file number of the file
   * @param bytes of it so far, unpacked
   * @param records since the last call
   */
  report(file: number, bytes: number, records: number): void;
  fileDone(file: number): void;
  stop(): void;
}

/** Work that ends sooner shows nothing, milliseconds. */
const showAfter = 1000;

/**
 * A bar on standard error with rate and remaining time, when that is a terminal and the work takes longer than a
 * second.
 * @param sizes bytes of each file on disk
 */
export function startProgress(sizes: readonly number[]): Progress {
  if (process.stderr.isTTY !== true) return { report: () => {}, fileDone: () => {}, stop: () => {} };
  return new Bar(sizes);
}

class Bar implements Progress {
  private readonly sizes: readonly number[];
  private readonly total: number;
  private readonly started = Date.now();
  private readonly bar = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage} % | {files} of {count} files | {rate} records/s | {eta_formatted} left',
      stream: process.stderr,
      etaAsynchronousUpdate: true,
      etaBuffer: 50,
    },
    cliProgress.Presets.shades_classic,
  );
  /** Bytes of files that are being read: packed ones give more than they take on disk. */
  private readonly open = new Map<number, number>();
  private shown = false;
  private before = 0;
  private files = 0;
  private records = 0;

  constructor(sizes: readonly number[]) {
    this.sizes = sizes;
    this.total = sizes.reduce((sum, size) => sum + size, 0);
  }

  report(file: number, bytes: number, records: number): void {
    this.open.set(file, Math.min(bytes, this.sizes[file] ?? 0));
    this.records += records;
    this.show();
  }

  fileDone(file: number): void {
    this.open.delete(file);
    this.before += this.sizes[file] ?? 0;
    this.files++;
    this.show();
  }

  stop(): void {
    if (this.shown) this.bar.stop();
  }

  private show(): void {
    const elapsed = Date.now() - this.started;
    if (elapsed < showAfter) return;
    const [files, count] = [this.files, this.sizes.length];
    const rate = Math.round((this.records * 1000) / elapsed);
    if (!this.shown) this.bar.start(this.total, 0, { rate, files, count });
    this.shown = true;
    const done = [...this.open.values()].reduce((sum, bytes) => sum + bytes, this.before);
    this.bar.update(done, { rate, files, count });
  }
}
