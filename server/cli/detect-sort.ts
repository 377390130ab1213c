import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { splitLines } from '../../collectors/file/lines.js';

/** Something found in a record; `text` is one line. */
export interface Item {
  /** Event time, milliseconds since the epoch. */
  time: number;
  /** Number of the file in the list of files. */
  file: number;
  /** 1-based number of the record in the file. */
  record: number;
  /** Number of the rule in the rule set. */
  rule: number;
  text: string;
}

export type Order<T> = (a: T, b: T) => number;

/** By event time; equal times in the order of files, records and rules, so that the result is always the same. */
export const byTime: Order<Omit<Item, 'text'>> = (a, b) =>
  a.time - b.time || a.file - b.file || a.record - b.record || a.rule - b.rule;

/** Items in order: in memory, or in a file. Can be handed to another thread. */
export type Run = { items: Item[] } | { path: string };

/** Characters of text that are sorted in memory before they are written to a file. */
const defaultLimit = 16 * 1024 * 1024;
/** What an item takes besides its text. */
const itemOverhead = 64;

/** Sorts more items than fit into memory: full runs go to files. */
export class Sorter {
  private items: Item[] = [];
  private held = 0;
  private readonly runs: Run[] = [];
  private readonly prefix: string;
  private readonly limit: number;

  /**
   * @param folder exists, belongs to this work alone
   * @param name tells this sorter's files from those of others in the folder
   * @param limit characters of text in memory
   */
  constructor(folder: string, name: string, limit = defaultLimit) {
    this.prefix = join(folder, name);
    this.limit = limit;
  }

  /** @throws Error when the folder's disk is full */
  add(item: Item): void {
    this.items.push(item);
    this.held += item.text.length + itemOverhead;
    if (this.held < this.limit) return;
    this.items.sort(byTime);
    const path = `${this.prefix}-${this.runs.length}`;
    writeRun(path, this.items);
    this.runs.push({ path });
    this.items = [];
    this.held = 0;
  }

  /** @returns the runs; the last one is in memory. Nothing can be added any more */
  finish(): Run[] {
    const items = this.items.sort(byTime);
    return items.length === 0 ? this.runs : [...this.runs, { items }];
  }
}

function writeRun(path: string, items: readonly Item[]): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    for (let i = 0; i < items.length; i += 1000) {
      const lines = items
        .slice(i, i + 1000)
        .map(({ time, file, record, rule, text }) => `${time}\t${file}\t${record}\t${rule}\t${text}\n`);
      const bytes = Buffer.from(lines.join(''));
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    }
  } finally {
    closeSync(file);
  }
}

/** @returns the items of all runs in order; one item of each run is in memory, besides those that are anyway */
export function mergeRuns(runs: readonly Run[]): AsyncIterable<Item> {
  return merge(
    runs.map((run) => ('items' in run ? run.items : readRun(run.path))),
    byTime,
  );
}

async function* readRun(path: string): AsyncGenerator<Item> {
  for await (const line of splitLines(createReadStream(path), Number.POSITIVE_INFINITY)) {
    const fields: number[] = [];
    let start = 0;
    for (let field = 0; field < 4; field++) {
      const end = line.indexOf(9, start);
      fields.push(Number(line.toString('latin1', start, end)));
      start = end + 1;
    }
    const [time, file, record, rule] = fields as [number, number, number, number];
    yield { time, file, record, rule, text: line.toString('utf8', start) };
  }
}

interface Head<T> {
  value: T;
  /** Sources named first go first among equals. */
  rank: number;
  rest: AsyncIterator<T> | Iterator<T>;
}

/**
 * Merges sources that are in order each.
 * @returns the values of all in order; equal ones in the order of the sources
 */
export async function* merge<T>(
  sources: readonly (AsyncIterable<T> | Iterable<T>)[],
  order: Order<T>,
): AsyncGenerator<T> {
  const heap: Head<T>[] = [];
  const before: Order<Head<T>> = (a, b) => order(a.value, b.value) || a.rank - b.rank;
  for (const [rank, source] of sources.entries()) {
    const rest = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    const first = await rest.next();
    if (first.done !== true) heap.push({ value: first.value, rank, rest });
  }
  heap.sort(before);
  while (heap.length > 0) {
    const head = heap[0]!;
    yield head.value;
    const next = await head.rest.next();
    if (next.done !== true) head.value = next.value;
    else {
      const last = heap.pop()!;
      if (heap.length > 0 && last !== head) heap[0] = last;
    }
    siftDown(heap, before);
  }
}

function siftDown<T>(heap: T[], before: Order<T>): void {
  let at = 0;
  while (true) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && before(heap[child]!, heap[least]!) < 0) least = child;
    }
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least]!, heap[at]!];
    at = least;
  }
}
