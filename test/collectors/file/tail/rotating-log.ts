import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

export const rotations = [
  'rename',
  /** The program goes on in the renamed file for a while. */
  'rename-late',
  'copy',
  'copy-slowly',
  'rename-pack',
  'copy-pack',
  /** What a later run of logrotate does with `delaycompress`. */
  'pack',
] as const;
export type Rotation = (typeof rotations)[number];
export type Naming = 'number' | 'date';

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
  time = 1_600_000_000_000;
  private readonly path: string;
  private readonly header: string;
  private readonly naming: Naming;
  private steps: (() => void)[] = [];
  /** What the program writes to; undefined: it opens the file anew. */
  private handle: number | undefined;
  private isHalf = false;
  private rotated = 0;

  constructor(path: string, header: string, naming: Naming) {
    this.path = path;
    this.header = header;
    this.naming = naming;
  }

  /** @param half the last line has no end yet */
  append(count: number, size: number, half: boolean): void {
    this.finish();
    this.begin();
    this.endLine();
    let text = '';
    for (let i = 0; i < count; i++) text += `line ${this.written++} ${'x'.repeat(size)}\n`;
    this.isHalf = half;
    this.write(half ? text.slice(0, -1) : text);
  }

  /** What stands at the beginning of each file, and nothing else yet. */
  begin(): void {
    this.finish();
    if (existsSync(this.path) && statSync(this.path).size > 0) return;
    this.write('');
    if (this.header === '') return;
    this.write(`${this.header}\n`);
    this.headers++;
  }

  /** Prepares the steps of a rotation; they are made by `step`. */
  rotate(how: Rotation): void {
    this.finish();
    if (how === 'pack') {
      this.steps = this.pack(this.generations().find((path) => !path.endsWith('.gz')));
      return;
    }
    if (!existsSync(this.path)) return;
    this.endLine();
    const size = statSync(this.path).size;
    // Files that are equal to the last byte cannot be told apart once they are copied or packed.
    if (size > 0 && size <= this.header.length + 1) this.append(1, 0, false);
    if (size === 0 && how !== 'rename') return;
    this.rotated++;
    const to = this.naming === 'date' ? `${this.path}-${20200101 + this.rotated}` : `${this.path}.1`;
    this.steps = this.naming === 'date' ? [] : this.shifts();
    this.steps.push(...(how.startsWith('rename') ? this.rename(to, how) : this.copy(to, how)));
    if (how.endsWith('-pack')) this.steps.push(...this.pack(to));
  }

  /** Makes so many steps of what was planned. */
  step(count: number): void {
    for (const step of this.steps.splice(0, count)) step();
  }

  /** Makes all steps that are planned. */
  finish(): void {
    this.step(this.steps.length);
  }

  /** Removes old generations, as `rotate 3` does, whose lines were all read. */
  purge(read: ReadonlySet<string>): void {
    this.finish();
    for (const path of this.generations().slice(0, -3)) {
      const bytes = readFileSync(path);
      const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
      if (!text.split('\n').every((line) => line === '' || line === this.header || read.has(line))) return;
      rmSync(path);
    }
  }

  endLine(): void {
    if (this.isHalf) this.write('\n');
    this.isHalf = false;
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
  }

  private shifts(): (() => void)[] {
    return this.generations().map((from) => () => {
      const [, number, end] = /\.(\d+)(\.gz)?$/.exec(from)!;
      renameSync(from, `${this.path}.${Number(number) + 1}${end ?? ''}`);
    });
  }

  private rename(to: string, how: Rotation): (() => void)[] {
    const late = (): void => {
      appendFileSync(to, `line ${this.written++} late\n`);
      this.touch(to);
    };
    const create = (): void => {
      this.close();
      writeFileSync(this.path, '');
      this.touch(this.path);
    };
    return [() => renameSync(this.path, to), ...(how === 'rename-late' ? [late] : []), create];
  }

  private copy(to: string, how: Rotation): (() => void)[] {
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
    return how === 'copy-slowly' ? [half, whole, empty] : [whole, empty];
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

  /** From the oldest. */
  private generations(): string[] {
    const name = basename(this.path);
    const names = readdirSync(dirname(this.path)).filter((one) => one.startsWith(name) && one !== name);
    const age = (one: string): number => Number(/(\d+)(?:\.gz)?$/.exec(one)?.[1]);
    names.sort((a, b) => (this.naming === 'date' ? age(a) - age(b) : age(b) - age(a)));
    return names.map((one) => join(dirname(this.path), one));
  }

  private write(text: string): void {
    this.handle ??= openSync(this.path, 'a');
    writeSync(this.handle, text);
    this.touch(this.path);
  }

  private touch(path: string): void {
    utimesSync(path, this.time / 1000, this.time / 1000);
  }
}
