import type { Envelope } from '../contract/envelope.js';
import type { Rejection } from './entry.js';

/** A journal entry is examined and stored as one piece. */
const entryBytes = 1 << 20;
const entryRecords = 4000;

/** Records of a request that go into one entry of the journal. */
export interface Part {
  /** Index of each record in the request. */
  indexes: number[];
  records: Envelope[];
  keys: string[];
  rejected: Rejection[];
}

/** Divides the records of a request into entries of the journal. */
export class Parts {
  readonly all: Part[] = [];
  #bytes = 0;

  add(index: number, record: Envelope, key: string | undefined): void {
    let part = this.all.at(-1);
    if (part === undefined || this.#bytes >= entryBytes || part.records.length >= entryRecords) {
      part = this.#begin();
    }
    part.indexes.push(index);
    part.records.push(record);
    if (key !== undefined) part.keys.push(key);
    this.#bytes += record.raw.length;
  }

  /** @returns how many */
  reject(source: string, rejected: ReadonlyMap<string, number>): number {
    let total = 0;
    for (const [reason, count] of rejected) {
      (this.all[0] ?? this.#begin()).rejected.push({ source, reason, count });
      total += count;
    }
    return total;
  }

  #begin(): Part {
    const part: Part = { indexes: [], records: [], keys: [], rejected: [] };
    this.all.push(part);
    this.#bytes = 0;
    return part;
  }
}
