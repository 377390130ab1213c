import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Journal, openJournal } from '../../server/journal/journal.js';
import { replaceFile } from '../../server/journal/replace-file.js';
import { headerOf } from './batch-header.js';
import type { HeldBatch, ShipBuffer } from './buffer.js';

export interface SpoolOptions {
  /** Folder of the spool; created when it is absent. */
  dir: string;
  /** Unacknowledged bytes at which the spool says that it is full: TCP senders then wait, UDP is dropped. */
  maxBytes: number;
  logger: Logger;
}

/** How often the acknowledged position is written down, milliseconds. */
const noteMs = 1000;

interface Note {
  epoch: string;
  /** Everything before this position is acknowledged; may lag behind, the service recognises what is resent. */
  acknowledged: number;
}

/** A buffer on disk that knows the newest mark of each input. */
export interface SpoolBuffer extends ShipBuffer {
  readonly marks: ReadonlyMap<string, object>;
}

/**
 * Opens the spool on disk: a journal of batches, and a note of what is acknowledged. A batch's sequence is its
 * position in the journal, so the same batch is sent under the same sequence after a restart. Every segment begins
 * with the marks before it: those, and the ones in the batches of the newest segment, are where the inputs stand.
 * @throws GrundwachtError JOURNAL_CORRUPT, CONFLICT (another collector uses the folder)
 */
export async function openSpool(options: SpoolOptions): Promise<SpoolBuffer> {
  await mkdir(options.dir, { recursive: true });
  const marks = new Map<string, object>();
  let opening = true;
  let begun = false;
  const journal = await openJournal({
    dir: join(options.dir, 'journal'),
    preamble: () => {
      if (opening) begun = true;
      return Buffer.from(JSON.stringify(Object.fromEntries(marks)));
    },
    onState: (state) => {
      if (state.status === 'stalled') options.logger.error({ reason: state.reason }, 'spool-stalled');
      else options.logger.info('spool-works-again');
    },
  });
  opening = false;
  try {
    const end = await restoreMarks(journal, marks);
    const notePath = join(options.dir, 'spool.json');
    let note = await readNote(notePath);
    // An emptied or shortened journal gives positions out again: under the old epoch the service would take
    // new batches for duplicates.
    if (note === undefined || begun || note.acknowledged > journal.head) {
      note = { epoch: randomUUID(), acknowledged: journal.start };
      await writeNote(notePath, note);
    }
    const acknowledged = Math.max(note.acknowledged, journal.start);
    return new Spool(journal, options, notePath, { epoch: note.epoch, acknowledged, end, marks });
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** @returns position behind the last batch */
async function restoreMarks(journal: Journal, marks: Map<string, object>): Promise<number> {
  const { position, preamble } = await journal.newestSegment();
  if (preamble !== undefined) setMarks(marks, JSON.parse(preamble.toString()) as Record<string, object>);
  let end = position;
  for await (const { next, payload } of journal.replay(position)) {
    setMarks(marks, headerOf(payload).marks);
    end = next;
  }
  return end;
}

function setMarks(marks: Map<string, object>, changes: Record<string, object | null> = {}): void {
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) marks.delete(key);
    else marks.set(key, value);
  }
}

async function readNote(path: string): Promise<Note | undefined> {
  try {
    const note = JSON.parse(await readFile(path, 'utf8')) as Partial<Note>;
    if (typeof note.epoch !== 'string' || !Number.isSafeInteger(note.acknowledged)) return undefined;
    return { epoch: note.epoch, acknowledged: note.acknowledged! };
  } catch {
    return undefined;
  }
}

/** Durable: a note that a power failure leaves empty would have everything sent anew under another epoch. */
function writeNote(path: string, note: Note): Promise<void> {
  return replaceFile(path, [JSON.stringify(note)]);
}

class Spool implements SpoolBuffer {
  readonly epoch: string;
  readonly durable = true;
  readonly marks: Map<string, object>;
  private readonly journal: Journal;
  private readonly options: SpoolOptions;
  private readonly notePath: string;
  private acknowledged: number;
  /** Behind the last batch; the head can be further, behind the marks at the head of a segment. */
  private end: number;
  private timer: NodeJS.Timeout | undefined;
  private noting: Promise<void> = Promise.resolve();

  constructor(
    journal: Journal,
    options: SpoolOptions,
    notePath: string,
    state: { epoch: string; acknowledged: number; end: number; marks: Map<string, object> },
  ) {
    this.journal = journal;
    this.options = options;
    this.notePath = notePath;
    this.epoch = state.epoch;
    this.acknowledged = state.acknowledged;
    this.end = state.end;
    this.marks = state.marks;
  }

  get bytes(): number {
    return Math.max(0, this.end - this.acknowledged);
  }

  get full(): boolean {
    return this.bytes >= this.options.maxBytes || this.journal.state.status !== 'ok';
  }

  async append(payload: Buffer): Promise<void> {
    const { marks } = headerOf(payload);
    const { next } = await this.journal.append(payload);
    // Nothing may wait between the commit and this line: the next segment must begin with these marks.
    setMarks(this.marks, marks);
    this.end = next;
  }

  async *follow(signal: AbortSignal): AsyncIterable<HeldBatch> {
    for await (const { position, next, payload } of this.journal.follow(this.acknowledged, signal)) {
      yield { sequence: position, payload, after: next };
    }
  }

  acknowledge(after: number): void {
    this.acknowledged = after;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.noting = this.note();
    }, noteMs);
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.noting;
    await this.note();
    await this.journal.close();
  }

  private async note(): Promise<void> {
    try {
      const { epoch, acknowledged } = this;
      await writeNote(this.notePath, { epoch, acknowledged });
      await this.journal.truncateBefore(acknowledged);
    } catch (error) {
      // Worst case: batches are sent again after a restart and recognised as duplicates.
      this.options.logger.warn({ err: error }, 'spool-note-failed');
    }
  }
}
