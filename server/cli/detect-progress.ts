import { stat } from 'node:fs/promises';
import cliProgress from 'cli-progress';

/** Tells how far the work is. */
export interface Progress {
  /** @param bytes read from the current file, after unpacking */
  advance(bytes: number): void;
  fileDone(): void;
  stop(): void;
}

/** Work that ends sooner shows nothing, milliseconds. */
const showAfter = 1000;
/** Records between two looks at the clock. */
const step = 1024;

/**
 * A bar on standard error, when that is a terminal and the work takes longer than a second. Packed files count as
 * done when they end.
 */
export async function startProgress(files: readonly string[]): Promise<Progress> {
  if (!process.stderr.isTTY) return { advance: () => {}, fileDone: () => {}, stop: () => {} };
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (info) => info.size,
        () => 0,
      ),
    ),
  );
  return new Bar(sizes);
}

class Bar implements Progress {
  private readonly sizes: readonly number[];
  private readonly total: number;
  private readonly started = Date.now();
  private readonly bar = new cliProgress.SingleBar(
    { format: '{bar} {percentage} % | {rate} records/s | {eta_formatted} left', stream: process.stderr },
    cliProgress.Presets.shades_classic,
  );
  private shown = false;
  private file = 0;
  private before = 0;
  private bytes = 0;
  private records = 0;

  constructor(sizes: readonly number[]) {
    this.sizes = sizes;
    this.total = sizes.reduce((sum, size) => sum + size, 0);
  }

  advance(bytes: number): void {
    this.bytes += bytes;
    this.records++;
    if (this.records % step === 0) this.show();
  }

  fileDone(): void {
    this.before += this.sizes[this.file++] ?? 0;
    this.bytes = 0;
    this.show();
  }

  stop(): void {
    if (this.shown) this.bar.stop();
  }

  private show(): void {
    const elapsed = Date.now() - this.started;
    if (elapsed < showAfter) return;
    if (!this.shown) this.bar.start(this.total, 0, { rate: 0 });
    this.shown = true;
    const done = this.before + Math.min(this.bytes, this.sizes[this.file] ?? 0);
    this.bar.update(done, { rate: Math.round((this.records * 1000) / elapsed) });
  }
}
