import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiverCounters } from '../../../../collectors/counters.js';
import type { TailInput } from '../../../../collectors/file/tail/input.js';
import { FileTail, type TailOptions } from '../../../../collectors/file/tail/tail.js';
import type { Teardown } from '../../../helpers/postgres.js';
import { CollectingSink, silent } from '../../collecting-sink.js';

export const inputOf = (paths: string | readonly string[], change: Partial<TailInput> = {}): TailInput => ({
  paths: typeof paths === 'string' ? [paths] : paths,
  exclude: [],
  encoding: 'auto',
  format: 'auto',
  dataset: '',
  from: 'beginning',
  ...change,
});

/** A folder, and a tail on it that can be stopped and started again with the marks it left. */
export class TailBench {
  readonly dir = mkdtempSync(join(tmpdir(), 'grundwacht-tail-'));
  readonly counters = new ReceiverCounters();
  sink = new CollectingSink();
  private tail: FileTail | undefined;

  constructor(t: Teardown) {
    t.teardown(async () => {
      await this.stop();
      rmSync(this.dir, { recursive: true, force: true });
    });
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  start(inputs: readonly TailInput[], change: Partial<TailOptions> = {}): void {
    this.tail = new FileTail({
      inputs,
      sink: this.sink,
      marks: new Map(this.sink.marks),
      counters: this.counters,
      logger: silent,
      now: () => 42,
      maxRecordBytes: 1000,
      lingerMs: 150,
      pollMs: 50,
      scanMs: 200,
      ...change,
    });
    this.tail.start();
  }

  async stop(): Promise<void> {
    await this.tail?.stop();
    this.tail = undefined;
  }

  /** @returns the records after there are so many, and a while in which no more may come */
  async records(count: number): Promise<string[]> {
    const deadline = Date.now() + 20_000;
    while (this.sink.envelopes.length < count && Date.now() < deadline) await sleep(10);
    await sleep(60);
    return this.sink.texts;
  }
}

export const lines = (from: number, to: number, name = 'line'): string[] =>
  Array.from({ length: to - from }, (_, i) => `${name} ${from + i} of some text that a program has written`);
export const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
