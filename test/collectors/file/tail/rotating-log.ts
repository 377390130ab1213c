import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';

/** How a log is rotated; `pack` is what a later run of logrotate does with `delaycompress`. */
export type Rotation = 'rename' | 'rename-late' | 'copy' | 'copy-slowly' | 'rename-pack' | 'copy-pack' | 'pack';

export const rotations: readonly Rotation[] = [
  'rename',
  'rename-late',
  'copy',
  'copy-slowly',
  'rename-pack',
  'copy-pack',
  'pack',
];

/**
 * A log file as a program and logrotate make it, step by step, so that a reader can look between any two steps. Times
 * of files are given by a clock that the test sets.
 */
export class RotatingLog {
  /** Numbered lines written so far. */
  written = 0;
  /** How often a header was written. */
  headers = 0;
  /** Of the files, milliseconds. */
  time = Date.now() - 1_000_000;
  private readonly path: string;
  private readonly header: string;
  private steps: (() => void)[] = [];
  /** What the program writes to; undefined: it makes a new file. */
  private handle: number | undefined;

  constructor(path: string, header: string) {
    this.path = path;
    this.header = header;
  }

  append(count: number, size: number, half: boolean): void {
    this.finish();
    const handle = this.open();
    let text = '';
    for (let i = 0; i < count; i++) text += `line ${this.written++} ${'x'.repeat(size)}\n`;
    writeSync(handle, text);
    if (half) writeSync(handle, '');
    this.touch(this.path);
  }

  /** Prepares the steps of a rotation; they are made by `step`. */
  rotate(how: Rotation): void {
    this.finish();
    const { path } = this;
    const one = `${path}.1`;
    if (how === 'pack') return this.plan(this.pack(this.oldestPlain()));
    if (!existsSync(path) || statSync(path).size === 0) return;
    const shifts: (() => void)[] = [];
    for (let n = 60; n >= 1; n--)
      for (const end of ['', '.gz'])
        if (existsSync(`${path}.${n}${end}`))
          shifts.push(() => renameSync(`${path}.${n}${end}`, `${path}.${n + 1}${end}`));
    this.plan(shifts);
    if (how.startsWith('rename')) {
      this.plan([() => renameSync(path, one)]);
      if (how === 'rename-late') this.plan([() => this.late(one)]);
      this.plan([
        () => {
          this.close();
          writeFileSync(path, '');
          this.touch(path);
        },
      ]);
    } else this.plan(this.copy(one, how === 'copy-slowly'));
    if (how.endsWith('-pack')) this.plan(this.pack(one));
  }

  /** Makes so many steps of what was planned. */
  step(count: number): void {
    for (const step of this.steps.splice(0, count)) step();
  }

  /** Makes all steps that are planned. */
  finish(): void {
    this.step(this.steps.length);
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
  }

  private copy(to: string, slowly: boolean): (() => void)[] {
    const { path } = this;
    const whole = (): void => {
      copyFileSync(path, to);
      this.touch(to);
    };
    const half = (): void => {
      writeFileSync(to, readFileSync(path).subarray(0, statSync(path).size / 2));
      this.touch(to);
    };
    const empty = (): void => {
      truncateSync(path, 0);
      this.touch(path);
    };
    return slowly ? [half, whole, empty] : [whole, empty];
  }

  /** gzip keeps the time of the file. */
  private pack(plain: string | undefined): (() => void)[] {
    if (plain === undefined) return [];
    const packed = `${plain}.gz`;
    const half = (): void => {
      const bytes = gzipSync(readFileSync(plain));
      writeFileSync(packed, bytes.subarray(0, bytes.length / 2));
    };
    const whole = (): void => {
      writeFileSync(packed, gzipSync(readFileSync(plain)));
      const { atime, mtime } = statSync(plain);
      utimesSync(packed, atime, mtime);
    };
    return [half, whole, () => rmSync(plain)];
  }

  private oldestPlain(): string | undefined {
    for (let n = 60; n >= 1; n--) if (existsSync(`${this.path}.${n}`)) return `${this.path}.${n}`;
    return undefined;
  }

  /** A program that goes on in the renamed file for a while. */
  private late(path: string): void {
    appendFileSync(path, `line ${this.written++} late\n`);
    this.touch(path);
  }

  private open(): number {
    if (this.handle === undefined) this.handle = openSync(this.path, 'a');
    if (statSync(this.path).size === 0 && this.header !== '') {
      writeSync(this.handle, `${this.header}\n`);
      this.headers++;
    }
    return this.handle;
  }

  private plan(steps: (() => void)[]): void {
    this.steps.push(...steps);
  }

  private touch(path: string): void {
    utimesSync(path, this.time / 1000, this.time / 1000);
  }
}
